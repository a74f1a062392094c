//! Storing an answer: one transaction in which nothing turns green but by a receipt that the county key signed, for exactly
//! that batch, in this county and epoch. A receipt that does not verify counts as none.

use std::collections::BTreeSet;

use cunfa_core::{Area, BatchId, EntryId, KeyId};
use cunfa_evidence::receipt::Receipt;
use rusqlite::Transaction;

use super::{ParkedReason, PassResult, PulledBatch, Stored};
use crate::append::{Taken, append_remote, project_all};
use crate::fault::Plan;
use crate::forget;
use crate::state::Verifier;
use crate::table::{
    acts, batches, blobs, claims, decisions, device, directory, feedback, filling, forgotten, openings, operator,
    outbox, pulled, registered, registrations, root, sync, uncovered,
};
use crate::{ClaimFault, Step, Store, StoreError};

impl Store {
    /// Stores an answer. Storing it twice is storing it once.
    ///
    /// # Errors
    /// As every write; nothing of the answer is stored then.
    pub fn store_answers(&mut self, result: &PassResult) -> Result<Stored, StoreError> {
        self.storing(result.epoch, |storing, transaction| storing.run(transaction, result))
    }

    /// Stores batches of an answer whose rest was stored before, with the cursor that stands for them. When they are stored, a cut
    /// costs what follows them and nothing else.
    ///
    /// # Errors
    /// As every write; nothing of these batches is stored then.
    pub fn store_pulled(&mut self, epoch: u64, pulled: &[PulledBatch], cursor: u64) -> Result<Stored, StoreError> {
        self.storing(epoch, |storing, transaction| {
            let all_taken = storing.pulled(transaction, pulled)?;
            storing.cursor(transaction, cursor, all_taken)?;
            storing.project(transaction)
        })
    }

    /// Stores batches of entries that were asked for by themselves, from anywhere in the log: the cursor stays.
    ///
    /// # Errors
    /// As every write; nothing of these batches is stored then.
    pub fn store_wanted(&mut self, epoch: u64, wanted: &[PulledBatch]) -> Result<Stored, StoreError> {
        let asked = self.asked.get();
        let stored = self.storing(epoch, |storing, transaction| {
            storing.lowered = true;
            storing.pulled(transaction, wanted)?;
            storing.project(transaction)
        });
        self.asked.set(asked);
        stored
    }

    fn storing(
        &mut self,
        epoch: u64,
        work: impl FnOnce(&mut Storing<'_>, &mut Transaction<'_>) -> Result<(), StoreError>,
    ) -> Result<Stored, StoreError> {
        let asked = self.asked.get();
        let (stored, cursor) = self.write(|transaction, plan| {
            let device = device::needed(transaction)?;
            let before = sync::position(transaction)?.cursor;
            let mut storing = Storing {
                plan,
                county: County {
                    key: device.county_key,
                    shard: device.shard,
                    epoch,
                },
                lowered: before < asked,
                before,
                touched: BTreeSet::new(),
                stored: Stored::default(),
            };
            work(&mut storing, transaction)?;
            let cursor = (!storing.lowered).then(|| sync::position(transaction)).transpose()?;
            Ok((storing.stored, cursor))
        })?;
        if stored.forgotten > 0 {
            self.overwrite();
        }
        // What follows of the same answer begins there, or is stored without moving the cursor.
        self.asked.set(cursor.map_or(u64::MAX, |position| position.cursor));
        Ok(stored)
    }
}

/// Whose receipts count.
struct County {
    key: Vec<u8>,
    shard: Area,
    epoch: u64,
}

impl County {
    /// A receipt for this batch, in this county's log as it is now.
    fn receipt(&self, batch: BatchId, bytes: &[u8]) -> Option<Receipt> {
        let receipt = Receipt::read(bytes, &self.key).ok()?;
        let fits = receipt.batch == batch && receipt.shard == self.shard && receipt.epoch == self.epoch;
        fits.then_some(receipt)
    }
}

/// A batch was refused because of a signer's enrolment: what it carries of others goes up without it.
fn release_others(transaction: &Transaction<'_>, batch: BatchId) -> Result<(), StoreError> {
    let verifier = Verifier::new(transaction)?;
    let mut released = Vec::new();
    let items = outbox::carried(transaction, batch)?;
    for item in &items {
        match item.signer {
            Some(key) if !verifier.signs_now(key)? => {}
            Some(_) | None => released.push(item.position),
        }
    }
    if released.len() < items.len() {
        for position in released {
            outbox::release(transaction, position)?;
        }
    }
    Ok(())
}

