//! The embedded database: one SQLite file, one writer, readers that cannot write. One file below per table.
//!
//! Every change goes through [`SqliteDb::write`]: all of it in an immediate transaction that is committed with
//! `synchronous=FULL`, or nothing. Changes that come at the same time share one ([`super::group`]). The file is not encrypted;
//! the machine's disk protects it.

mod attachments;
mod batches;
mod blobs;
mod devices;
mod digests;
mod enrolments;
mod entries;
mod feedback;
mod figures;
mod firms;
mod forgotten;
mod founding;
mod index;
mod inks;
mod inquiries;
mod invitations;
mod lists;
mod migrations;
mod open;
mod people;
mod quarantine;
mod revocations;
mod roots;
mod row;
mod sides;
mod tree;
mod villages;
mod writer;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use cunfa_core::question::Sides;
use cunfa_core::{
    ActId, Area, BatchId, DeviceId, Digest, EntryId, FeedbackId, Figure, KeyId, Person, PersonId, Village, VillageCode,
};
use cunfa_evidence::batch::SealedBatch;
use cunfa_protocol::index::IndexRow;
use rusqlite::{Connection, TransactionBehavior};

use super::group::{Commits, Expected, Group};
use super::{
    Appended, Ask, Asker, Db, DbError, DbResult, Device, Enrolled, Enrolment, EntryRow, FiguresAsk, Founding, Held,
    IndexAsk, IndexSize, Invitation, Issue, IssueRoot, KeptDigest, Leaf, LogBatch, NamedBy, NewBatch, Offer, Project,
    Pull, Pulled, Quarantined, Reissue, Renewal, Revoke, RootNeed, Seen, Shard, SidesAsk, StoredCertificate,
    StoredFeedback, StoredRevocation, StoredRoot, Who,
};
use writer::Writer;

/// A database in one SQLite file, or in memory for tests and simulations.
pub struct SqliteDb {
    writer: Group<Writer>,
    /// Empty when in memory: then the writer reads.
    readers: Vec<Mutex<Connection>>,
    /// Who reads next when all are busy.
    next: AtomicUsize,
}

impl std::fmt::Debug for SqliteDb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SqliteDb({} readers)", self.readers.len())
    }
}

impl From<rusqlite::Error> for DbError {
    /// Keeps the engine's code and message; the message names tables and columns, never values.
    fn from(error: rusqlite::Error) -> DbError {
        DbError::Engine(error.to_string())
    }
}

/// A connection whose last user panicked is still whole: an unfinished transaction was rolled back when it was dropped.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SqliteDb {
    /// Reads in one consistent view, beside the writer.
    fn read<T>(&self, read: impl FnOnce(&Connection) -> DbResult<T>) -> DbResult<T> {
        let free = self.readers.iter().find_map(|reader| reader.try_lock().ok());
        let next = self.next.fetch_add(1, Ordering::Relaxed) % self.readers.len().max(1);
        match (free, self.readers.get(next)) {
            (Some(mut free), _) => view(&mut free, read),
            (None, Some(next)) => view(&mut lock(next), read),
            (None, None) => self.writer.alone(|writer| view(&mut writer.0, read)),
        }
    }

    fn write<T>(&self, write: impl FnOnce(&Connection) -> DbResult<T>) -> DbResult<T> {
        self.writer.write(1, write)
    }
}

fn view<T>(connection: &mut Connection, read: impl FnOnce(&Connection) -> DbResult<T>) -> DbResult<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
    read(&transaction)
}

impl Db for SqliteDb {
    fn found(&self, founding: &Founding) -> DbResult<()> {
        self.write(|tx| founding::found(tx, founding))
    }
    fn county_key(&self) -> DbResult<Option<Vec<u8>>> {
        self.read(founding::county_key)
    }
    fn shard(&self, county: &Area) -> DbResult<Option<Shard>> {
        self.read(|tx| founding::shard(tx, county))
    }
    fn renew_epochs(&self, renewal: &Renewal<'_>) -> DbResult<()> {
        self.write(|tx| founding::renew_epochs(tx, renewal))
    }
    fn village(&self, code: &VillageCode) -> DbResult<Option<Village>> {
        self.read(|tx| villages::one(tx, code))
    }
    fn villages(&self, areas: &[Area]) -> DbResult<Vec<Village>> {
        self.read(|tx| villages::within(tx, areas))
    }
    fn register(&self) -> DbResult<Vec<Village>> {
        self.read(villages::all)
    }
    fn take_villages(&self, villages: &[Village], epoch: u64) -> DbResult<usize> {
        self.write(|tx| lists::villages(tx, villages, epoch))
    }
    fn rules(&self) -> DbResult<Vec<String>> {
        self.read(founding::rules)
    }
    fn add_rule(&self, text: &str) -> DbResult<()> {
        self.write(|tx| founding::add_rule(tx, text))
    }

