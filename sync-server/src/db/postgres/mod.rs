//! A database in PostgreSQL, or in what speaks its protocol and ordinary SQL. One file below per table.
//!
//! Everything that counts or decides within a county does so while it holds the county's row (`SELECT … FOR UPDATE`), so the
//! order of its numbers is the order of the commits, and a reader who sees one sees all before it. Appends of one county share
//! commits ([`super::group`]); counties do not wait for each other. Two servers may use one database.

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
mod place;
mod quarantine;
mod revocations;
mod road;
mod roots;
mod row;
mod sides;
mod tree;
mod villages;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use cunfa_core::question::Sides;
use cunfa_core::{
    ActId, Area, BatchId, DeviceId, Digest, EntryId, FeedbackId, Figure, KeyId, Person, PersonId, Village, VillageCode,
};
use cunfa_evidence::batch::SealedBatch;
use cunfa_protocol::index::IndexRow;

use super::group::{Commits, Expected, Group};
use super::{
    Appended, Ask, Asker, Db, DbError, DbResult, Device, Enrolled, Enrolment, EntryRow, FiguresAsk, Founding, Held,
    IndexAsk, IndexSize, Invitation, Issue, IssueRoot, KeptDigest, Leaf, LogBatch, NamedBy, NewBatch, Offer, Project,
    Pull, Pulled, Quarantined, Reissue, Renewal, Revoke, RootNeed, Seen, Shard, SidesAsk, StoredCertificate,
    StoredFeedback, StoredRevocation, StoredRoot, Who,
};
use road::{Lane, Road};
use row::Tx;

pub use place::{Place, PlaceError};

/// A database in PostgreSQL.
pub struct PostgresDb {
    road: Arc<Road>,
    /// By county.
    lanes: Mutex<BTreeMap<Area, Arc<Group<Lane>>>>,
}

impl std::fmt::Debug for PostgresDb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostgresDb")
    }
}

impl PostgresDb {
    fn lane(&self, county: &Area) -> Arc<Group<Lane>> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get(county) {
            return Arc::clone(lane);
        }
        let lane = Arc::new(Group::new(Lane::new(Arc::clone(&self.road)), true));
        lanes.insert(county.clone(), Arc::clone(&lane));
        lane
    }

    /// Writes in a transaction that other writers of the county may share. `size`: how much it is beside theirs.
    fn in_county<T>(&self, county: &Area, size: usize, work: impl AsyncFnOnce(&Tx) -> DbResult<T>) -> DbResult<T> {
        self.lane(county).write(size, |lane| lane.work(work))
    }
}

impl Db for PostgresDb {
    fn found(&self, founding: &Founding) -> DbResult<()> {
        self.road.write(async |tx: &Tx| founding::found(tx, founding).await)
    }
    fn county_key(&self) -> DbResult<Option<Vec<u8>>> {
        self.road.one(founding::county_key)
    }
    fn shard(&self, county: &Area) -> DbResult<Option<Shard>> {
        self.road.one(async |tx: &Tx| founding::shard(tx, county).await)
    }
    fn renew_epochs(&self, renewal: &Renewal<'_>) -> DbResult<()> {
        self.road
            .write(async |tx: &Tx| founding::renew_epochs(tx, renewal).await)
    }
    fn village(&self, code: &VillageCode) -> DbResult<Option<Village>> {
        self.road.one(async |tx: &Tx| villages::one(tx, code).await)
    }
    fn villages(&self, areas: &[Area]) -> DbResult<Vec<Village>> {
        self.road.view(async |tx: &Tx| villages::within(tx, areas).await)
    }
    fn register(&self) -> DbResult<Vec<Village>> {
        self.road.one(villages::all)
    }
    fn take_villages(&self, villages: &[Village], epoch: u64) -> DbResult<usize> {
        self.road
            .write(async |tx: &Tx| lists::villages(tx, villages, epoch).await)
    }
    fn rules(&self) -> DbResult<Vec<String>> {
        self.road.one(founding::rules)
    }
    fn add_rule(&self, text: &str) -> DbResult<()> {
        self.road.write(async |tx: &Tx| founding::add_rule(tx, text).await)
    }

