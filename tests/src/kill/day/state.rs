//! What a tablet holds for its people, what each thing they do makes of it, and a history of a day held against what was shown.
//!
//! One thing is done after the other, so that after a kill what is shown must be what was there before the thing under way, or after it:
//! all of it or nothing of it. A double tap is one thing.

use std::collections::BTreeMap;
use std::fmt::Debug;

use cunfa_core::entry::Form;
use cunfa_core::{BlobId, EntryId};
use serde::{Deserialize, Serialize};

/// A form and the photos beside it, by their rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The form.
    pub form: Form,
    /// Its photos.
    pub photos: BTreeMap<String, BlobId>,
}

/// An entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// What it says.
    pub text: Written,
    /// Submissions on it.
    pub submissions: usize,
    /// Sign-offs on it.
    pub sign_offs: usize,
}

/// A need.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// What is asked.
    pub matter: String,
    /// Closed without an entry.
    pub closed: bool,
    /// Answered by an entry.
    pub answered: bool,
}

/// Everything that is saved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The drafts that are offered.
    pub drafts: BTreeMap<EntryId, Written>,
    /// The entries.
    pub entries: BTreeMap<EntryId, Made>,
    /// Templates: name, 事由.
    pub templates: BTreeMap<String, String>,
    /// Saved views: name, words looked for.
    pub views: BTreeMap<String, String>,
    /// The need the cadre is typing.
    pub typed_need: Option<(EntryId, String)>,
    /// The needs.
    pub needs: BTreeMap<EntryId, Need>,
}

/// Something that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// The form as typed is kept; `from` is the entry the draft began with, if it began with one.
    Type {
        draft: EntryId,
        form: Box<Form>,
        from: Option<EntryId>,
    },
    /// A draft is put away.
    Drop { draft: EntryId },
    /// And taken back.
    Keep { draft: EntryId, written: Box<Written> },
    /// A photo is chosen.
    Photo { draft: EntryId },
    /// A photo is taken off.
    PhotoAway { draft: EntryId, row: String },
    /// And put back.
    PhotoBack { draft: EntryId, row: String, blob: BlobId },
    /// The entry is made or changed.
    Save { draft: EntryId, form: Box<Form> },
    /// Handed over to be signed.
    Submit { entry: EntryId },
    /// Signed.
    Sign { entry: EntryId },
    /// A template is kept.
    Template { name: String, matter: String },
    /// And deleted.
    TemplateAway { name: String },
    /// A view is saved.
    View { name: String, search: String },
    /// Called otherwise.
    ViewRenamed { from: String, to: String },
    /// Deleted.
    ViewAway { name: String },
    /// A need is typed.
    TypeNeed { need: EntryId, matter: String },
    /// And recorded.
    Need { need: EntryId, matter: String },
    /// Closed.
    CloseNeed { need: EntryId },
    /// Opened again.
    ReopenNeed { need: EntryId },
}

/// One line of a day's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Line {
    /// The app is open: what comes is of another process than what came before.
    Started,
    /// It is asked.
    Asked(Op),
    /// It said that it is saved; of a photo also its row and which it is.
    Done(Option<(String, BlobId)>),
    /// It refused.
    Refused(String),
    /// Everything it showed, and what of that cannot be right by itself.
    Shown(Box<Day>, Vec<String>),
}