    fn add_person(&self, person: &Person, now_ms: i64) -> DbResult<()> {
        self.write(|tx| people::add(tx, person, now_ms))
    }
    fn take_people(&self, people: &[Person], now_ms: i64) -> DbResult<usize> {
        self.write(|tx| lists::people(tx, people, now_ms))
    }
    fn rescope(&self, person: PersonId, scope: &[Area], reissue: &Reissue<'_>) -> DbResult<Vec<DeviceId>> {
        self.write(|tx| people::rescope(tx, person, scope, reissue))
    }
    fn forget(&self, device: DeviceId) -> DbResult<Vec<VillageCode>> {
        self.read(|tx| forgotten::of(tx, device))
    }
    fn person(&self, id: PersonId) -> DbResult<Option<Person>> {
        self.read(|tx| people::one(tx, id))
    }
    fn people(&self) -> DbResult<Vec<Person>> {
        self.read(people::all)
    }

    fn keep_feedback(&self, one: &StoredFeedback, most: u64) -> DbResult<bool> {
        self.write(|tx| feedback::keep(tx, one, most))
    }
    fn feedback(&self) -> DbResult<Vec<StoredFeedback>> {
        self.read(feedback::all)
    }
    fn handle_feedback(&self, id: FeedbackId) -> DbResult<bool> {
        self.write(|tx| feedback::handled(tx, id))
    }

    fn add_invitation(&self, offer: &Offer) -> DbResult<()> {
        self.write(|tx| invitations::add(tx, offer))
    }
    fn invitation(&self, code_hash: &Digest) -> DbResult<Option<Invitation>> {
        self.read(|tx| invitations::one(tx, code_hash))
    }
    fn claim_invitation(&self, code_hash: &Digest, person_key: &[u8]) -> DbResult<bool> {
        self.write(|tx| invitations::claim(tx, code_hash, person_key))
    }
    fn enrol(&self, enrolment: &Enrolment, revoke: &Revoke<'_>) -> DbResult<Enrolled> {
        self.write(|tx| enrolments::enrol(tx, enrolment, revoke))
    }

    fn device(&self, id: DeviceId) -> DbResult<Option<Device>> {
        self.read(|tx| devices::one(tx, id))
    }
    fn device_by_token(&self, token_hash: &Digest) -> DbResult<Option<Device>> {
        self.read(|tx| devices::by_token(tx, token_hash))
    }
    fn device_by_key(&self, public_key: &[u8]) -> DbResult<Option<Device>> {
        self.read(|tx| devices::by_key(tx, public_key))
    }
    fn devices(&self) -> DbResult<Vec<Device>> {
        self.read(devices::all)
    }
    fn people_on(&self, device: DeviceId) -> DbResult<Vec<Person>> {
        self.read(|tx| people::on_device(tx, device))
    }
    fn asker(&self, who: Who<'_>) -> DbResult<Option<Asker>> {
        self.read(|tx| devices::asker(tx, who))
    }
    fn seen(&self, device: DeviceId, seen: &Seen) -> DbResult<()> {
        self.write(|tx| devices::seen(tx, device, seen))
    }
    fn revoke_device(&self, device: DeviceId, now_ms: i64, revoke: &Revoke<'_>) -> DbResult<()> {
        self.write(|tx| devices::revoke(tx, device, now_ms, revoke))
    }
    fn revoke_key(&self, key: KeyId, authority: Option<&[u8]>, revoke: &Revoke<'_>) -> DbResult<()> {
        self.write(|tx| revocations::revoke(tx, key, authority, revoke))
    }
    fn claim(&self, certificate: &StoredCertificate, claim: &[u8]) -> DbResult<bool> {
        self.write(|tx| enrolments::claim(tx, certificate, claim))
    }
    fn confirm(&self, certificate: &StoredCertificate) -> DbResult<bool> {
        self.write(|tx| enrolments::confirm(tx, certificate))
    }

    fn certificates_of(&self, key: KeyId) -> DbResult<Vec<StoredCertificate>> {
        self.read(|tx| enrolments::certificates_of(tx, key))
    }
    fn revocation_of(&self, key: KeyId) -> DbResult<Option<StoredRevocation>> {
        self.read(|tx| revocations::of(tx, key))
    }
    fn revocations(&self, county: &Area) -> DbResult<Vec<StoredRevocation>> {
        self.read(|tx| revocations::all(tx, county))
    }
    fn certificates(&self, county: &Area) -> DbResult<Vec<StoredCertificate>> {
        self.read(|tx| enrolments::certificates(tx, county))
    }