    fn add_person(&self, person: &Person, now_ms: i64) -> DbResult<()> {
        self.road.write(async |tx: &Tx| people::add(tx, person, now_ms).await)
    }
    fn take_people(&self, people: &[Person], now_ms: i64) -> DbResult<usize> {
        self.road.write(async |tx: &Tx| lists::people(tx, people, now_ms).await)
    }
    fn rescope(&self, person: PersonId, scope: &[Area], reissue: &Reissue<'_>) -> DbResult<Vec<DeviceId>> {
        self.road
            .write(async |tx: &Tx| people::rescope(tx, person, scope, reissue).await)
    }
    fn forget(&self, device: DeviceId) -> DbResult<Vec<VillageCode>> {
        self.road.one(async |tx: &Tx| forgotten::of(tx, device).await)
    }
    fn person(&self, id: PersonId) -> DbResult<Option<Person>> {
        self.road.view(async |tx: &Tx| people::one(tx, id).await)
    }
    fn people(&self) -> DbResult<Vec<Person>> {
        self.road.view(people::all)
    }

    fn keep_feedback(&self, one: &StoredFeedback, most: u64) -> DbResult<bool> {
        self.road.write(async |tx: &Tx| feedback::keep(tx, one, most).await)
    }
    fn feedback(&self) -> DbResult<Vec<StoredFeedback>> {
        self.road.one(feedback::all)
    }
    fn handle_feedback(&self, id: FeedbackId) -> DbResult<bool> {
        self.road.one(async |tx: &Tx| feedback::handled(tx, id).await)
    }

    fn add_invitation(&self, offer: &Offer) -> DbResult<()> {
        self.road.one(async |tx: &Tx| invitations::add(tx, offer).await)
    }
    fn invitation(&self, code_hash: &Digest) -> DbResult<Option<Invitation>> {
        self.road.one(async |tx: &Tx| invitations::one(tx, code_hash).await)
    }
    fn claim_invitation(&self, code_hash: &Digest, person_key: &[u8]) -> DbResult<bool> {
        self.road
            .one(async |tx: &Tx| invitations::claim(tx, code_hash, person_key).await)
    }
    fn enrol(&self, enrolment: &Enrolment, revoke: &Revoke<'_>) -> DbResult<Enrolled> {
        self.in_county(&enrolment.county, 1, async |tx: &Tx| {
            enrolments::enrol(tx, enrolment, revoke).await
        })
    }

    fn device(&self, id: DeviceId) -> DbResult<Option<Device>> {
        self.road.one(async |tx: &Tx| devices::one(tx, id).await)
    }
    fn device_by_token(&self, token_hash: &Digest) -> DbResult<Option<Device>> {
        self.road.one(async |tx: &Tx| devices::by_token(tx, token_hash).await)
    }
    fn device_by_key(&self, public_key: &[u8]) -> DbResult<Option<Device>> {
        self.road.one(async |tx: &Tx| devices::by_key(tx, public_key).await)
    }
    fn devices(&self) -> DbResult<Vec<Device>> {
        self.road.one(devices::all)
    }
    fn people_on(&self, device: DeviceId) -> DbResult<Vec<Person>> {
        self.road.one(async |tx: &Tx| people::on_device(tx, device).await)
    }
    fn asker(&self, who: Who<'_>) -> DbResult<Option<Asker>> {
        self.road.one(async |tx: &Tx| devices::asker(tx, who).await)
    }
    fn seen(&self, device: DeviceId, seen: &Seen) -> DbResult<()> {
        self.road.one(async |tx: &Tx| devices::seen(tx, device, seen).await)
    }
    fn revoke_device(&self, device: DeviceId, now_ms: i64, revoke: &Revoke<'_>) -> DbResult<()> {
        let county = self.device(device)?.ok_or(DbError::NoSuch("device"))?.county;
        self.in_county(&county, 1, async |tx: &Tx| {
            devices::revoke(tx, &county, device, now_ms, revoke).await
        })
    }
    fn revoke_key(&self, key: KeyId, authority: Option<&[u8]>, revoke: &Revoke<'_>) -> DbResult<()> {
        let county = self.road.one(async |tx: &Tx| revocations::county_of(tx, key).await)?;
        self.in_county(&county, 1, async |tx: &Tx| {
            revocations::revoke(tx, &county, key, authority, revoke).await
        })
    }
    fn claim(&self, certificate: &StoredCertificate, claim: &[u8]) -> DbResult<bool> {
        self.in_county(&certificate.county, 1, async |tx: &Tx| {
            enrolments::claim(tx, certificate, claim).await
        })
    }
    fn confirm(&self, certificate: &StoredCertificate) -> DbResult<bool> {
        self.in_county(&certificate.county, 1, async |tx: &Tx| {
            enrolments::confirm(tx, certificate).await
        })
    }

