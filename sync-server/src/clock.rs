//! Whether this machine's clock is believed where a day decides: whose appointment holds, and what a village is called.
//!
//! Invariant: a clock that is not believed moves nothing, and what comes in meanwhile makes it no better: it is compared with what was known before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use cunfa_core::Area;

use crate::day::DAY_MS;
use crate::db::{DbResult, Pull};
use crate::registers::seat;
use crate::server::Server;

/// How far behind what it said before a clock may be, ms: it is set back by a little now and then.
const BEHIND_MS: i64 = DAY_MS;
/// How far ahead of it: no county writes nothing for longer.
const AHEAD_MS: i64 = 400 * DAY_MS;

/// Why a clock is not believed: what it shows, and what was known before, ms since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// What it shows.
    pub now_ms: i64,
    /// When it was believed last, or when the newest batch of the log came in.
    pub known_ms: i64,
}

impl Doubt {
    /// Whether the clock is behind, else far ahead.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.now_ms < self.known_ms
    }

    fn of(now_ms: i64, known_ms: i64) -> Option<Doubt> {
        let ahead = now_ms.saturating_sub(known_ms);
        (!(-BEHIND_MS..=AHEAD_MS).contains(&ahead)).then_some(Doubt { now_ms, known_ms })
    }
}

/// What is known of the clock, by county.
#[derive(Debug, Default)]
pub(crate) struct Watch(Mutex<BTreeMap<Area, Known>>);

#[derive(Debug, Clone, Copy)]
struct Known {
    ms: i64,
    is_doubted: bool,
}

impl Watch {
    fn of(&self, county: &Area) -> Option<Known> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(county).copied()
    }

    fn keep(&self, county: &Area, new: Known) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(county.clone(), new);
    }
}

impl Server {
    /// Why the clock is not believed in a county; `None` where it is, and where the log is empty, since nothing can move there.
    ///
    /// It is compared with what it was when it was believed last, else with the receipt of the newest batch.
    ///
    /// # Errors
    /// The database's.
    pub fn doubts_clock(&self, county: &Area, now_ms: i64) -> DbResult<Option<Doubt>> {
        let before = self.clock.of(county);
        let known_ms = match before {
            Some(known) => Some(known.ms),
            None => self.last_received(county)?,
        };
        let Some(known_ms) = known_ms else {
            return Ok(None);
        };
        let doubt = Doubt::of(now_ms, known_ms);
        let was_doubted = before.is_some_and(|known| known.is_doubted);
        match doubt {
            Some(_) if !was_doubted => tracing::warn!(
                %county,
                "the clock of this machine is not believed: no village changes hands or name. Set it right, or, if it is, start once with serve --trust-clock"
            ),
            None if was_doubted => tracing::info!(%county, "the clock of this machine is believed again"),
            Some(_) | None => {}
        }
        self.clock.keep(
            county,
            Known {
                ms: if doubt.is_some() { known_ms } else { now_ms },
                is_doubted: doubt.is_some(),
            },
        );
        Ok(doubt)
    }

    /// Compares the clock with every county's log, before anything comes in by it; or takes an operator's word that it is right.
    ///
    /// # Errors
    /// The database's.
    pub fn look_at_clock(&self, now_ms: i64, is_trusted: bool) -> DbResult<()> {
        for county in &self.counties()? {
            if is_trusted {
                self.clock.keep(
                    county,
                    Known {
                        ms: now_ms,
                        is_doubted: false,
                    },
                );
            } else {
                self.doubts_clock(county, now_ms)?;
            }
        }
        Ok(())
    }

    /// When the newest batch of a county's log came in, by this machine's clock of then; `None` for an empty log.
    ///
    /// # Errors
    /// The database's.
    pub fn last_received(&self, county: &Area) -> DbResult<Option<i64>> {
        let Some(shard) = self.db.shard(county)?.filter(|shard| shard.last_sequence > 0) else {
            return Ok(None);
        };
        let everything = [county.clone(), seat(county)?.area()];
        let pulled = self.db.pull(&Pull {
            county,
            after: shard.last_sequence - 1,
            head: shard.last_sequence,
            scope: &everything,
            without: &BTreeSet::new(),
            bytes_max: u64::MAX,
        })?;
        Ok(pulled.batches.last().map(|batch| batch.received_ms))
    }
}
