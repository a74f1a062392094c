//! What a pull gets, chosen from the places of the log after its cursor, whatever the engine. Who reads a few villages has the
//! places of these villages looked up, so that what a county's other villages write costs them nothing.

use cunfa_core::{BatchId, VillageCode};

use super::{DbError, DbResult, LogBatch, Pull, Pulled};

/// So many places are looked at in one page.
pub(super) const PAGE: usize = 4096;
/// A scope of more areas than this is kept to place by place.
const AREAS_MAX: usize = 32;

/// A place of the log without what lies there.
pub(super) struct Place {
    pub(super) sequence: u64,
    pub(super) village: VillageCode,
    pub(super) size: u64,
    pub(super) id: BatchId,
}

/// What was chosen so far.
pub(super) struct Choice<'a> {
    pull: &'a Pull<'a>,
    pub(super) cursor: u64,
    pub(super) more: bool,
    pub(super) sequences: Vec<u64>,
    bytes: u64,
}

impl<'a> Choice<'a> {
    pub(super) fn new(pull: &'a Pull<'a>) -> Choice<'a> {
        Choice {
            pull,
            cursor: pull.after,
            more: false,
            sequences: Vec::new(),
            bytes: 0,
        }
    }

    /// With what lies at the places that were chosen.
    pub(super) fn with(self, batches: Vec<LogBatch>) -> Pulled {
        Pulled {
            batches,
            cursor: self.cursor,
            more: self.more,
        }
    }

    /// Whether a further page is looked at.
    pub(super) fn goes_on(&self) -> bool {
        !self.more && self.cursor < self.pull.head
    }

    /// Takes the places that follow the cursor, [`PAGE`] of them or all. Those after the head may be looked up in parts that see
    /// different states of the log, and are left for the next time.
    pub(super) fn take(&mut self, page: &[Place]) -> DbResult<()> {
        for place in page.iter().filter(|place| self.pull.wants(place)) {
            self.bytes = self.bytes.saturating_add(place.size);
            if self.bytes > self.pull.bytes_max && !self.sequences.is_empty() {
                (self.more, self.cursor) = (true, place.sequence - 1);
                return Ok(());
            }
            self.sequences.push(place.sequence);
        }
        let last = page.last().filter(|_| page.len() >= PAGE);
        let head = self.pull.head;
        let cursor = last.map_or(head, |last| last.sequence.min(head));
        if cursor <= self.cursor {
            return Err(DbError::Unreadable("sequence"));
        }
        self.cursor = cursor;
        Ok(())
    }
}

impl Pull<'_> {
    fn wants(&self, place: &Place) -> bool {
        place.sequence <= self.head && self.reads(&place.village) && !self.without.contains(&place.id)
    }

    /// What lies at the seat is the county's registers and no village's: who asks for an area gets none of it, who asks for the seat does.
    fn reads(&self, village: &VillageCode) -> bool {
        let mut scope = self.scope.iter();
        if village.is_seat() {
            scope.any(|area| *area == village.area())
        } else {
            scope.any(|area| area.covers(village))
        }
    }

    /// The villages themselves, for who reads these few and no wider area. The register need not have them: it has no seat.
    pub(super) fn villages(&self) -> Option<Vec<VillageCode>> {
        let code = |area: &cunfa_core::Area| area.as_str().parse().ok();
        self.scope.iter().map(code).collect()
    }

    /// From where to where the villages lie, for who reads few of the county's; `None` for who reads all or very many areas.
    pub(super) fn bounds(&self) -> Option<Vec<(&str, String)>> {
        let everything = self.scope.iter().any(|area| area.contains(self.county));
        if everything || self.scope.is_empty() || self.scope.len() > AREAS_MAX {
            return None;
        }
        let bound = |area: &'_ cunfa_core::Area| super::value::after_area(area.as_str());
        Some(self.scope.iter().map(|area| (area.as_str(), bound(area))).collect())
    }
}
