//! A document that is only read: what it says now, and what it said at any of its heads. Nothing is merged as long as each
//! change follows the one before ([`line`]); whatever else there is goes to [`EntryDoc`], and both say the same.

mod line;

use std::collections::BTreeMap;

use cunfa_core::entry::FieldMap;
use cunfa_core::{Digest, EntryId};

use crate::doc::parse_of;
use crate::{Applied, DocumentError, DocumentKind, EntryDoc};
use line::StraightLine;

/// One document, an entry's or a need's, for whoever reads it and writes nothing.
#[derive(Debug, Clone)]
pub struct History {
    kind: Option<DocumentKind>,
    reading: Reading,
}

/// How the changes were read.
#[derive(Debug, Clone)]
enum Reading {
    /// Each follows the one before, and nothing was written beside anything else.
    Line(StraightLine),
    /// Merged.
    Merged(Box<EntryDoc>),
}

impl History {
    /// Reads a document from its raw changes, in any order; every byte is checked. What came of them, and of which error, is what
    /// [`EntryDoc::apply`] says of an empty document. Quickest when each change comes once and after its parent.
    ///
    /// # Errors
    /// As [`EntryDoc::apply`].
    pub fn load<'b>(
        entry: EntryId,
        changes: impl IntoIterator<Item = &'b [u8]>,
    ) -> Result<(History, Applied), DocumentError> {
        let mut kind = None;
        let changes = changes.into_iter().map(|bytes| parse_of(bytes, entry, &mut kind));
        let changes = changes.collect::<Result<Vec<_>, _>>()?;
        if let Some(line) = StraightLine::read(&changes) {
            let applied = Applied {
                applied: line.changes().to_vec(),
                ..Applied::default()
            };
            let reading = Reading::Line(line);
            return Ok((History { kind, reading }, applied));
        }
        let (document, applied) = EntryDoc::of_parsed(entry, kind, changes)?;
        let reading = Reading::Merged(Box::new(document));
        Ok((History { kind, reading }, applied))
    }

    /// Of which kind it is; `None` without its first change.
    #[must_use]
    pub fn kind(&self) -> Option<DocumentKind> {
        self.kind
    }

    /// The fields now, as [`EntryDoc::fields`].
    #[must_use]
    pub fn fields(&self) -> FieldMap {
        match &self.reading {
            Reading::Line(line) => line.fields(),
            Reading::Merged(document) => document.fields(),
        }
    }

    /// The fields as they were at these heads; `None` when one of them is not in the document, or there is none.
    #[must_use]
    pub fn fields_at(&self, heads: &[Digest]) -> Option<FieldMap> {
        match &self.reading {
            Reading::Line(line) => Some(line.fields_after(line.place(heads)?)),
            Reading::Merged(document) => document.fields_at(heads),
        }
    }

    /// The fields that held more than one different value at these heads; `None` as for [`History::fields_at`].
    #[must_use]
    pub fn conflicts_at(&self, heads: &[Digest]) -> Option<BTreeMap<String, Vec<String>>> {
        match &self.reading {
            Reading::Line(line) => line.place(heads).map(|_| BTreeMap::new()),
            Reading::Merged(document) => document.conflicts_at(heads),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    const ID: EntryId = EntryId([7; 16]);

    fn fields(pairs: &[(&str, &str)]) -> FieldMap {
        let pairs = pairs.iter();
        pairs
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn is_line(changes: &[Vec<u8>]) -> bool {
        let (history, _) = History::load(ID, changes.iter().map(Vec::as_slice)).unwrap();
        matches!(history.reading, Reading::Line(_))
    }

    /// What a device writes: made, changed, a field taken back and written again, by one session and by others after it.
    fn written(made: (EntryDoc, Vec<u8>)) -> (EntryDoc, Vec<Vec<u8>>) {
        let (mut doc, first) = made;
        let mut changes = vec![first];
        let texts: [(&[(&str, &str)], u8); 6] = [
            (&[("matter", "乙"), ("advice", ""), ("closed", "withdrawn")], 1),
            (&[("matter", "乙")], 2),
            (
                &[("matter", "丙"), ("advice", "调解"), ("person.01-aaaa.name", "韦𡌶")],
                2,
            ),
            (&[("matter", "丙"), ("advice", "调解")], 1),
            (&[("advice", "诉讼"), ("matter", "丁")], 3),
            (&[("matter", "戊"), ("newer", "1")], 2),
        ];
        for (text, actor) in texts {
            changes.extend(doc.edit(&fields(text), [actor; 16]).unwrap());
        }
        assert!(changes.len() > 5);
        (doc, changes)
    }

    #[test]
    fn nothing_that_a_device_writes_in_one_line_is_merged() {
        let first = fields(&[("matter", "甲"), ("advice", "乙")]);
        let (_, mut entry) = written(EntryDoc::create(ID, &first, [1; 16]).unwrap());
        assert!(is_line(&entry));
        assert!(is_line(&entry[..1]) && is_line(&entry[..4]));
        entry.push(entry[2].clone());
        assert!(!is_line(&entry), "once more");
        let (_, need) = written(EntryDoc::create_need(ID, &first, [1; 16]).unwrap());
        assert!(is_line(&need));
    }

    #[test]
    fn what_was_written_side_by_side_is_merged() {
        let (doc, mut changes) = written(EntryDoc::create(ID, &FieldMap::new(), [1; 16]).unwrap());
        let (mut mine, mut yours) = (doc.clone(), doc);
        let text = |matter: &str| fields(&[("matter", matter), ("newer", "1")]);
        changes.push(mine.edit(&text("己"), [4; 16]).unwrap().unwrap());
        assert!(is_line(&changes));
        let beside = yours.edit(&text("庚"), [5; 16]).unwrap().unwrap();
        mine.apply([beside.as_slice()]).unwrap();
        changes.push(beside);
        assert!(!is_line(&changes));
        changes.push(mine.settle("matter", "己", [4; 16]).unwrap());
        assert!(!is_line(&changes));
        assert!(!is_line(&[]));
    }
}
