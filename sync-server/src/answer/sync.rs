//! `POST /v1/sync`: push and pull in one round trip.

use std::collections::BTreeSet;

use cunfa_core::register::may_read;
use cunfa_core::{Action, Area, BatchId, Person, Registration, may};
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::frame::{self, Dictionary, FrameError};
use cunfa_evidence::receipt::Receipt;
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{
    self, BatchAnswer, Blob, PulledBatch, Refusal, Short, Stored, SyncRequest, SyncResponse, VillageDigest, WireBatch,
};

use super::{claim, decide, feedback, index, read};
use crate::db::{
    Appended, Asker, DbError, DbResult, Device, LogBatch, NewBatch, Pull, Seen, Shard, Who, reading_scope,
};
use crate::server::{Server, Trouble, hash_token};
use crate::verify::{Judge, Opened, Verdict};
use crate::{directory, project, refusal, roots};

/// A device's last sync is noted when the note is older than this; nothing else is written by an idle sync.
const NOTE_AFTER_MS: i64 = 10 * 60 * 1000;

/// Answers it: a frame with the dictionary the request came in.
pub(crate) fn sync(server: &Server, token: Option<&str>, body: &[u8], now_ms: i64) -> Result<Vec<u8>, Trouble> {
    let token = hash_token(token.ok_or(Refusal::SignInAgain)?);
    let asker = asker(server, Who::Token(&token))?;
    let request = Unpacked::read(body)?;
    let (dictionary, unsent) = (request.dictionary, request.asked.unsent);
    let (head, pulled) = sync_of(server, &asker, request, now_ms)?;
    let all_stored = head.answers.iter().all(is_stored);
    let seen = Seen {
        now_ms,
        unsent,
        is_full: unsent == 0 && all_stored && !head.more,
    };
    note(server, &asker.device, &seen)?;
    packed(dictionary, &head, &pulled)
}

/// A device that may ask, and what stands behind its answer.
pub(crate) fn asker(server: &Server, who: Who<'_>) -> Result<Asker, Trouble> {
    Ok(server.db().asker(who)?.ok_or(Refusal::SignInAgain)?)
}

/// A request, out of its frame.
pub(crate) struct Unpacked {
    pub(crate) dictionary: Dictionary,
    pub(crate) asked: SyncRequest,
    batches: Vec<(BatchId, SealedBatch)>,
    opened: Opened,
}

impl Unpacked {
    /// Reads a body.
    pub(crate) fn read(body: &[u8]) -> Result<Unpacked, Refusal> {
        let unreadable = |error| unreadable(error, body);
        let dictionary = Dictionary::of(body).map_err(unreadable)?;
        let plain = frame::unpack(body, wire::MAX_PLAIN_REQUEST_BYTES).map_err(unreadable)?;
        let items = wire::items(&plain).map_err(|_| Refusal::Unreadable)?;
        let (head, batches) = items.split_first().ok_or(Refusal::Unreadable)?;
        let asked: SyncRequest = read(head)?;
        let too_many = batches.len() > wire::MAX_BATCHES
            || asked.want.len() > wire::MAX_WANTED
            || asked.claims.len() > wire::MAX_CLAIMS
            || asked.decisions.len() > wire::MAX_DECISIONS
            || asked.feedback.len() > wire::MAX_FEEDBACK;
        if too_many {
            return Err(Refusal::TooLarge);
        }
        let (mut came, mut opened) = (Vec::with_capacity(batches.len()), Opened::new());
        for item in batches {
            let batch: WireBatch = wire::decode(item).map_err(|_| Refusal::Unreadable)?;
            let (sealed, inner) = SealedBatch::opened_from_the_way(batch.bytes.0, batch.signature.0);
            let id = sealed.id();
            opened.insert(id, inner);
            came.push((id, sealed));
        }
        Ok(Unpacked {
            dictionary,
            asked,
            batches: came,
            opened,
        })
    }

    /// One that pushes nothing.
    pub(crate) fn without_batches(dictionary: Dictionary, asked: SyncRequest) -> Unpacked {
        Unpacked {
            dictionary,
            asked,
            batches: Vec::new(),
            opened: Opened::new(),
        }
    }
}