impl Day {
    /// What there is when this was done; `photo` is the one that was chosen.
    #[must_use]
    pub fn after(&self, op: &Op, photo: Option<&(String, BlobId)>) -> Day {
        let mut day = self.clone();
        match op.clone() {
            Op::Type { draft, form, from } => {
                let began = || from.and_then(|from| self.entries.get(&from).map(|made| made.text.photos.clone()));
                let kept = self.drafts.get(&draft).map(|draft| draft.photos.clone());
                let photos = kept.or_else(began).unwrap_or_default();
                day.drafts.insert(draft, Written { form: *form, photos });
            }
            Op::Drop { draft } => drop(day.drafts.remove(&draft)),
            Op::Keep { draft, written } => drop(day.drafts.insert(draft, *written)),
            Op::Photo { draft } => {
                if let (Some(draft), Some((row, blob))) = (day.drafts.get_mut(&draft), photo) {
                    draft.photos.insert(row.clone(), *blob);
                }
            }
            Op::PhotoAway { draft, row } => {
                day.drafts.get_mut(&draft).and_then(|draft| draft.photos.remove(&row));
            }
            Op::PhotoBack { draft, row, blob } => {
                if let Some(draft) = day.drafts.get_mut(&draft) {
                    draft.photos.insert(row, blob);
                }
            }
            Op::Save { draft, form } => {
                let photos = day.drafts.remove(&draft).map(|draft| draft.photos).unwrap_or_default();
                if let Some(need) = form.answers.and_then(|need| day.needs.get_mut(&need)) {
                    need.answered = true;
                }
                day.entries.entry(draft).or_default().text = Written { form: *form, photos };
            }
            Op::Submit { entry } => day.acts(entry, |made| made.submissions = 1),
            Op::Sign { entry } => day.acts(entry, |made| made.sign_offs = 1),
            Op::Template { name, matter } => drop(day.templates.insert(name, matter)),
            Op::TemplateAway { name } => drop(day.templates.remove(&name)),
            Op::View { name, search } => drop(day.views.insert(name, search)),
            Op::ViewRenamed { from, to } => {
                if let Some(search) = day.views.remove(&from) {
                    day.views.insert(to, search);
                }
            }
            Op::ViewAway { name } => drop(day.views.remove(&name)),
            Op::TypeNeed { need, matter } => day.typed_need = Some((need, matter)),
            Op::Need { need, matter } => {
                day.typed_need = None;
                let recorded = Need {
                    matter,
                    ..Need::default()
                };
                day.needs.insert(need, recorded);
            }
            Op::CloseNeed { need } => day.close(need, true),
            Op::ReopenNeed { need } => day.close(need, false),
        }
        day
    }

    fn acts(&mut self, entry: EntryId, with: impl FnOnce(&mut Made)) {
        if let Some(made) = self.entries.get_mut(&entry) {
            with(made);
        }
    }

    fn close(&mut self, need: EntryId, closed: bool) {
        if let Some(need) = self.needs.get_mut(&need) {
            need.closed = closed;
        }
    }

    /// The photo of a draft that is shown and was not there before.
    fn new_photo(&self, draft: EntryId, shown: &Day) -> Option<(String, BlobId)> {
        let (before, now) = (self.drafts.get(&draft)?, shown.drafts.get(&draft)?);
        let mut new = now.photos.iter().filter(|(row, _)| !before.photos.contains_key(*row));
        new.next().map(|(row, blob)| (row.clone(), *blob))
    }

    /// In what another one differs, in words.
    fn differences(&self, other: &Day) -> Vec<String> {
        let mut all = Vec::new();
        compare("draft", &self.drafts, &other.drafts, &mut all);
        compare("entry", &self.entries, &other.entries, &mut all);
        compare("template", &self.templates, &other.templates, &mut all);
        compare("view", &self.views, &other.views, &mut all);
        compare("need", &self.needs, &other.needs, &mut all);
        if self.typed_need != other.typed_need {
            all.push(format!(
                "typed need: {:?}, shown {:?}",
                self.typed_need, other.typed_need
            ));
        }
        all
    }
}

fn compare<K: Ord + Debug, V: PartialEq + Debug>(
    what: &str,
    one: &BTreeMap<K, V>,
    other: &BTreeMap<K, V>,
    all: &mut Vec<String>,
) {
    let keys: std::collections::BTreeSet<&K> = one.keys().chain(other.keys()).collect();
    for key in keys {
        let (promised, shown) = (one.get(key), other.get(key));
        if promised != shown {
            all.push(format!("{what} {key:?}: promised {promised:?}, shown {shown:?}"));
        }
    }
}

/// What a history comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// What is promised in the end.
    pub day: Day,
    /// Everything that is wrong.
    pub faults: Vec<String>,
    /// Things that were said to be saved.
    pub saved: usize,
    /// Things that a kill caught under way; of these, how many were there afterwards.
    pub caught: (usize, usize),
    /// How often everything was shown.
    pub shown: usize,
}

impl Judged {
    /// Judges a history.
    #[must_use]
    pub fn of(history: &[Line]) -> Judged {
        let (mut judged, mut under_way) = (Judged::default(), None);
        for line in history {
            match line {
                Line::Started => {}
                Line::Asked(op) => under_way = Some(op),
                Line::Done(photo) => {
                    judged.saved += 1;
                    if let Some(op) = under_way.take() {
                        judged.day = judged.day.after(op, photo.as_ref());
                    }
                }
                Line::Refused(why) => {
                    judged.faults.push(format!("refused: {why}: {under_way:?}"));
                    under_way = None;
                }
                Line::Shown(shown, wrong) => {
                    judged.faults.extend(wrong.iter().cloned());
                    judged.show(shown, under_way.take());
                }
            }
        }
        judged
    }

