//! What a device was asked and what it answered, written down before and after, so that a kill leaves it behind.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use cunfa_core::{ActId, EntryId, Stage};
use cunfa_protocol::view::{Delivery, EntryView};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Which write a text comes from: it stands in the text itself.
///
/// Whoever makes an entry writes both fields; after that only the device 0 writes 事由 and only the device 1 writes 内容, so that the
/// marks of a field are in one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// Whether the field's own writer wrote it, and not the maker of the entry.
    pub by_owner: bool,
    /// Counts up on every device.
    pub version: u32,
}

/// A field with marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Marked {
    /// 事由, of device 0.
    Matter,
    /// 内容, of device 1.
    Advice,
}

impl Marked {
    /// The field that a device writes.
    #[must_use]
    pub fn of(device: usize) -> Marked {
        if device == 0 { Marked::Matter } else { Marked::Advice }
    }

    /// The mark of a write to this field.
    #[must_use]
    pub fn mark(self, device: usize, version: u32) -> Mark {
        let by_owner = Marked::of(device) == self;
        Mark { by_owner, version }
    }
}

/// A text with the mark of a device's write.
#[must_use]
pub fn text(device: usize, version: u32) -> String {
    format!("标记{device}-{version}号的内容")
}

/// The mark in a text of a field.
#[must_use]
pub fn mark(field: Marked, text: &str) -> Option<Mark> {
    let (device, version) = text.strip_prefix("标记")?.split_once('号')?.0.split_once('-')?;
    Some(field.mark(device.parse().ok()?, version.parse().ok()?))
}

/// What a device was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// An entry is made, with both fields.
    Make { entry: EntryId, version: u32 },
    /// The device's own field is changed.
    Change { entry: EntryId, version: u32 },
    /// Handed over, submitted and signed.
    Sign { entry: EntryId },
    /// Approved or returned.
    Review { entry: EntryId },
    /// Voided.
    Void { entry: EntryId },
    /// A draft is thrown away.
    Discard { draft: EntryId },
    /// A pass.
    Sync,
}

/// An entry as a device showed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Which.
    pub entry: EntryId,
    /// The text now, not the official one.
    pub matter: Option<Mark>,
    /// Likewise.
    pub advice: Option<Mark>,
    /// All its acts.
    pub acts: BTreeSet<ActId>,
    /// Whether it is shown as voided.
    pub voided: bool,
    /// Whether all of it is shown as being on the server.
    pub delivered: bool,
}

impl Seen {
    /// What a view shows.
    #[must_use]
    pub fn of(view: &EntryView) -> Seen {
        let now = view
            .amendment
            .as_ref()
            .map_or(&view.entry, |amendment| &amendment.entry);
        Seen {
            entry: view.row.entry,
            matter: mark(Marked::Matter, &now.matter),
            advice: mark(Marked::Advice, &now.advice),
            acts: view.acts.iter().map(|act| act.act.id).collect(),
            voided: view.row.stage == Stage::Voided,
            delivered: view.row.delivery == Delivery::Delivered,
        }
    }
}

/// One line of a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The device is open: what comes is of another process than what came before.
    Started,
    /// It is asked.
    Invoked(Op),
    /// It did what it was asked last.
    Done,
    /// It refused what it was asked last.
    Refused(String),
    /// It showed entries.
    Showed(Vec<Seen>),
    /// It said that there is no such entry.
    Missing(EntryId),
    /// It showed its drafts.
    Drafts(Vec<EntryId>),
}

/// A history that is written.
pub struct History(File);

impl History {
    /// Goes on with the history at this path, without the line that whoever wrote it before was killed in.
    ///
    /// # Errors
    /// The disk's, or when it is no text.
    pub fn append(path: &Path) -> Result<History, String> {
        let said = |error: std::io::Error| format!("opening a history: {error}");
        let whole = whole(path)?.len();
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(said)?;
        file.set_len(whole as u64).map_err(said)?;
        Ok(History(file))
    }

    /// Adds a line. A kill may cut it, also within one write; then it counts as not there: what was to be asked was not, and what was
    /// answered was not heard.
    ///
    /// # Errors
    /// The disk's.
    pub fn add(&mut self, event: &impl Serialize) -> Result<(), String> {
        let mut line = serde_json::to_vec(event).map_err(|error| error.to_string())?;
        line.push(b'\n');
        self.0
            .write_all(&line)
            .map_err(|error| format!("writing a history: {error}"))
    }
}

/// Reads a history; none when there is none yet. A last line that a kill has cut is not there.
///
/// # Errors
/// When a line is none.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, String> {
    let line = |line: &str| serde_json::from_str(line).map_err(|error| format!("in a history: {line}: {error}"));
    whole(path)?.lines().map(line).collect()
}

/// The lines that were written to their end.
fn whole(path: &Path) -> Result<String, String> {
    let mut text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(format!("reading a history: {error}")),
    };
    text.truncate(text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1));
    String::from_utf8(text).map_err(|error| format!("reading a history: {error}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_line_that_a_kill_has_cut_anywhere_is_not_there_and_the_next_stands_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history");
        let answered = Event::Refused("事由".to_owned());
        History::append(&path).unwrap().add(&Event::Started).unwrap();
        let before = std::fs::read(&path).unwrap().len();
        History::append(&path).unwrap().add(&answered).unwrap();
        let full = std::fs::read(&path).unwrap();
        assert_eq!(read::<Event>(&path).unwrap(), [Event::Started, answered]);
        for cut in before..full.len() {
            std::fs::write(&path, full.get(..cut).unwrap()).unwrap();
            assert_eq!(read::<Event>(&path).unwrap(), [Event::Started], "{cut}");
            History::append(&path).unwrap().add(&Event::Done).unwrap();
            assert_eq!(read::<Event>(&path).unwrap(), [Event::Started, Event::Done], "{cut}");
        }
    }
}
