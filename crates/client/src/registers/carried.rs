//! Registers in a courier's file: what `ask` would post, and its answers, stored days after they were made. What came in between by another
//! road is never put back by them.

use std::collections::BTreeSet;

use cunfa_core::BatchId;
use cunfa_protocol::Code;
use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::registers::RegistersResponse;
use cunfa_protocol::wire::{self, BatchAnswer};
use cunfa_store::{RegistersNews, RegistersPlace};
use serde::{Deserialize, Serialize};

use super::ask;
use crate::desk::{Desk, code_of};

/// What a file asks of the registers, kept until its answer comes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The batches of each request, in their order. Without a request nobody here read registers when the file was made.
    requests: Vec<Vec<BatchId>>,
    /// For whom, as [`RegistersPlace`] names them.
    readers: String,
    /// The place after which they were asked for.
    after: u64,
    /// Everything comes again, whatever is here.
    anew: bool,
}

impl Asked {
    /// The body of the next request, and whether more waits behind it; none when there is nothing to ask.
    pub(crate) fn next(&mut self, desk: &Desk) -> Result<Option<(Vec<u8>, bool)>, Code> {
        let handed: BTreeSet<BatchId> = self.requests.iter().flatten().copied().collect();
        let Some(request) = ask::request(desk.store()?, &handed)? else {
            return Ok(None);
        };
        if self.requests.is_empty() {
            self.readers = request.readers;
            (self.after, self.anew) = (request.after, request.anew);
        }
        self.requests.push(request.batches);
        Ok(Some((request.body, request.more)))
    }

    /// How many registrations the file carries.
    pub(crate) fn count(&self) -> usize {
        self.requests.iter().map(Vec::len).sum()
    }
}

/// What one answer brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Brought {
    /// Own registrations with a receipt.
    pub(crate) accepted: usize,
    /// Own registrations refused.
    pub(crate) parked: usize,
    /// Registrations of others.
    pub(crate) pulled: usize,
}

/// The answers of one file, stored one after the other.
pub(crate) struct Taking {
    asked: Asked,
    /// When the file was made, device clock: as of then at least the registers are whole.
    made_ms: i64,
    answered: usize,
    /// How far the answers so far reach.
    reached: Option<u64>,
    /// Where own registrations lie in the log.
    own: BTreeSet<u64>,
}

impl Taking {
    /// For the answer to what was asked then.
    pub(crate) fn new(asked: Asked, made_ms: i64) -> Taking {
        Taking {
            asked,
            made_ms,
            answered: 0,
            reached: None,
            own: BTreeSet::new(),
        }
    }

    /// The server refused the next request as a whole.
    pub(crate) fn refused(&mut self) {
        self.answered = self.answered.saturating_add(1);
    }

    /// Stores the next answer.
    pub(crate) fn take(&mut self, desk: &mut Desk, bytes: &[u8]) -> Result<Brought, Code> {
        let unreadable = |_| Code::Courier {
            fault: CourierFault::OtherVersion,
        };
        let response: RegistersResponse = wire::decode(bytes).map_err(unreadable)?;
        let batches = self.asked.requests.get(self.answered).cloned().unwrap_or_default();
        let anew = response.from_start || (self.reached.is_none() && self.asked.anew);
        let from = if anew {
            0
        } else {
            self.reached.unwrap_or(self.asked.after)
        };
        self.answered = self.answered.saturating_add(1);
        self.reached = Some(response.up_to);
        self.own.extend(response.answers.iter().filter_map(stored_at));
        let held = Held::of(desk, &self.asked.readers)?;
        if response.epoch != held.epoch {
            // Of a log that is not the one known here: its receipts say nothing any more.
            return Ok(Brought::default());
        }
        let said = |is: fn(&BatchAnswer) -> bool| response.answers.iter().filter(|answer| is(answer)).count();
        let mut brought = Brought {
            accepted: said(|answer| matches!(answer, BatchAnswer::Stored(_))),
            parked: said(|answer| matches!(answer, BatchAnswer::Refused { .. })),
            pulled: 0,
        };
        let county = desk.device()?.shard;
        let answers = ask::answers(&batches, &county, &response);
        if held.takes(anew, from, response.up_to) {
            let new = |sequence: u64| !self.own.contains(&sequence) && held.up_to.is_none_or(|up_to| sequence > up_to);
            brought.pulled = response.acts.iter().filter(|act| new(act.sequence)).count();
            let news = RegistersNews {
                answers,
                acts: response.acts.iter().map(ask::act).collect(),
                place: RegistersPlace {
                    epoch: response.epoch,
                    up_to: response.up_to,
                    readers: self.asked.readers.clone(),
                    at_ms: self.made_ms.max(held.at_ms),
                },
                anew,
                whole: !response.more,
            };
            let (_, given_up) = ask::keep_news(desk, &batches, &news)?;
            brought.parked = brought.parked.saturating_add(given_up);
        } else {
            let kept = desk.store_mut()?.answer_registrations(response.epoch, &answers);
            ask::tell(desk, kept.map_err(code_of)?);
        }
        Ok(brought)
    }
}

/// Where the registers here stand by now.
struct Held {
    /// Of the log as it is known here.
    epoch: u64,
    /// How far they reach for those the file asked for; none when nothing is here for them.
    up_to: Option<u64>,
    /// When they came last whole for those, of this log; 0 when they never did.
    at_ms: i64,
    /// Whether those who read here are still those the file asked for.
    same_readers: bool,
}

impl Held {
    fn of(desk: &Desk, asked_for: &str) -> Result<Held, Code> {
        let store = desk.store()?;
        let epoch = store.position().map_err(code_of)?.epoch;
        let place = store.registers_place().map_err(code_of)?.unwrap_or_default();
        let fits = place.epoch == epoch && place.readers == asked_for;
        Ok(Held {
            epoch,
            up_to: fits.then_some(place.up_to),
            at_ms: if fits { place.at_ms } else { 0 },
            same_readers: ask::readers(store)? == asked_for,
        })
    }

    /// Whether acts after one place up to another go on from what is here: no gap, and nothing put back.
    fn takes(&self, anew: bool, from: u64, to: u64) -> bool {
        self.same_readers
            && match self.up_to {
                Some(up_to) => (anew || from <= up_to) && up_to <= to,
                None => anew,
            }
    }
}

fn stored_at(answer: &BatchAnswer) -> Option<u64> {
    match answer {
        BatchAnswer::Stored(stored) => Some(stored.sequence),
        BatchAnswer::Refused { .. } | BatchAnswer::Later { .. } => None,
    }
}
