//! What may happen: one thing at a time, chosen by chance, carried out through the one door.
//!
//! A refusal is only accepted where the program has a right to refuse; any other is a broken promise.

use cunfa_core::act::Decision;
use cunfa_core::{EntryId, Stage};
use cunfa_protocol::command as c;
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::view::EntryView;
use cunfa_protocol::{Ask, Code};
use cunfa_store::Step;

use super::World;
use super::observe;
use crate::harness::clock::{DAY_MS, MINUTE_MS, START_MS, YEAR_MS};
use crate::harness::device::PIN;
use crate::harness::{forms, scene};

const TABLET: usize = 0;
const DESK: usize = 2;
const SECOND: usize = 3;

impl World {
    /// One thing happens.
    ///
    /// # Errors
    /// A broken promise.
    pub async fn step(&mut self) -> Result<(), String> {
        let writers = [TABLET, 1, SECOND];
        let writer = self.dice.pick(&writers).copied().unwrap_or(TABLET);
        let anybody = self.dice.below(self.seats.len());
        match self.dice.below(100) {
            0..16 => self.write(writer).await,
            16..34 => self.change(writer).await,
            34..38 => self.settle(writer).await,
            38..52 => self.sign().await,
            52..62 => self.review().await,
            62..65 => self.correct(writer).await,
            65..67 => self.void(writer).await,
            67..70 => self.draft(writer).await,
            70..88 => self.sync(anybody).await,
            88..92 => self.crash(anybody).await,
            92..94 => self.jump(anybody),
            94..96 => self.restart_server(),
            96..98 => self.broken(writer).await,
            _ => self.late(anybody),
        }
    }

    /// A word that no other text has, and that no search splits.
    fn word(&mut self) -> String {
        self.serial += 1;
        format!("word{:05}", self.serial)
    }

    async fn ask<A: Ask>(&self, place: usize, ask: A) -> Result<Result<A::Answer, Code>, String> {
        Ok(self.seat(place)?.device.ask(ask).await)
    }

    async fn pick(&mut self, place: usize, wanted: impl Fn(&EntryView) -> bool) -> Result<Option<EntryView>, String> {
        let mut rows = observe::rows(&self.seat(place)?.device).await?;
        while !rows.is_empty() {
            let row = rows.swap_remove(self.dice.below(rows.len()));
            let view = self.seat(place)?.device.entry(row.entry).await;
            let view = view.map_err(|code| format!("opening {}: {code:?}", row.entry))?;
            if wanted(&view) {
                return Ok(Some(view));
            }
        }
        Ok(None)
    }

    async fn write(&mut self, place: usize) -> Result<(), String> {
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
        let save = c::SaveEntry {
            draft: draft.draft,
            form,
        };
        let view = self
            .ask(place, save)
            .await?
            .map_err(|code| format!("saving: {code:?}"))?;
        self.acknowledge(place, &view, word, "writes");
        self.stats.entries += 1;
        Ok(())
    }

    fn acknowledge(&mut self, place: usize, view: &EntryView, word: String, did: &str) {
        let entry = view.row.entry;
        self.tell(place, format!("{did} {entry} {word}"));
        self.promises.entries.insert(entry);
        self.promises.words.insert(word, entry);
    }

    async fn change(&mut self, place: usize) -> Result<(), String> {
        let Some(view) = self.pick(place, |view| view.may_change).await? else {
            return Ok(());
        };
        let (word, entry) = (self.word(), view.row.entry);
        let start = c::StartDraft {
            kind: None,
            village: None,
            corrects: None,
            changes: Some(entry),
        };
        let draft = self
            .ask(place, start)
            .await?
            .map_err(|code| format!("starting to change {entry}: {code:?}"))?;
        let mut form = draft.form;
        // A clock put back makes the service date one of the future, which the form rightly refuses.
        form.date = form.date.min(Some(draft.today));
        match self.dice.below(3) {
            0 => form.matter.clone_from(&word),
            1 => form.advice.clone_from(&word),
            _ => form.result.clone_from(&word),
        }
        let save = c::SaveEntry {
            draft: draft.draft,
            form,
        };
        let changed = self
            .ask(place, save)
            .await?
            .map_err(|code| format!("changing {entry}: {code:?}"))?;
        self.acknowledge(place, &changed, word, "changes");
        self.stats.changes += 1;
        Ok(())
    }