    fn receipt(&self, batch: BatchId) -> DbResult<Option<Vec<u8>>> {
        self.read(|tx| batches::receipt(tx, batch))
    }
    fn ink(&self, shape: &Digest) -> DbResult<Option<ActId>> {
        self.read(|tx| inks::act(tx, shape))
    }
    fn entry_log(&self, entry: EntryId) -> DbResult<Vec<LogBatch>> {
        self.read(|tx| batches::of_entry(tx, entry))
    }
    fn held(&self, ask: &Ask) -> DbResult<Held> {
        self.read(|tx| batches::held(tx, ask))
    }
    fn expect(&self, _county: &Area) -> Expected {
        self.writer.expect()
    }
    fn append(
        &self,
        county: &Area,
        batches: &[NewBatch],
        now_ms: i64,
        issue: &Issue<'_>,
        project: &Project<'_>,
    ) -> DbResult<Vec<Appended>> {
        self.writer.write(batches.len(), |tx| {
            batches::append(tx, county, batches, now_ms, issue, project)
        })
    }
    fn pull(&self, pull: &Pull<'_>) -> DbResult<Pulled> {
        self.read(|tx| batches::pull(tx, pull))
    }
    fn digests(&self, county: &Area, areas: &[Area]) -> DbResult<Vec<KeptDigest>> {
        self.read(|tx| digests::of(tx, county, areas))
    }

    fn leaves(&self, county: &Area, sequence: u64) -> DbResult<Vec<Leaf>> {
        self.read(|tx| tree::of_batch(tx, county, sequence))
    }
    fn inclusion(&self, county: &Area, index: u64, size: u64) -> DbResult<Vec<Digest>> {
        self.read(|tx| tree::inclusion(tx, county, index, size))
    }
    fn consistency(&self, county: &Area, old_size: u64, new_size: u64) -> DbResult<Vec<Digest>> {
        self.read(|tx| tree::consistency(tx, county, old_size, new_size))
    }
    fn root(&self, county: &Area, need: RootNeed, now_ms: i64, issue: &IssueRoot<'_>) -> DbResult<StoredRoot> {
        match self.read(|tx| roots::answering(tx, county, need))? {
            Some(answer) => Ok(answer),
            None => self.write(|tx| roots::make(tx, county, need, now_ms, issue)),
        }
    }
    fn roots(&self, county: &Area) -> DbResult<Vec<StoredRoot>> {
        self.read(|tx| roots::all(tx, county))
    }

    fn quarantine(
        &self,
        device: DeviceId,
        batches: &[(BatchId, SealedBatch)],
        now_ms: i64,
        bytes_max: u64,
    ) -> DbResult<usize> {
        self.write(|tx| quarantine::keep(tx, device, batches, now_ms, bytes_max))
    }
    fn quarantined(&self) -> DbResult<u64> {
        self.read(quarantine::count)
    }
    fn quarantined_of(&self, device: DeviceId, all: bool, after: u64, count_max: u32) -> DbResult<Vec<Quarantined>> {
        self.read(|tx| quarantine::of(tx, device, all, after, count_max))
    }
    fn quarantined_one(&self, batch: BatchId) -> DbResult<Option<Quarantined>> {
        self.read(|tx| quarantine::one(tx, batch))
    }
    fn leave(&self, batch: BatchId, ruling: &[u8]) -> DbResult<bool> {
        self.write(|tx| quarantine::leave(tx, batch, ruling))
    }

    fn entries(&self, area: &Area) -> DbResult<Vec<EntryRow>> {
        self.read(|tx| entries::within(tx, area))
    }
    fn queue(&self, area: &Area) -> DbResult<Vec<EntryRow>> {
        self.read(|tx| entries::queue(tx, area))
    }
    fn figures(&self, ask: &FiguresAsk<'_>) -> DbResult<Vec<(u64, Figure)>> {
        self.read(|tx| figures::rows(tx, ask))
    }
    fn sides(&self, ask: &SidesAsk<'_>) -> DbResult<Vec<Sides>> {
        self.read(|tx| sides::rows(tx, ask))
    }
    fn has_written(&self, counsel: PersonId, village: &VillageCode) -> DbResult<bool> {
        self.read(|tx| sides::has_written(tx, counsel, village))
    }
    fn index(&self, ask: &IndexAsk<'_>) -> DbResult<Vec<IndexRow>> {
        self.read(|tx| index::rows(tx, ask))
    }
    fn entries_beginning(&self, scope: &[Area], first: &[u8]) -> DbResult<Vec<EntryId>> {
        self.read(|tx| index::beginning(tx, scope, first))
    }
    fn index_size(&self, county: &Area, ask: &IndexAsk<'_>, head: u64) -> DbResult<IndexSize> {
        self.read(|tx| index::size(tx, county, ask, head))
    }
    fn rebuild(&self, project: &Project<'_>, named: &NamedBy<'_>) -> DbResult<usize> {
        self.write(|tx| entries::rebuild(tx, project, named))
    }

    fn commits(&self) -> Commits {
        self.writer.counted()
    }
    fn health(&self) -> DbResult<()> {
        self.read(|tx| founding::county_key(tx).map(|_| ()))
    }
    fn settle(&self) -> DbResult<()> {
        self.checkpoint()
    }
}
