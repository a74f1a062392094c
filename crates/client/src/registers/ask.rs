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
use cunfa_store::{
    KeptRegisters, RegisteredAct, RegistersNews, RegistersPlace, RegistrationAnswer, Store, StoredRegistration,
};

use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::sync::{answer, round};

use super::given_up::give_up;

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

/// What is asked over the network.
struct Question {
    server: String,
    token: String,
    county: Area,
    request: Request,
}

/// A request, and what has to be known of it when its answer comes.
pub(super) struct Request {
    pub(super) body: Vec<u8>,
    /// Of the log as it is known here.
    epoch: u64,
    pub(super) readers: String,
    /// What goes up, in the order of the request.
    pub(super) batches: Vec<BatchId>,
    /// More waits than one request takes.
    pub(super) more: bool,
    /// Everything comes again, whatever is here.
    pub(super) anew: bool,
    pub(super) after: u64,
    /// The log told of registrations that are not here.
    is_behind: bool,
}

/// Asks once; says whether there is more to do. What was handed in before in this pass is not handed in again.
async fn page(shared: &Arc<Shared>, handed: &mut BTreeSet<BatchId>) -> Result<bool, Code> {
    // A stick's answer, or another pass, would be stored between what is asked and what is kept: then the log known here may be another one.
    let _one = shared.pass.lock().await;
    let before = handed.clone();
    let Some(question) = shared.at_desk(move |desk| question(desk, &before)).await? else {
        return Ok(false);
    };
    handed.extend(&question.request.batches);
    let (server, token, body) = (&question.server, &question.token, question.request.body.clone());
    let answer = shared.link.ask(server, REGISTERS_PATH, Some(token), body).await;
    let response: RegistersResponse = answer::read(answer).map_err(|no| no.code())?;
    shared.at_desk(move |desk| keep(desk, &question, &response)).await
}

/// None when nobody here reads registers, or nothing waits and all of them that the log told of are here.
fn question(desk: &mut Desk, handed: &BTreeSet<BatchId>) -> Result<Option<Question>, Code> {
    let Some(store) = &desk.store else { return Ok(None) };
    let Some(request) = request(store, handed)? else {
        return Ok(None);
    };
    if request.batches.is_empty() && !request.is_behind {
        return Ok(None);
    }
    let device = desk.device()?;
    Ok(Some(Question {
        server: device.server,
        token: device.token,
        county: device.shard,
        request,
    }))
}

/// What this device has to say of the registers and has not handed in yet, and from where it lacks them; none when nobody here reads them.
pub(super) fn request(store: &Store, handed: &BTreeSet<BatchId>) -> Result<Option<Request>, Code> {
    let readers = readers(store)?;
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
    let most = at_once(&waiting);
    let whole = waiting.first().is_some_and(|one| one.list.is_some());
    let more = waiting.len() > most;
    waiting.truncate(most);
    let after = if fits { held.up_to } else { 0 };
    Ok(Some(Request {
        body: body((position.epoch, after), &waiting, whole)?,
        epoch: position.epoch,
        readers,
        batches: waiting.iter().map(|one| one.batch.id()).collect(),
        more,
        anew: !fits,
        after,
        is_behind: are_any && !(fits && held.up_to >= due),
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
pub(super) fn readers(store: &Store) -> Result<String, Code> {
    let people = store.people().map_err(code_of)?;
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
    Ok(readers.join("\n"))
}

fn keep(desk: &mut Desk, question: &Question, response: &RegistersResponse) -> Result<bool, Code> {
    let request = &question.request;
    let news = RegistersNews {
        answers: answers(&request.batches, &question.county, response),
        acts: response.acts.iter().map(act).collect(),
        place: RegistersPlace {
            epoch: response.epoch,
            up_to: response.up_to,
            readers: request.readers.clone(),
            at_ms: desk.now_ms(),
        },
        anew: request.anew || response.from_start,
        whole: !response.more,
    };
    let kept = keep_news(desk, &request.batches, &news)?.0;
    // A server that gets nowhere is not asked again at once.
    let same_log = response.epoch == request.epoch;
    let forward = response.more && same_log && response.up_to > request.after && !kept.stopped;
    Ok(forward || request.more)
}

/// Keeps an answer to a request that handed these batches in; gives with what it did how many of them are given up.
pub(super) fn keep_news(
    desk: &mut Desk,
    handed: &[BatchId],
    news: &RegistersNews,
) -> Result<(KeptRegisters, usize), Code> {
    let mut kept = desk.store_mut()?.keep_registers(news).map_err(code_of)?;
    let given_up = if news.whole && !kept.stopped {
        give_up(desk, handed, &news.place)?
    } else {
        0
    };
    kept.changed |= given_up > 0;
    tell(desk, kept);
    Ok((kept, given_up))
}

/// What keeping an answer did, to the log and to the screens.
pub(super) fn tell(desk: &mut Desk, kept: KeptRegisters) {
    if kept.unverified > 0 || kept.stopped {
        let (unverified, stopped) = (kept.unverified, kept.stopped);
        tracing::warn!(unverified, stopped, "the server gave registers that do not verify");
    }
    if kept.changed {
        desk.told().topic(Topic::Entries);
        desk.told().topic(Topic::Sync);
    }
}

pub(super) fn act(registered: &cunfa_protocol::registers::RegisteredAct) -> RegisteredAct {
    RegisteredAct {
        sequence: registered.sequence,
        received_ms: registered.received_at_ms,
        bytes: registered.act.0.clone(),
    }
}

/// Answers are about the batches in the order they were sent; those about others are left out. The store verifies the receipts.
pub(super) fn answers(
    sent: &[BatchId],
    county: &Area,
    response: &RegistersResponse,
) -> Vec<(BatchId, RegistrationAnswer)> {
    let pairs = sent.iter().zip(&response.answers);
    let answer = |(asked, answer): (&BatchId, &BatchAnswer)| match answer {
        BatchAnswer::Stored(stored) => {
            let receipt = Receipt {
                batch: *asked,
                shard: county.clone(),
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