/// The answer to a device that is known, by its token or by its signature over what a courier brought. How the device stood is
/// looked up again after everything that may have changed it.
pub(crate) fn sync_of(
    server: &Server,
    asker: &Asker,
    request: Unpacked,
    now_ms: i64,
) -> Result<(SyncResponse, Vec<PulledBatch>), Trouble> {
    let Unpacked {
        asked, batches, opened, ..
    } = request;
    let device = &asker.device;
    if device.is_revoked() {
        server
            .db()
            .quarantine(device.id, &batches, now_ms, server.limits.quarantine_bytes_max)?;
        return Err(Refusal::DeviceRevoked.into());
    }
    let again = || self::asker(server, Who::Device(device.id));
    let claims = claim::claim(server, device, &asked.claims, now_ms)?;
    let decisions = decide::decide(server, device, &asked.decisions, now_ms)?;
    let decided = (!claims.is_empty() || !decisions.is_empty()).then(again).transpose()?;
    let asker = decided.as_ref().unwrap_or(asker);
    let pushed = push(server, asker, (batches, opened), now_ms)?;
    let grown = (!pushed.is_empty()).then(again).transpose()?;
    let asker = grown.as_ref().unwrap_or(asker);
    let feedback = feedback::keep(server, &asker.device, &asked.feedback, now_ms)?;
    let (head, pulled) = pull(server, asker, &asked, pushed, now_ms)?;
    let head = SyncResponse {
        claims,
        decisions,
        feedback,
        ..head
    };
    Ok((head, pulled))
}

/// An answer in its frame.
pub(crate) fn packed(dictionary: Dictionary, head: &SyncResponse, pulled: &[PulledBatch]) -> Result<Vec<u8>, Trouble> {
    Ok(frame::pack_parts(dictionary, &wire::sequence(head, pulled)?)?)
}

/// A version that needs no frame is told so all the same.
fn unreadable(error: FrameError, body: &[u8]) -> Refusal {
    match error {
        FrameError::Limit => Refusal::TooLarge,
        FrameError::Dictionary => refusal::version(),
        FrameError::Broken => read::<SyncRequest>(body).err().unwrap_or(Refusal::Unreadable),
    }
}

/// Judges every batch, appends the accepted ones in one transaction, and answers each in the order they came.
fn push(
    server: &Server,
    asker: &Asker,
    (batches, opened): (Vec<(BatchId, SealedBatch)>, Opened),
    now_ms: i64,
) -> Result<Vec<(BatchId, BatchAnswer)>, Trouble> {
    if batches.is_empty() {
        return Ok(Vec::new());
    }
    let device = &asker.device;
    // Until this push is written or turns out to have nothing to write.
    let _expected = server.db().expect(&device.county);
    let mut judge = Judge::by(server.db(), asker, now_ms).of(&batches, opened, &server.prepared)?;
    let mut accepted = Vec::new();
    let mut answers = Vec::with_capacity(batches.len());
    for (id, sealed) in batches {
        let judged = match judge.judge(id, sealed)? {
            Verdict::Known(receipt) => Judged::Answer(stored(&receipt)?),
            Verdict::Refuse(reason) => Judged::Answer(refused(device, id, reason)),
            Verdict::Later => Judged::Answer(BatchAnswer::Later { batch: id }),
            Verdict::Accept(batch) => {
                accepted.push(*batch);
                Judged::Accepted
            }
        };
        answers.push((id, judged));
    }
    let mut appended = append(server, device, &accepted, now_ms)?.into_iter();
    let answers = answers
        .into_iter()
        .map(|(id, judged)| Ok((id, judged.answer(id, &mut appended)?)));
    answers.collect()
}

/// The same for a single batch.
pub(super) fn push_one(
    server: &Server,
    asker: &Asker,
    sealed: SealedBatch,
    now_ms: i64,
) -> Result<BatchAnswer, Trouble> {
    let id = sealed.id();
    let answers = push(server, asker, (vec![(id, sealed)], Opened::new()), now_ms)?;
    let answer = answers.into_iter().next().map(|(_, answer)| answer);
    Ok(answer.unwrap_or(BatchAnswer::Later { batch: id }))
}

/// An answer, or a batch whose answer the database gives.
pub(super) enum Judged {
    Answer(BatchAnswer),
    Accepted,
}