    async fn settle(&mut self, place: usize) -> Result<(), String> {
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

    async fn sign(&mut self) -> Result<(), String> {
        let Some(view) = self.pick(TABLET, |view| view.may_sign).await? else {
            return Ok(());
        };
        let entry = view.row.entry;
        let cadre = if view.row.village.as_str() == scene::VILLAGE {
            1
        } else {
            2
        };
        let slot = self
            .seat(TABLET)?
            .device
            .slot(cadre)
            .await
            .map_err(|code| format!("{code:?}"))?;
        let shown = match self.ask(TABLET, c::OpenSigning { entry }).await? {
            Ok(shown) => shown,
            Err(code) => return self.may_refuse(entry, &view, code),
        };
        self.serial += 1;
        let sign = c::Sign {
            entry,
            content: shown.content,
            slot,
            pin: PIN.to_owned(),
            opinion: cunfa_core::Opinion::True,
            remark: String::new(),
            ink: forms::ink(self.serial),
        };
        match self.ask(TABLET, sign).await? {
            Ok(signed) => {
                self.tell(TABLET, format!("signs {entry}"));
                self.stats.sign_offs += 1;
                let known = |id| view.acts.iter().any(|act| act.act.id == id);
                let new = signed
                    .acts
                    .iter()
                    .find(|act| !known(act.act.id))
                    .ok_or("a sign-off that shows no act")?;
                self.promises.signed.insert(new.act.id, (entry, shown.content));
                Ok(())
            }
            Err(code) => self.may_refuse(entry, &view, code),
        }
    }

    fn may_refuse(&mut self, entry: EntryId, view: &EntryView, code: Code) -> Result<(), String> {
        self.tell(TABLET, format!("cannot sign {entry}: {code:?}"));
        match code {
            Code::Signing {
                refusal: Refusal::Conflict,
            } if !view.conflicts.is_empty() => Ok(()),
            Code::Signing {
                refusal: Refusal::SignedAlready,
            } if !view.acts.is_empty() => Ok(()),
            other => Err(format!("signing {entry}: {other:?}")),
        }
    }

    async fn review(&mut self) -> Result<(), String> {
        let Some(view) = self.pick(DESK, |view| view.may_review).await? else {
            return Ok(());
        };
        let entry = view.row.entry;
        let sign_off = view.life.official.ok_or("something to review without a sign-off")?;
        let approve = self.dice.percent(60);
        let decision = if approve {
            Decision::Approve
        } else {
            Decision::Return {
                reasons: vec!["缺结果".to_owned()],
            }
        };
        let reviewed = self
            .ask(
                DESK,
                c::Review {
                    entry,
                    sign_off,
                    decision,
                },
            )
            .await?;
        let reviewed = reviewed.map_err(|code| format!("reviewing {entry}: {code:?}"))?;
        self.tell(
            DESK,
            format!("{} {entry}", if approve { "approves" } else { "returns" }),
        );
        self.stats.reviews += 1;
        self.promise_new_act(&view, &reviewed)
    }

    fn promise_new_act(&mut self, before: &EntryView, after: &EntryView) -> Result<(), String> {
        let known = |id| before.acts.iter().any(|act| act.act.id == id);
        let new = after
            .acts
            .iter()
            .find(|act| !known(act.act.id))
            .ok_or("an act that is not shown")?;
        self.promises.acts.insert(new.act.id, after.row.entry);
        Ok(())
    }

    async fn correct(&mut self, place: usize) -> Result<(), String> {
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

    async fn void(&mut self, place: usize) -> Result<(), String> {
        let Some(view) = self.pick(place, |view| view.may_void).await? else {
            return Ok(());
        };
        let entry = view.row.entry;
        let voided = self
            .ask(
                place,
                c::VoidEntry {
                    entry,
                    reason: "重复记录".to_owned(),
                },
            )
            .await?;
        let voided = voided.map_err(|code| format!("voiding {entry}: {code:?}"))?;
        self.tell(place, format!("voids {entry}"));
        if voided.life.stage != Stage::Voided {
            return Err(format!("{entry} is voided but stands as {:?}", voided.life.stage));
        }
        self.promise_new_act(&view, &voided)
    }

    /// A draft is kept; it must be there as it was, whatever happens next to the device.
    async fn draft(&mut self, place: usize) -> Result<(), String> {
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

    /// The disk fails in the middle of something: it is carried out whole or not at all.
    async fn broken(&mut self, place: usize) -> Result<(), String> {
        let before = observe::rows(&self.seat(place)?.device).await?.len();
        if self.dice.percent(50) {
            let step = self.dice.pick(&Step::ALL).copied().unwrap_or(Step::Commit);
            self.seat(place)?.device.break_at(step).await?;
            self.tell(place, format!("will fail at {step:?}"));
        } else {
            let pages = u32::try_from(self.dice.below(4)).unwrap_or(0);
            self.seat(place)?.device.fill_disk(pages).await?;
            self.tell(place, format!("has {pages} pages left on its disk"));
        }
        let outcome = match self.dice.below(5) {
            0 | 1 => self.write(place).await,
            2 => self.change(place).await,
            3 if place == TABLET => self.sign().await,
            _ => self.sync(place).await,
        };
        self.crash(place).await?;
        let after = observe::rows(&self.seat(place)?.device).await?.len();
        match outcome {
            Ok(()) => Ok(()),
            Err(fault) if fault.contains("DiskFull") || fault.contains("Internal") => {
                self.tell(place, format!("did not do it: {fault}"));
                if after == before {
                    Ok(())
                } else {
                    Err(format!("{before} entries before, {after} after: {fault}"))
                }
            }
            Err(fault) => Err(fault),
        }
    }

    fn jump(&mut self, place: usize) -> Result<(), String> {
        let choices = [-3 * YEAR_MS, -60 * MINUTE_MS, 0, DAY_MS, YEAR_MS, 3 * YEAR_MS];
        let to = START_MS + self.dice.pick(&choices).copied().unwrap_or(0);
        let clock = &self.seat(place)?.device.clock;
        clock.advance(to - clock.ms());
        self.scene.server.clock.advance(MINUTE_MS);
        self.tell(place, "has its clock changed");
        Ok(())
    }

    fn restart_server(&mut self) -> Result<(), String> {
        self.tell(usize::MAX, "is restarted");
        self.scene.server.restart()
    }

    fn late(&mut self, place: usize) -> Result<(), String> {
        self.seat(place)?.device.link.deliver_late();
        self.tell(place, "has its late requests delivered");
        Ok(())
    }
}
