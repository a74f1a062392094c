//! What is asked of the server about registers once a pass is through: what was signed here and waits goes up, what came since comes down.
//! An idle device asks nothing: the sync told whether there is anything ([`wire::SyncResponse::registers`]).

use std::collections::BTreeSet;
use std::sync::Arc;

use cunfa_core::{Action, Area, BatchId, may};
use cunfa_evidence::receipt::Receipt;
use cunfa_protocol::Code;
use cunfa_protocol::registers::{MAX_REGISTRATIONS, REGISTERS_PATH, RegistersRequest, RegistersResponse};
use cunfa_protocol::view::Topic;
use cunfa_protocol::wire::{self, BatchAnswer};
use cunfa_store::{RegisteredAct, RegistersNews, RegistersPlace, RegistrationAnswer, StoredPerson, StoredRegistration};

use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::sync::{answer, round};

/// Most bytes of batches in one request.
const BYTES: usize = 512 * 1024;

/// One attempt. What fails waits for the next pass.
pub(crate) async fn go_on(shared: &Arc<Shared>) {
    let mut handed = BTreeSet::new();
    loop {
        match page(shared, &mut handed).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(code) => {
                tracing::info!(?code, "registers wait for the next pass");
                return;
            }
        }
    }
}

/// What is asked.
struct Question {
    server: String,
    token: String,
    body: Vec<u8>,
    county: Area,
    /// Of the log as it is known here.
    epoch: u64,
    readers: String,
    /// What goes up, in the order of the request.
    batches: Vec<BatchId>,
    /// More waits than one request takes.
    more: bool,
    /// Everything comes again, whatever is here.
    anew: bool,
    after: u64,
}

/// Asks once; says whether there is more to do. What was handed in before in this pass is not handed in again.
async fn page(shared: &Arc<Shared>, handed: &mut BTreeSet<BatchId>) -> Result<bool, Code> {
    let before = handed.clone();
    let Some(question) = shared.at_desk(move |desk| question(desk, &before)).await? else {
        return Ok(false);
    };
    handed.extend(&question.batches);
    let (server, token, body) = (&question.server, &question.token, question.body.clone());
    let answer = shared.link.ask(server, REGISTERS_PATH, Some(token), body).await;
    let response: RegistersResponse = answer::read(answer).map_err(|no| no.code())?;
    shared.at_desk(move |desk| keep(desk, &question, &response)).await
}

/// None when nobody here reads registers, or nothing waits and all of them that the log told of are here.
fn question(desk: &mut Desk, handed: &BTreeSet<BatchId>) -> Result<Option<Question>, Code> {
    let Some(store) = &desk.store else { return Ok(None) };
    let readers = readers(&store.people().map_err(code_of)?);
    if readers.is_empty() {
        return Ok(None);
    }
    let most = MAX_REGISTRATIONS.saturating_add(handed.len()).saturating_add(1);
    let mut waiting = store.waiting_registrations(most).map_err(code_of)?;
    waiting.retain(|one| !handed.contains(&one.batch.id()));
    let position = store.position().map_err(code_of)?;
    let due = store.registers_due(position.epoch).map_err(code_of)?;
    let held = store.registers_place().map_err(code_of)?;
    let are_any = due > 0 || held.is_some();
    let held = held.unwrap_or_default();
    let fits = held.readers == readers && held.epoch == position.epoch;
    if waiting.is_empty() && (!are_any || (fits && held.up_to >= due)) {
        return Ok(None);
    }
    let most = at_once(&waiting);
    let whole = waiting.first().is_some_and(|one| one.list.is_some());
    let more = waiting.len() > most;
    waiting.truncate(most);
    let device = desk.device()?;
    let after = if fits { held.up_to } else { 0 };
    Ok(Some(Question {
        body: body((position.epoch, after), &waiting, whole)?,
        server: device.server,
        token: device.token,
        county: device.shard,
        epoch: position.epoch,
        readers,
        batches: waiting.iter().map(|one| one.batch.id()).collect(),
        more,
        anew: !fits,
        after,
    }))
}

