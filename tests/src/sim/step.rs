//! What may happen: one thing at a time, chosen by chance, carried out through the one door.
//!
//! A refusal is only accepted where the program has a right to refuse; any other is a broken promise.

use cunfa_protocol::view::{Delivery, EntryRow, EntryView};
use cunfa_protocol::{Ask, Code};

use super::{World, observe};

pub(super) const TABLET: usize = 0;
pub(super) const LAPTOP: usize = 1;
pub(super) const DESK: usize = 2;
pub(super) const SECOND: usize = 3;

impl World {
    /// One thing happens.
    ///
    /// # Errors
    /// A broken promise.
    pub async fn step(&mut self) -> Result<(), String> {
        let writers = [TABLET, LAPTOP, SECOND];
        let writer = self.dice.pick(&writers).copied().unwrap_or(TABLET);
        let anybody = self.dice.below(self.seats.len());
        match self.dice.below(100) {
            0..9 => self.write(writer).await,
            9..14 => self.change(writer).await,
            14..16 | 69..71 => self.needs().await,
            16..26 => self.apart().await,
            26..32 => self.settle(writer).await,
            32..42 => self.sign().await,
            42..51 => self.review().await,
            51..54 => self.acknowledge_major().await,
            54..56 => self.answer_question(writer).await,
            56..58 => self.correct(writer).await,
            58..60 => self.void(writer).await,
            60..61 => self.draft(writer).await,
            61..62 => self.feedback(anybody).await,
            62..65 => self.rescope().await,
            65..69 => self.photos(writer).await,
            71..81 => self.sync(anybody).await,
            81..86 => self.courier(anybody).await,
            86..89 => self.crash(anybody).await,
            89..91 => self.jump(anybody),
            91..93 => self.restart_server(),
            93..96 => self.broken(writer).await,
            96..97 => self.late(anybody),
            97..99 => self.restore().await,
            _ => self.revoke(anybody),
        }
    }

    /// A word that no other text has, and that no search splits.
    pub(super) fn word(&mut self) -> String {
        self.serial += 1;
        format!("word{:05}", self.serial)
    }

    /// What only the index tells of is shown as that and cannot be opened.
    pub(super) async fn check_told(&self, place: usize, row: &EntryRow) -> Result<(), String> {
        match self.seat(place)?.device.entry(row.entry).await {
            Err(Code::NotHereYet { row: told }) if *told == *row => Ok(()),
            other => Err(format!("{} is not here, yet it opens as {other:?}", row.entry)),
        }
    }

    pub(super) async fn ask<A: Ask>(&self, place: usize, ask: A) -> Result<Result<A::Answer, Code>, String> {
        Ok(self.device(place)?.ask(ask).await)
    }

    pub(super) async fn pick(
        &mut self,
        place: usize,
        wanted: impl Fn(&EntryView) -> bool,
    ) -> Result<Option<EntryView>, String> {
        let mut rows = observe::rows(&self.seat(place)?.device).await?;
        while !rows.is_empty() {
            let row = rows.swap_remove(self.dice.below(rows.len()));
            if row.delivery == Delivery::NotHere {
                self.check_told(place, &row).await?;
                continue;
            }
            let view = self.seat(place)?.device.entry(row.entry).await;
            let view = view.map_err(|code| format!("opening {}: {code:?}", row.entry))?;
            if wanted(&view) {
                return Ok(Some(view));
            }
        }
        Ok(None)
    }
}