    /// What is shown is what was promised, with what was under way or without it.
    pub fn show(&mut self, shown: &Day, under_way: Option<&Op>) {
        self.shown += 1;
        let after = under_way.map(|op| {
            let photo = match op {
                Op::Photo { draft } => self.day.new_photo(*draft, shown),
                _ => None,
            };
            self.day.after(op, photo.as_ref())
        });
        self.caught.0 += usize::from(after.is_some());
        if after.as_ref() == Some(shown) && self.day != *shown {
            self.caught.1 += 1;
        } else if self.day != *shown {
            let differences = self.day.differences(shown).join("\n  ");
            self.faults.push(format!(
                "with {under_way:?} under way when it was killed:\n  {differences}"
            ));
        }
        self.day = shown.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAFT: EntryId = EntryId([1; 16]);

    fn form(matter: &str) -> Box<Form> {
        Box::new(Form {
            matter: matter.to_owned(),
            ..Form::default()
        })
    }

    fn typed(matter: &str) -> Line {
        Line::Asked(Op::Type {
            draft: DRAFT,
            form: form(matter),
            from: None,
        })
    }

    fn shown(day: Day) -> Line {
        Line::Shown(Box::new(day), Vec::new())
    }

    fn draft(matter: &str) -> Day {
        Day::default().after(
            &Op::Type {
                draft: DRAFT,
                form: form(matter),
                from: None,
            },
            None,
        )
    }

    fn entry(matter: &str) -> Day {
        let save = Op::Save {
            draft: DRAFT,
            form: form(matter),
        };
        draft(matter).after(&save, None)
    }

    fn faults(history: &[Line]) -> usize {
        Judged::of(history).faults.len()
    }

    #[test]
    fn what_was_said_to_be_saved_and_is_not_shown_is_found() {
        let saved = [typed("一"), Line::Done(None), typed("二"), Line::Done(None)];
        let day = |last: Day| [saved.as_slice(), &[Line::Started, shown(last)]].concat();
        assert_eq!(faults(&day(draft("二"))), 0);
        assert_eq!(faults(&day(draft("一"))), 1, "a change is lost");
        assert_eq!(faults(&day(Day::default())), 1, "the draft is lost");
    }

    #[test]
    fn what_was_under_way_is_there_whole_or_not_at_all() {
        let save = Line::Asked(Op::Save {
            draft: DRAFT,
            form: form("一"),
        });
        let day = |last: Day| [typed("一"), Line::Done(None), save.clone(), Line::Started, shown(last)];
        assert_eq!(faults(&day(draft("一"))), 0);
        assert_eq!(faults(&day(entry("一"))), 0);
        assert_eq!(Judged::of(&day(entry("一"))).caught, (1, 1));
        let both = Day {
            drafts: draft("一").drafts,
            ..entry("一")
        };
        assert_eq!(faults(&day(both)), 1, "an entry beside its draft");
        assert_eq!(faults(&day(Day::default())), 1, "neither");
    }

    #[test]
    fn a_photo_under_way_may_be_there_and_one_that_was_said_to_be_kept_must() {
        let photo = ("01-1".to_owned(), BlobId([3; 32]));
        let with = draft("一").after(&Op::Photo { draft: DRAFT }, Some(&photo));
        let begun = [typed("一"), Line::Done(None), Line::Asked(Op::Photo { draft: DRAFT })];
        let killed = |last: Day| [begun.as_slice(), &[Line::Started, shown(last)]].concat();
        assert_eq!(faults(&killed(with.clone())), 0);
        assert_eq!(faults(&killed(draft("一"))), 0);
        let kept = |last: Day| {
            [
                begun.as_slice(),
                &[Line::Done(Some(photo.clone())), Line::Started, shown(last)],
            ]
            .concat()
        };
        assert_eq!(faults(&kept(with)), 0);
        assert_eq!(faults(&kept(draft("一"))), 1);
    }

    #[test]
    fn what_nobody_asked_for_and_what_is_refused_is_found() {
        assert_eq!(faults(&[Line::Started, shown(draft("一"))]), 1);
        assert_eq!(faults(&[typed("一"), Line::Refused("NotNow".to_owned())]), 1);
    }
}