    fn certificates_of(&self, key: KeyId) -> DbResult<Vec<StoredCertificate>> {
        self.road
            .one(async |tx: &Tx| enrolments::certificates_of(tx, key).await)
    }
    fn revocation_of(&self, key: KeyId) -> DbResult<Option<StoredRevocation>> {
        self.road.one(async |tx: &Tx| revocations::of(tx, key).await)
    }
    fn revocations(&self, county: &Area) -> DbResult<Vec<StoredRevocation>> {
        self.road.one(async |tx: &Tx| revocations::all(tx, county).await)
    }
    fn certificates(&self, county: &Area) -> DbResult<Vec<StoredCertificate>> {
        self.road
            .one(async |tx: &Tx| enrolments::certificates(tx, county).await)
    }

    fn receipt(&self, batch: BatchId) -> DbResult<Option<Vec<u8>>> {
        self.road.one(async |tx: &Tx| batches::receipt(tx, batch).await)
    }
    fn ink(&self, shape: &Digest) -> DbResult<Option<ActId>> {
        self.road.one(async |tx: &Tx| inks::act(tx, shape).await)
    }
    fn entry_log(&self, entry: EntryId) -> DbResult<Vec<LogBatch>> {
        self.road.one(async |tx: &Tx| batches::of_entry(tx, entry).await)
    }
    fn held(&self, ask: &Ask) -> DbResult<Held> {
        self.road.one(async |tx: &Tx| batches::held(tx, ask).await)
    }
    fn expect(&self, county: &Area) -> Expected {
        self.lane(county).expect()
    }
    fn append(
        &self,
        county: &Area,
        batches: &[NewBatch],
        now_ms: i64,
        issue: &Issue<'_>,
        project: &Project<'_>,
    ) -> DbResult<Vec<Appended>> {
        self.in_county(county, batches.len(), async |tx: &Tx| {
            batches::append(tx, county, batches, now_ms, issue, project).await
        })
    }
    fn pull(&self, pull: &Pull<'_>) -> DbResult<Pulled> {
        self.road.one(async |tx: &Tx| batches::pull(tx, pull).await)
    }
    fn digests(&self, county: &Area, areas: &[Area]) -> DbResult<Vec<KeptDigest>> {
        self.road.view(async |tx: &Tx| digests::of(tx, county, areas).await)
    }

    fn leaves(&self, county: &Area, sequence: u64) -> DbResult<Vec<Leaf>> {
        self.road
            .one(async |tx: &Tx| tree::of_batch(tx, county, sequence).await)
    }
    fn inclusion(&self, county: &Area, index: u64, size: u64) -> DbResult<Vec<Digest>> {
        self.road
            .view(async |tx: &Tx| tree::inclusion(tx, county, index, size).await)
    }
    fn consistency(&self, county: &Area, old_size: u64, new_size: u64) -> DbResult<Vec<Digest>> {
        self.road
            .view(async |tx: &Tx| tree::consistency(tx, county, old_size, new_size).await)
    }
    fn root(&self, county: &Area, need: RootNeed, now_ms: i64, issue: &IssueRoot<'_>) -> DbResult<StoredRoot> {
        match self
            .road
            .one(async |tx: &Tx| roots::answering(tx, county, need).await)?
        {
            Some(answer) => Ok(answer),
            None => self.in_county(county, 1, async |tx: &Tx| {
                roots::make(tx, county, need, now_ms, issue).await
            }),
        }
    }
    fn roots(&self, county: &Area) -> DbResult<Vec<StoredRoot>> {
        self.road.one(async |tx: &Tx| roots::all(tx, county).await)
    }

