//! What a pull gets, chosen from the places of the log after its cursor, whatever the engine. Who reads a few villages has the
//! places of these villages looked up, so that what a county's other villages write costs them nothing.

use cunfa_core::{BatchId, VillageCode};

use super::{DbError, DbResult, Pull};

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
    /// The log's last place.
    end: u64,
    pub(super) cursor: u64,
    pub(super) more: bool,
    pub(super) sequences: Vec<u64>,
    bytes: u64,
}

impl<'a> Choice<'a> {
    /// `end`: the last place of the log.
    pub(super) fn new(pull: &'a Pull<'a>, end: u64) -> Choice<'a> {
        Choice {
            pull,
            end,
            cursor: pull.after,
            more: false,
            sequences: Vec::new(),
            bytes: 0,
        }
    }

    /// Whether a further page is looked at.
    pub(super) fn goes_on(&self) -> bool {
        !self.more && self.cursor < self.end
    }

    /// Takes the places that follow the cursor, [`PAGE`] of them or all.
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
        let cursor = last.map_or(self.end, |last| last.sequence);
        if cursor <= self.cursor {
            return Err(DbError::Unreadable("sequence"));
        }
        self.cursor = cursor;
        Ok(())
    }
}

impl Pull<'_> {
    fn wants(&self, place: &Place) -> bool {
        self.scope.iter().any(|area| area.covers(&place.village)) && !self.without.contains(&place.id)
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