/// How many of them one request takes; at least one. What was taken in with a list goes with nothing else, since it is taken together.
fn at_once(waiting: &[StoredRegistration]) -> usize {
    let mut bytes = 0_usize;
    let list = waiting.first().and_then(|one| one.list);
    let fits = |one: &&StoredRegistration| {
        let is_first = bytes == 0;
        bytes = bytes.saturating_add(one.batch.bytes.len());
        is_first || bytes <= BYTES
    };
    let together = waiting.iter().take_while(|one| one.list == list);
    together.take(MAX_REGISTRATIONS).take_while(fits).count()
}

fn body((epoch, after): (u64, u64), waiting: &[StoredRegistration], whole: bool) -> Result<Vec<u8>, Code> {
    let batches = waiting.iter().map(|one| round::wire_batch(one.batch.clone()));
    let request = RegistersRequest {
        version: wire::VERSION,
        epoch,
        after,
        batches: batches.collect(),
        whole,
    };
    wire::encode(&request).map_err(|_| Code::Internal {
        attempted: "asking for registers".to_owned(),
    })
}

/// Who reads registers here and where, in one way of writing it: for others they are others.
fn readers(people: &[StoredPerson]) -> String {
    let people = people.iter().map(|stored| &stored.person);
    let reading = people.filter(|person| may(person.role, Action::ReadRegister));
    let mut readers: Vec<String> = reading
        .map(|person| {
            let mut scope: Vec<&str> = person.scope.iter().map(Area::as_str).collect();
            scope.sort_unstable();
            format!("{} {} {}", person.id, person.role.code(), scope.join(","))
        })
        .collect();
    readers.sort_unstable();
    readers.join("\n")
}

fn keep(desk: &mut Desk, question: &Question, response: &RegistersResponse) -> Result<bool, Code> {
    let news = RegistersNews {
        answers: answers(question, response),
        acts: response.acts.iter().map(act).collect(),
        place: RegistersPlace {
            epoch: response.epoch,
            up_to: response.up_to,
            readers: question.readers.clone(),
            at_ms: desk.now_ms(),
        },
        anew: question.anew || response.from_start,
        whole: !response.more,
    };
    let kept = desk.store_mut()?.keep_registers(&news).map_err(code_of)?;
    if kept.unverified > 0 || kept.stopped {
        let (unverified, stopped) = (kept.unverified, kept.stopped);
        tracing::warn!(unverified, stopped, "the server gave registers that do not verify");
    }
    if kept.changed {
        desk.told().topic(Topic::Entries);
        desk.told().topic(Topic::Sync);
    }
    // A server that gets nowhere is not asked again at once.
    let same_log = response.epoch == question.epoch;
    let forward = response.more && same_log && response.up_to > question.after && !kept.stopped;
    Ok(forward || question.more)
}

fn act(registered: &cunfa_protocol::registers::RegisteredAct) -> RegisteredAct {
    RegisteredAct {
        sequence: registered.sequence,
        received_ms: registered.received_at_ms,
        bytes: registered.act.0.clone(),
    }
}

/// Answers are about the batches in the order they were sent; those about others are left out. The store verifies the receipts.
fn answers(question: &Question, response: &RegistersResponse) -> Vec<(BatchId, RegistrationAnswer)> {
    let pairs = question.batches.iter().zip(&response.answers);
    let answer = |(asked, answer): (&BatchId, &BatchAnswer)| match answer {
        BatchAnswer::Stored(stored) => {
            let receipt = Receipt {
                batch: *asked,
                shard: question.county.clone(),
                epoch: response.epoch,
                sequence: stored.sequence,
                received_at_ms: stored.received_at_ms,
            };
            let receipt = receipt.with_signature(&stored.receipt_signature.0);
            Some((*asked, RegistrationAnswer::Stored(receipt)))
        }
        BatchAnswer::Refused { batch, reason } if batch == asked => {
            Some((*asked, RegistrationAnswer::Refused(round::store_reason(*reason))))
        }
        BatchAnswer::Refused { .. } | BatchAnswer::Later { .. } => None,
    };
    pairs.filter_map(answer).collect()
}
