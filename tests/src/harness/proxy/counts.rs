//! What went through a line.

use std::time::Instant;

use super::Direction;

/// Counts of payload bytes and of what they were part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Bytes from the client to the server that were put on the line, also those that a cut then lost.
    pub up: u64,
    /// Bytes from the server to the client.
    pub down: u64,
    /// Connections that were opened. Each costs one round trip before it carries anything.
    pub connections: u64,
    /// Round trips: how many times a client spoke, on any connection, at its beginning or after the server had spoken. For
    /// HTTP that is the number of requests.
    pub turns: u64,
    /// How many times the line broke.
    pub cuts: u64,
}

impl Counts {
    /// Bytes of both directions.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.up + self.down
    }

    fn since(&self, before: &Counts) -> Counts {
        Counts {
            up: self.up - before.up,
            down: self.down - before.down,
            connections: self.connections - before.connections,
            turns: self.turns - before.turns,
            cuts: self.cuts - before.cuts,
        }
    }
}

/// The running counts.
pub(super) struct Ledger {
    pub(super) total: Counts,
    taken: Counts,
    pub(super) last_moved: Instant,
}

impl Ledger {
    pub(super) fn new(now: Instant) -> Ledger {
        Ledger {
            total: Counts::default(),
            taken: Counts::default(),
            last_moved: now,
        }
    }

    pub(super) fn take(&mut self) -> Counts {
        let since = self.total.since(&self.taken);
        self.taken = self.total;
        since
    }

    /// Bytes are put on the line. `spoke`: who spoke last on their connection.
    pub(super) fn add(&mut self, direction: Direction, bytes: u64, spoke: &mut Option<Direction>) {
        match direction {
            Direction::Up => self.total.up += bytes,
            Direction::Down => self.total.down += bytes,
        }
        if direction == Direction::Up && *spoke != Some(Direction::Up) {
            self.total.turns += 1;
        }
        *spoke = Some(direction);
    }
}
