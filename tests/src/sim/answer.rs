//! What people answer for: sign-offs on the tablet, reviews at the desk, voids. A refusal is only accepted where the program
//! has a right to refuse.

use cunfa_core::act::Decision;
use cunfa_core::{Body, EntryId, Stage};
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::view::{ActView, EntryView};

use super::World;
use super::step::{DESK, TABLET};
use crate::harness::device::PIN;
use crate::harness::{forms, scene};

impl World {
    pub(super) async fn sign(&mut self) -> Result<(), String> {
        let Some(view) = self.pick(TABLET, |view| view.may_sign).await? else {
            return self.sync(TABLET).await;
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
            confirmations: Vec::new(),
        };
        let signed = self.ask(TABLET, sign).await?;
        let back = self.seat(TABLET)?.device.take_back().await;
        back.map_err(|code| format!("taking the tablet back: {code:?}"))?;
        self.promise_submission(&view).await?;
        match signed {
            Ok(signed) => {
                self.tell(TABLET, format!("signs {entry}"));
                self.stats.sign_offs += 1;
                let known = |id| view.acts.iter().any(|act| act.act.id == id);
                let sign_off = |act: &&ActView| matches!(act.act.body, Body::SignOff(_)) && !known(act.act.id);
                let new = signed
                    .acts
                    .iter()
                    .find(sign_off)
                    .ok_or("a sign-off that shows no act")?;
                self.promises.signed.insert(new.act.id, (entry, shown.content));
                Ok(())
            }
            Err(code) => self.may_refuse(entry, &view, code),
        }
    }

    /// Who handed the tablet over submitted the entry, exactly where the screen said so before, and over the text that was shown.
    async fn promise_submission(&mut self, before: &EntryView) -> Result<(), String> {
        let entry = before.row.entry;
        let after = self.seat(TABLET)?.device.entry(entry).await;
        let after = after.map_err(|code| format!("opening {entry}: {code:?}"))?;
        let known = |id| before.acts.iter().any(|act| act.act.id == id);
        let new = after
            .acts
            .iter()
            .filter(|act| matches!(act.act.body, Body::Submission(_)) && !known(act.act.id));
        match (before.submits, &new.collect::<Vec<_>>()[..]) {
            (false, []) => Ok(()),
            (true, [act]) if act.holds && act.covers_current => {
                self.stats.submissions += 1;
                self.promises.acts.insert(act.act.id, entry);
                Ok(())
            }
            (submits, acts) => Err(format!("{entry}: said to submit {submits}, and submitted {acts:#?}")),
        }
    }

    pub(super) fn may_refuse(&mut self, entry: EntryId, view: &EntryView, code: Code) -> Result<(), String> {
        self.tell(TABLET, format!("cannot sign {entry}: {code:?}"));
        match code {
            Code::Signing {
                refusal: Refusal::Conflict,
            } if !view.conflicts.is_empty() => Ok(()),
            Code::Signing {
                refusal: Refusal::AttachmentMissing,
            } if lacks_photos(view) => Ok(()),
            Code::Signing {
                refusal: Refusal::SignedAlready,
            } if !view.acts.is_empty() => Ok(()),
            other => Err(format!("signing {entry}: {other:?}")),
        }
    }

    pub(super) async fn review(&mut self) -> Result<(), String> {
        let Some(view) = self.pick(DESK, |view| view.may_review).await? else {
            return self.sync(DESK).await;
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

    pub(super) fn promise_new_act(&mut self, before: &EntryView, after: &EntryView) -> Result<(), String> {
        let known = |id| before.acts.iter().any(|act| act.act.id == id);
        let new = after
            .acts
            .iter()
            .find(|act| !known(act.act.id))
            .ok_or("an act that is not shown")?;
        self.promises.acts.insert(new.act.id, after.row.entry);
        Ok(())
    }

    pub(super) async fn void(&mut self, place: usize) -> Result<(), String> {
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
}

/// Whether a photo that either text names is not here whole.
fn lacks_photos(view: &EntryView) -> bool {
    view.attachments.iter().any(|held| !held.state.is_here())
}