    fn quarantine(
        &self,
        device: DeviceId,
        batches: &[(BatchId, SealedBatch)],
        now_ms: i64,
        bytes_max: u64,
    ) -> DbResult<usize> {
        self.road
            .write(async |tx: &Tx| quarantine::keep(tx, device, batches, now_ms, bytes_max).await)
    }
    fn quarantined(&self) -> DbResult<u64> {
        self.road.one(quarantine::count)
    }
    fn quarantined_of(&self, device: DeviceId, all: bool, after: u64, count_max: u32) -> DbResult<Vec<Quarantined>> {
        self.road
            .one(async |tx: &Tx| quarantine::of(tx, device, all, after, count_max).await)
    }
    fn quarantined_one(&self, batch: BatchId) -> DbResult<Option<Quarantined>> {
        self.road.one(async |tx: &Tx| quarantine::one(tx, batch).await)
    }
    fn leave(&self, batch: BatchId, ruling: &[u8]) -> DbResult<bool> {
        self.road
            .write(async |tx: &Tx| quarantine::leave(tx, batch, ruling).await)
    }

    fn entries(&self, area: &Area) -> DbResult<Vec<EntryRow>> {
        self.road.one(async |tx: &Tx| entries::within(tx, area).await)
    }
    fn queue(&self, area: &Area) -> DbResult<Vec<EntryRow>> {
        self.road.one(async |tx: &Tx| entries::queue(tx, area).await)
    }
    fn figures(&self, ask: &FiguresAsk<'_>) -> DbResult<Vec<(u64, Figure)>> {
        self.road.one(async |tx: &Tx| figures::rows(tx, ask).await)
    }
    fn sides(&self, ask: &SidesAsk<'_>) -> DbResult<Vec<Sides>> {
        self.road.one(async |tx: &Tx| sides::rows(tx, ask).await)
    }
    fn has_written(&self, counsel: PersonId, village: &VillageCode) -> DbResult<bool> {
        self.road
            .one(async |tx: &Tx| sides::has_written(tx, counsel, village).await)
    }
    fn index(&self, ask: &IndexAsk<'_>) -> DbResult<Vec<IndexRow>> {
        self.road.one(async |tx: &Tx| index::rows(tx, ask).await)
    }
    fn entries_beginning(&self, scope: &[Area], first: &[u8]) -> DbResult<Vec<EntryId>> {
        self.road.one(async |tx: &Tx| index::beginning(tx, scope, first).await)
    }
    fn index_size(&self, county: &Area, ask: &IndexAsk<'_>, head: u64) -> DbResult<IndexSize> {
        self.road.view(async |tx: &Tx| index::size(tx, county, ask, head).await)
    }
    fn rebuild(&self, project: &Project<'_>, named: &NamedBy<'_>) -> DbResult<usize> {
        self.road
            .write(async |tx: &Tx| entries::rebuild(tx, project, named).await)
    }

    fn commits(&self) -> Commits {
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sum = Commits::default();
        for counted in lanes.values().map(|lane| lane.counted()) {
            sum.commits += counted.commits;
            sum.members += counted.members;
        }
        sum
    }
    fn health(&self) -> DbResult<()> {
        self.county_key().map(|_| ())
    }
    fn settle(&self) -> DbResult<()> {
        Ok(())
    }
}

impl PostgresDb {
    /// How often the cluster has had its log of changes flushed to the disk since it was made, for figures. Only PostgreSQL
    /// itself counts this.
    ///
    /// # Errors
    /// The engine's.
    pub fn flushes(&self) -> DbResult<u64> {
        self.road.one(async |tx: &Tx| {
            let sql = "SELECT wal_sync AS flushes FROM pg_stat_wal";
            let flushes = row::first(tx, sql, &[], |row| row::number(row, "flushes", "count")).await?;
            Ok(flushes.unwrap_or(0))
        })
    }
}