impl Judged {
    pub(super) fn answer(
        self,
        batch: BatchId,
        appended: &mut impl Iterator<Item = Appended>,
    ) -> Result<BatchAnswer, Trouble> {
        Ok(match self {
            Judged::Answer(answer) => answer,
            Judged::Accepted => match appended.next() {
                Some(Appended::Stored(receipt)) => stored(&receipt)?,
                Some(Appended::OtherVillage | Appended::Overtaken) | None => BatchAnswer::Later { batch },
            },
        })
    }
}

/// What of a receipt of our own the device does not know.
pub(super) fn stored(receipt: &[u8]) -> Result<BatchAnswer, DbError> {
    let (receipt, signature) = Receipt::take_apart(receipt).map_err(|_| DbError::Unreadable("receipt"))?;
    Ok(BatchAnswer::Stored(Stored {
        sequence: receipt.sequence,
        received_at_ms: receipt.received_at_ms,
        receipt_signature: Blob(signature.to_vec()),
    }))
}

pub(super) fn refused(device: &Device, batch: BatchId, reason: ParkedReason) -> BatchAnswer {
    tracing::warn!(device = device.number, batch = %batch, ?reason, "a batch was refused");
    BatchAnswer::Refused { batch, reason }
}

/// Appends batches that passed, with their receipts.
pub(crate) fn append(
    server: &Server,
    device: &Device,
    accepted: &[NewBatch],
    now_ms: i64,
) -> Result<Vec<Appended>, Trouble> {
    if accepted.is_empty() {
        return Ok(Vec::new());
    }
    let shard = &device.county;
    let issue = |epoch: u64, sequence: u64, batch: BatchId| {
        Receipt {
            batch,
            shard: shard.clone(),
            epoch,
            sequence,
            received_at_ms: now_ms,
        }
        .issue(&server.key)
    };
    Ok(server.db().append(shard, accepted, now_ms, &issue, &project::row)?)
}

/// What lies after the device's cursor. From the beginning when the log's epoch is another, or when the device's scope
/// grew and it does not know yet.
fn pull(
    server: &Server,
    asker: &Asker,
    asked: &SyncRequest,
    answers: Vec<(BatchId, BatchAnswer)>,
    now_ms: i64,
) -> Result<(SyncResponse, Vec<PulledBatch>), Trouble> {
    let Asker {
        device, shard, people, ..
    } = asker;
    let scope = reading_scope(people);
    let stored = answers.iter().filter(|(_, answer)| is_stored(answer));
    let without = stored.map(|(id, _)| *id).collect::<BTreeSet<_>>();
    let after = start(device, shard, asked);
    let bytes_max = u64::from(asked.pull_bytes_max).min(server.limits.pull_bytes_max);
    let (wanted, wanted_bytes) = wanted(server, &index::scope(people, &device.county), &asked.want, bytes_max)?;
    let pull = Pull {
        county: &device.county,
        after,
        head: shard.last_sequence,
        scope: &scope,
        without: &without,
        bytes_max: bytes_max.saturating_sub(wanted_bytes),
    };
    let pulled = server.db().pull(&pull)?;
    let root = roots::news(server, shard, asked.root, now_ms)?;
    // The numbers of a log that came from a backup say nothing of those before.
    let directory = (asked.directory != shard.directory || asked.epoch != shard.epoch)
        .then(|| directory::of(server, device, people.clone(), shard.directory))
        .transpose()?;
    let told = asked.epoch == shard.epoch && asked.directory >= device.forget_since;
    let forget = match &directory {
        Some(_) if !told => server.db().forget(device.id)?,
        Some(_) | None => Vec::new(),
    };
    // Whoever may read more than before may read of it what lies before the cursor, too.
    let unheard = if directory.is_some() { 0 } else { after };
    let registers = readable(server, asker, unheard)?;
    let operator = (directory.is_some() || root.is_some()).then(|| server.operator.clone());
    let operator = operator.filter(|operator| !operator.is_empty());
    let time_token = asked.time.then(|| server.time_token(now_ms)).transpose()?;
    let digests = if asked.compare && !pulled.more {
        digests(server, &device.county, &scope, pulled.cursor)?
    } else {
        Vec::new()
    };
    let head = SyncResponse {
        epoch: shard.epoch,
        claims: Vec::new(),
        decisions: Vec::new(),
        feedback: Vec::new(),
        answers: answers.into_iter().map(|(_, answer)| answer).collect(),
        wanted: u32::try_from(wanted.len()).unwrap_or(u32::MAX),
        after,
        cursor: pulled.cursor,
        more: pulled.more,
        directory,
        forget,
        root,
        operator,
        time_token: time_token.map(Blob),
        registers,
        digests,
    };
    let following = wanted.into_iter().chain(pulled.batches);
    Ok((head, following.map(on_the_wire).collect::<Result<_, _>>()?))
}

