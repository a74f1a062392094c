//! What counsels do: write, change, settle, correct, keep drafts. What is acknowledged to them is noted as a promise.

use cunfa_core::EntryId;
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::view::EntryView;

use super::World;
use super::step::{LAPTOP, SECOND, TABLET};
use crate::harness::{forms, scene};

impl World {
    pub(super) async fn write(&mut self, place: usize) -> Result<(), String> {
        let word = self.word();
        let start = c::StartDraft {
            kind: None,
            village: None,
            corrects: None,
            changes: None,
        };
        let draft = self
            .ask(place, start)
            .await?
            .map_err(|code| format!("starting a draft: {code:?}"))?;
        let codes = if place == SECOND {
            vec![scene::SECOND]
        } else {
            vec![scene::VILLAGE, scene::SECOND]
        };
        let village = scene::village(self.dice.pick(&codes).copied().unwrap_or(scene::SECOND))?;
        let mut form = if self.dice.percent(30) {
            forms::lecture(&village, &word)
        } else {
            forms::consultation(&village, &word)
        };
        form.date = Some(draft.today);
        form.major = self.dice.percent(20).then(|| "多户联名".to_owned());
        let save = c::SaveEntry {
            draft: draft.draft,
            form,
        };
        let view = match self.ask(place, save).await? {
            Ok(view) => view,
            Err(Code::Form { .. } | Code::NotAllowed) if self.is_rescoped(place)? || self.seat(place)?.rescoped => {
                self.tell(place, format!("may not write in {village}"));
                return Ok(());
            }
            Err(code) => return Err(format!("saving: {code:?}")),
        };
        self.acknowledge(place, &view, word, "writes");
        self.stats.entries += 1;
        Ok(())
    }

    pub(super) fn acknowledge(&mut self, place: usize, view: &EntryView, word: String, did: &str) {
        let entry = view.row.entry;
        self.tell(place, format!("{did} {entry} {word}"));
        self.promises.entries.insert(entry);
        self.promises.words.insert(word, entry);
    }

    pub(super) async fn change(&mut self, place: usize) -> Result<(), String> {
        let Some(view) = self.pick(place, |view| view.may_change).await? else {
            return Ok(());
        };
        let field = self.dice.below(3);
        self.rewrite(place, view.row.entry, field).await
    }

    /// The counsel changes the same field of the same entry on both devices, which do not know of each other.
    pub(super) async fn apart(&mut self) -> Result<(), String> {
        let Some(view) = self.pick(LAPTOP, |view| view.may_change).await? else {
            return self.sync(LAPTOP).await;
        };
        let entry = view.row.entry;
        match self.seat(TABLET)?.device.entry(entry).await {
            Ok(other) if other.may_change => {
                let field = self.dice.below(3);
                self.rewrite(LAPTOP, entry, field).await?;
                self.rewrite(TABLET, entry, field).await?;
                if self.dice.percent(70) {
                    self.meet(LAPTOP, TABLET).await?;
                }
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(_) => self.sync(TABLET).await,
        }
    }

    /// Both sync, on a wire as bad as ever; then one of them may settle what does not fit.
    async fn meet(&mut self, one: usize, other: usize) -> Result<(), String> {
        for place in [one, other, one] {
            self.sync(place).await?;
        }
        let place = if self.dice.percent(50) { one } else { other };
        self.settle(place).await
    }

    async fn rewrite(&mut self, place: usize, entry: EntryId, field: usize) -> Result<(), String> {
        let word = self.word();
        let start = c::StartDraft {
            kind: None,
            village: None,
            corrects: None,
            changes: Some(entry),
        };
        let draft = self.ask(place, start).await?;
        let draft = draft.map_err(|code| format!("starting to change {entry}: {code:?}"))?;
        let mut form = draft.form;
        // A clock put back makes the service date one of the future, which the form rightly refuses.
        form.date = form.date.min(Some(draft.today));
        match field {
            0 => form.matter.clone_from(&word),
            1 => form.advice.clone_from(&word),
            _ => form.result.clone_from(&word),
        }
        let save = c::SaveEntry {
            draft: draft.draft,
            form,
        };
        let changed = self.ask(place, save).await?;
        let changed = changed.map_err(|code| format!("changing {entry}: {code:?}"))?;
        self.acknowledge(place, &changed, word, "changes");
        self.stats.changes += 1;
        Ok(())
    }

    pub(super) async fn settle(&mut self, place: usize) -> Result<(), String> {
        let settlable = |view: &EntryView| view.may_change && !view.conflicts.is_empty();
        let Some(view) = self.pick(place, settlable).await? else {
            return Ok(());
        };
        let conflict = self.dice.pick(&view.conflicts).cloned().ok_or("no conflict")?;
        let value = self
            .dice
            .pick(&conflict.values)
            .cloned()
            .ok_or("a conflict without values")?;
        let entry = view.row.entry;
        self.tell(place, format!("settles {} of {entry} as {value}", conflict.key));
        let settled = self
            .ask(
                place,
                c::Settle {
                    entry,
                    key: conflict.key.clone(),
                    value,
                },
            )
            .await?;
        let settled = settled.map_err(|code| format!("settling {entry}: {code:?}"))?;
        self.stats.settled += 1;
        let open = settled.conflicts.iter().any(|left| left.key == conflict.key);
        if open {
            Err(format!("{entry}: {} is settled but still in conflict", conflict.key))
        } else {
            Ok(())
        }
    }

    pub(super) async fn correct(&mut self, place: usize) -> Result<(), String> {
        let Some(view) = self.pick(place, |view| view.may_correct).await? else {
            return Ok(());
        };
        let word = self.word();
        let start = c::StartDraft {
            kind: None,
            village: None,
            corrects: Some(view.row.entry),
            changes: None,
        };
        let draft = self
            .ask(place, start)
            .await?
            .map_err(|code| format!("starting a correction: {code:?}"))?;
        let mut form = draft.form;
        form.date = Some(draft.today);
        form.advice.clone_from(&word);
        let save = c::SaveEntry {
            draft: draft.draft,
            form,
        };
        let saved = self
            .ask(place, save)
            .await?
            .map_err(|code| format!("saving a correction: {code:?}"))?;
        self.acknowledge(place, &saved, word, "corrects with");
        Ok(())
    }

    /// A draft is kept; it must be there as it was, whatever happens next to the device.
    pub(super) async fn draft(&mut self, place: usize) -> Result<(), String> {
        let word = self.word();
        let start = c::StartDraft {
            kind: None,
            village: None,
            corrects: None,
            changes: None,
        };
        let draft = self
            .ask(place, start)
            .await?
            .map_err(|code| format!("starting a draft: {code:?}"))?
            .draft;
        let form = forms::consultation(&scene::village(scene::SECOND)?, &word);
        let kept = self
            .ask(
                place,
                c::SaveDraft {
                    draft,
                    form: form.clone(),
                },
            )
            .await?;
        kept.map_err(|code| format!("keeping a draft: {code:?}"))?;
        self.tell(place, format!("keeps a draft {word}"));
        if self.dice.percent(50) {
            self.crash(place).await?;
        }
        let drafts = self
            .ask(place, c::Drafts {})
            .await?
            .map_err(|code| format!("{code:?}"))?;
        if !drafts.iter().any(|found| found.draft == draft && found.form == form) {
            return Err(format!("the draft {word} is gone"));
        }
        let dropped = self.ask(place, c::DropDraft { draft }).await?;
        dropped.map_err(|code| format!("dropping a draft: {code:?}"))
    }
}
