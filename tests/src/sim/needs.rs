//! What villagers ask: a cadre on the tablet or the office records it, the counsel answers, the office closes and opens again.

use cunfa_core::need::{Channel, CloseReason, NeedForm};
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::view::NeedView;

use super::step::{DESK, LAPTOP, TABLET};
use super::{World, observe};
use crate::harness::{forms, scene};

/// Whose place on the tablet the cadre of the village has.
const CADRE: usize = 1;

impl World {
    /// One of these things happens.
    pub(super) async fn needs(&mut self) -> Result<(), String> {
        match self.dice.below(6) {
            0 | 1 => self.ask_at_the_village().await,
            2 => self.record(DESK).await,
            3 => self.answer(LAPTOP).await,
            4 => self.answer(TABLET).await,
            _ => self.close_or_open().await,
        }
    }

    async fn ask_at_the_village(&mut self) -> Result<(), String> {
        self.sit_down(CADRE).await?;
        let recorded = self.record(TABLET).await;
        self.sit_down(0).await?;
        recorded
    }

    async fn sit_down(&self, slot: usize) -> Result<(), String> {
        let unlocked = self.seat(TABLET)?.device.unlock(slot).await;
        unlocked.map(|_| ()).map_err(|code| format!("changing hands: {code:?}"))
    }

    async fn record(&mut self, place: usize) -> Result<(), String> {
        let word = self.word();
        let started = self.ask(place, c::StartNeed {}).await?;
        let started = started.map_err(|code| format!("starting a need: {code:?}"))?;
        let form = NeedForm {
            village: Some(scene::village(scene::VILLAGE)?),
            date: Some(started.today),
            name: "陆大爷".to_owned(),
            matter: word.clone(),
            channel: Some(Channel::InPerson),
            ..NeedForm::default()
        };
        let record = c::RecordNeed {
            need: started.need,
            form,
        };
        let view = match self.ask(place, record).await? {
            Ok(view) => view,
            Err(Code::Form { .. } | Code::NotAllowed) if self.is_rescoped(place)? || self.seat(place)?.rescoped => {
                self.tell(place, "may not record a need there");
                return Ok(());
            }
            Err(code) => return Err(format!("recording a need: {code:?}")),
        };
        self.tell(place, format!("records need {} {word}", view.row.id));
        self.promises.needs.insert(view.row.id, word);
        self.stats.needs += 1;
        Ok(())
    }

    async fn answer(&mut self, place: usize) -> Result<(), String> {
        let Some(view) = self.pick_need(place, |view| view.may_answer).await? else {
            return Ok(());
        };
        let (need, word) = (view.row.id, self.word());
        let draft = self.ask(place, c::AnswerNeed { need }).await?;
        let draft = draft.map_err(|code| format!("starting to answer {need}: {code:?}"))?;
        let mut form = forms::consultation(&view.row.need.village, &word);
        (form.date, form.answers) = (Some(draft.today), Some(need));
        let save = c::SaveEntry {
            draft: draft.draft,
            form,
        };
        let saved = self.ask(place, save).await?;
        let saved = saved.map_err(|code| format!("answering {need}: {code:?}"))?;
        self.acknowledge(place, &saved, word, "answers a need with");
        self.stats.answered += 1;
        Ok(())
    }

    async fn close_or_open(&mut self) -> Result<(), String> {
        let wanted = |view: &NeedView| view.may_close || view.may_reopen;
        let Some(view) = self.pick_need(DESK, wanted).await? else {
            return Ok(());
        };
        let need = view.row.id;
        let done = if view.may_close {
            let (reason, note) = (CloseReason::Withdrawn, String::new());
            self.ask(DESK, c::CloseNeed { need, reason, note }).await?
        } else {
            self.ask(DESK, c::ReopenNeed { need }).await?
        };
        done.map_err(|code| format!("closing or opening {need}: {code:?}"))?;
        self.tell(DESK, format!("closes or opens need {need}"));
        Ok(())
    }

    async fn pick_need(
        &mut self,
        place: usize,
        wanted: impl Fn(&NeedView) -> bool,
    ) -> Result<Option<NeedView>, String> {
        let views = observe::needs(&self.seat(place)?.device).await?;
        let views: Vec<NeedView> = views.into_iter().filter(wanted).collect();
        Ok(self.dice.pick(&views).cloned())
    }
}