struct Storing<'p> {
    plan: &'p Plan,
    county: County,
    /// A repair lowered the cursor after the request: it stays there.
    lowered: bool,
    /// The cursor as it was.
    before: u64,
    touched: BTreeSet<EntryId>,
    stored: Stored,
}

impl Storing<'_> {
    fn run(&mut self, transaction: &mut Transaction<'_>, result: &PassResult) -> Result<(), StoreError> {
        self.directory(transaction, result)?;
        self.epoch(transaction)?;
        self.begin(transaction, result.after)?;
        self.claimed(transaction, &result.claimed)?;
        for (key, bytes, fault) in &result.decided {
            decisions::answered(transaction, *key, bytes, *fault)?;
            self.stored.decided += 1;
        }
        for (batch, receipt) in &result.stored {
            self.accept(transaction, *batch, receipt)?;
        }
        for (batch, reason) in &result.refused {
            batches::park(transaction, *batch, *reason)?;
            if *reason == ParkedReason::NotEnrolled {
                release_others(transaction, *batch)?;
            }
            self.stored.parked += 1;
        }
        for batch in &result.later {
            self.put_off(transaction, *batch)?;
        }
        let all_taken = self.pulled(transaction, &result.pulled)?;
        self.cursor(transaction, result.cursor, all_taken)?;
        self.filling(transaction, result)?;
        sync::set_time_token(transaction, &self.county.key, &result.time_token, result.now_ms)?;
        if let Some(root) = &result.root {
            root::accept(transaction, &self.county.key, root)?;
        }
        for id in &result.feedback {
            feedback::delivered(transaction, *id)?;
        }
        if let Some(operator) = &result.operator {
            operator::put(transaction, operator)?;
        }
        if let Some(sequence) = result.registers {
            registered::due(transaction, result.epoch, sequence)?;
        }
        self.project(transaction)
    }

    /// What builds on something that the server does not take is not asked for over and over.
    fn put_off(&mut self, transaction: &Transaction<'_>, batch: BatchId) -> Result<(), StoreError> {
        match pulled::obstacle(transaction, batch)? {
            Some(reason) => {
                batches::park(transaction, batch, reason)?;
                self.stored.parked += 1;
            }
            None => {
                batches::set_state(transaction, batch, "retry")?;
                self.stored.put_off += 1;
            }
        }
        Ok(())
    }

    fn project(&mut self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        project_all(transaction, self.plan, self.touched.iter().copied())?;
        let gone = forget::due(transaction, self.plan)?;
        self.stored.forgotten = gone.len();
        self.touched.extend(gone);
        self.stored.entries = std::mem::take(&mut self.touched).into_iter().collect();
        Ok(())
    }

    /// An answer that reads the log from an earlier place: what lies between comes again, and none of it is passed over if the rest
    /// of the answer does not come.
    fn begin(&mut self, transaction: &Transaction<'_>, after: Option<u64>) -> Result<(), StoreError> {
        let cursor = sync::position(transaction)?.cursor;
        match after {
            Some(after) if after < cursor => sync::set_cursor(transaction, after),
            // Batches from further on than asked for would leave a gap.
            Some(after) if after > cursor => {
                self.lowered = true;
                Ok(())
            }
            Some(_) | None => Ok(()),
        }
    }

    fn directory(&mut self, transaction: &Transaction<'_>, result: &PassResult) -> Result<(), StoreError> {
        let Some(new) = &result.directory else { return Ok(()) };
        let forget = forgotten::named(transaction, &result.forget)?;
        let replaced = directory::replace(transaction, &self.county.key, new)?;
        forgotten::put(transaction, &forget, &new.people)?;
        for key in replaced.changed_keys {
            self.touched.extend(acts::entries_of_key(transaction, key)?);
        }
        self.stored.unverified += replaced.refused;
        blobs::offer_refused(transaction)?;
        let mut offered = batches::unpark_in_scope(transaction, &new.people)?;
        for entry in pulled::refused_entries(transaction)? {
            if batches::again(transaction, entry)? {
                offered.insert(entry);
            }
        }
        pulled::all_again(transaction)?;
        self.stored.offered += offered.len();
        self.touched.extend(offered);
        self.stored.directory = true;
        Ok(())
    }

    /// A log that began anew: start at 0, offer everything of this device again, and take nothing for delivered until it comes from
    /// the log as it is now.
    fn epoch(&mut self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let before = sync::position(transaction)?.epoch;
        if before == self.county.epoch {
            return Ok(());
        }
        sync::set_epoch(transaction, self.county.epoch)?;
        if before == 0 {
            return Ok(());
        }
        self.stored.new_epoch = true;
        root::began_anew(transaction)?;
        sync::set_cursor(transaction, 0)?;
        for (batch, entry) in batches::reopen_other_epochs(transaction, self.county.epoch)? {
            outbox::reopen(transaction, batch)?;
            self.touched.insert(entry);
        }
        self.touched.extend(outbox::reopen_unsealed(transaction)?);
        self.touched.extend(uncovered::all(transaction)?);
        pulled::lack_all(transaction)?;
        blobs::all_unknown(transaction)?;
        feedback::offer_all(transaction)?;
        openings::offer_all(transaction)?;
        registrations::offer_all(transaction)?;
        claims::offer_all(transaction)
    }

    /// What was parked because of an enrolment that is accepted now waits for its turn again.
    fn claimed(
        &mut self,
        transaction: &Transaction<'_>,
        claimed: &[(KeyId, Option<ClaimFault>)],
    ) -> Result<(), StoreError> {
        for (key, fault) in claimed {
            claims::answered(transaction, *key, *fault)?;
            self.touched.extend(acts::entries_of_key(transaction, *key)?);
            self.stored.claimed += 1;
            if fault.is_none() {
                batches::unpark_all(transaction, ParkedReason::NotEnrolled)?;
            }
        }
        Ok(())
    }

    fn accept(&mut self, transaction: &Transaction<'_>, batch: BatchId, bytes: &[u8]) -> Result<(), StoreError> {
        let Some(receipt) = self.county.receipt(batch, bytes) else {
            self.stored.unverified += 1;
            return Ok(());
        };
        self.plan.reach(Step::Receipts)?;
        if let Some(entry) = batches::accept(transaction, &receipt, bytes)? {
            self.delivered(transaction, &receipt, entry)?;
            self.stored.accepted += 1;
        }
        Ok(())
    }

    fn delivered(
        &mut self,
        transaction: &Transaction<'_>,
        receipt: &Receipt,
        entry: EntryId,
    ) -> Result<(), StoreError> {
        for act in outbox::accept(transaction, receipt.batch)? {
            acts::received(transaction, act, receipt)?;
        }
        self.touched.insert(entry);
        Ok(())
    }

    /// What was written here and comes back of a forgotten village is receipted all the same.
    fn own(&mut self, transaction: &Transaction<'_>, receipt: &Receipt, bytes: &[u8]) -> Result<(), StoreError> {
        match batches::accept(transaction, receipt, bytes)? {
            Some(entry) => self.delivered(transaction, receipt, entry),
            None => Ok(()),
        }
    }

    /// Stores pulled batches up to the first that does not verify; says whether all were taken.
    fn pulled(&mut self, transaction: &mut Transaction<'_>, pulled: &[PulledBatch]) -> Result<bool, StoreError> {
        for batch in pulled {
            let receipt = self.county.receipt(batch.sealed.id(), &batch.receipt);
            let Some(receipt) = receipt.filter(|receipt| receipt.sequence == batch.sequence) else {
                self.stored.unverified += 1;
                return Ok(false);
            };
            self.plan.reach(Step::Pulled)?;
            let bytes = batch.sealed.bytes.len() + batch.sealed.signature.len() + batch.receipt.len();
            self.stored.bytes = self.stored.bytes.saturating_add(u64::try_from(bytes).unwrap_or(0));
            match append_remote(transaction, &batch.sealed, &receipt, &batch.receipt)? {
                Taken::Stored(entry) => {
                    self.delivered(transaction, &receipt, entry)?;
                    self.stored.pulled += 1;
                }
                Taken::Unread => self.stored.unread += 1,
                Taken::PassedOver => self.own(transaction, &receipt, &batch.receipt)?,
            }
            self.advance(transaction, batch.sequence)?;
        }
        filling::came(transaction, self.stored.bytes)?;
        Ok(true)
    }

    fn cursor(&self, transaction: &Transaction<'_>, cursor: u64, all_taken: bool) -> Result<(), StoreError> {
        self.plan.reach(Step::Cursor)?;
        if all_taken {
            self.advance(transaction, cursor)
        } else {
            Ok(())
        }
    }

    /// A log that is read from its beginning, and is more than one answer, is filled behind an index; what there is of it is
    /// known only by it.
    fn filling(&self, transaction: &Transaction<'_>, result: &PassResult) -> Result<(), StoreError> {
        let is_anew = result.after.is_some_and(|after| after < self.before) && !self.lowered;
        if self.stored.new_epoch {
            filling::begin(transaction, "due")
        } else if result.more && (is_anew || filling::is_due(transaction)?) {
            filling::begin(transaction, "index")
        } else {
            Ok(())
        }
    }

    fn advance(&self, transaction: &Transaction<'_>, cursor: u64) -> Result<(), StoreError> {
        if self.lowered {
            Ok(())
        } else {
            sync::set_cursor(transaction, cursor)
        }
    }
}