/// What the villages of a scope come to at a place of the log: not of those that grew after it, which are told the next time.
fn digests(server: &Server, county: &Area, scope: &[Area], at: u64) -> DbResult<Vec<VillageDigest>> {
    let found = server.db().digests(county, scope)?.into_iter();
    let told = found.filter(|found| found.last <= at).map(|found| VillageDigest {
        village: found.village,
        digest: found.digest,
    });
    Ok(told.collect())
}

/// The place of the last registration after this one that somebody on the device may read. Nothing is looked at where the log holds none there.
fn readable(server: &Server, asker: &Asker, after: u64) -> DbResult<Option<u64>> {
    if asker.registers <= after || !reads_registers(&asker.people) {
        return Ok(None);
    }
    let registers = server.fold(&asker.shard)?.registers;
    let reads = |said: &Registration| asker.people.iter().any(|person| may_read(person, said));
    Ok(registers.latest_of(after, reads))
}

/// Whether anybody on a device reads any of the county's registers.
pub(super) fn reads_registers(people: &[Person]) -> bool {
    people.iter().any(|person| may(person.role, Action::ReadRegister))
}

/// Every batch of the wanted entries that somebody on the device may read, and their bytes: of the first entry, and of the next
/// ones, each whole, until so many bytes are there.
fn wanted(server: &Server, scope: &[Area], want: &[Short], bytes_max: u64) -> Result<(Vec<LogBatch>, u64), Trouble> {
    let (mut batches, mut bytes, mut taken) = (Vec::new(), 0_u64, BTreeSet::new());
    for first in want {
        for entry in server.db().entries_beginning(scope, &first.0)? {
            if !batches.is_empty() && bytes >= bytes_max {
                return Ok((batches, bytes));
            }
            if taken.insert(entry) {
                let log = server.db().entry_log(entry)?;
                bytes += log.iter().map(|batch| batch.sealed.bytes.len() as u64).sum::<u64>();
                batches.extend(log);
            }
        }
    }
    Ok((batches, bytes))
}

fn is_stored(answer: &BatchAnswer) -> bool {
    match answer {
        BatchAnswer::Stored(_) => true,
        BatchAnswer::Refused { .. } | BatchAnswer::Later { .. } => false,
    }
}

fn start(device: &Device, shard: &Shard, asked: &SyncRequest) -> u64 {
    let beyond = asked.epoch == shard.epoch && asked.cursor > shard.last_sequence;
    if beyond {
        tracing::error!(
            device = device.number,
            "a device knows more of the log than the log holds: was a backup restored?"
        );
    }
    let again = asked.epoch != shard.epoch || asked.directory < device.scope_since || beyond;
    if again { 0 } else { asked.cursor }
}

pub(super) fn on_the_wire(batch: LogBatch) -> Result<PulledBatch, Trouble> {
    let (receipt, receipt_signature) =
        Receipt::take_apart(&batch.receipt).map_err(|_| DbError::Unreadable("receipt"))?;
    Ok(PulledBatch {
        sequence: batch.sequence,
        batch: WireBatch {
            bytes: Blob(batch.sealed.on_the_way()),
            signature: Blob(batch.sealed.signature),
        },
        received_at_ms: receipt.received_at_ms,
        receipt_signature: Blob(receipt_signature.to_vec()),
    })
}

/// Notes how a device stands, for the office.
pub(crate) fn note(server: &Server, device: &Device, seen: &Seen) -> Result<(), Trouble> {
    let recent = |at: Option<i64>| at.is_some_and(|at| seen.now_ms.abs_diff(at) < NOTE_AFTER_MS.unsigned_abs());
    let known =
        recent(device.last_sync_ms) && device.unsent == seen.unsent && (!seen.is_full || recent(device.full_sync_ms));
    if known {
        Ok(())
    } else {
        Ok(server.db().seen(device.id, seen)?)
    }
}
