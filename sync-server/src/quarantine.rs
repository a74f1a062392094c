//! What revoked devices delivered: looked at by the same judge as a push, as if no key on the device had been revoked; taken or
//! left by a signed ruling. The ruling that takes a batch stands beside it in the log.

use cunfa_core::{BatchId, KeyId, VillageCode};
use cunfa_evidence::batch::Batch;
use cunfa_evidence::chain::{Holder, Place};
use cunfa_evidence::ruling::{Ruling, Verdict, is_reason, may_rule};
use cunfa_protocol::view::{RulingFault, WouldStand};

use crate::answer::append;
use crate::chain::Keys;
use crate::db::{Appended, Asker, DbError, DbResult, Device, Quarantined, Who};
use crate::server::{Server, Trouble};
use crate::verify::{self, Judge, Says};

/// Batches that are read together.
const PAGE: u32 = 64;

/// A batch in quarantine, looked at.
#[derive(Debug, Clone)]
pub(crate) struct Looked {
    /// As it lies there.
    pub(crate) item: Quarantined,
    /// Opened; `None` when it does not open.
    pub(crate) batch: Option<Batch>,
    /// What the entry or need would say with it; `None` when that cannot be read.
    pub(crate) content: Option<Says>,
    /// What the server would say to it.
    pub(crate) would: WouldStand,
}

/// Why a ruling is not carried out.
pub(crate) enum NotDone {
    Fault(RulingFault),
    Trouble(Trouble),
}

impl From<RulingFault> for NotDone {
    fn from(fault: RulingFault) -> NotDone {
        NotDone::Fault(fault)
    }
}

impl<T: Into<Trouble>> From<T> for NotDone {
    fn from(trouble: T) -> NotDone {
        NotDone::Trouble(trouble.into())
    }
}

impl Server {
    /// What a device delivered, looked at in the order it came; without `all` only what nobody ruled over. `see` gets one after the
    /// other until it says no.
    ///
    /// # Errors
    /// The database's.
    pub(crate) fn look(&self, device: &Device, all: bool, mut see: impl FnMut(Looked) -> bool) -> DbResult<()> {
        // Nothing of what is judged here is appended, so no time is needed.
        let asker = self.asker_of(device)?;
        let mut judge = Judge::by(self.db(), &asker, 0).lifted();
        let mut after = 0;
        loop {
            let page = self.db().quarantined_of(device.id, all, after, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.place;
            for item in page {
                if !see(look(&mut judge, item)?) {
                    return Ok(());
                }
            }
        }
    }

    /// Carries a ruling out. Said again, it is answered again.
    pub(crate) fn rule(&self, bytes: &[u8], by: By<'_>, now_ms: i64) -> Result<(), NotDone> {
        let ruling = by.read(bytes).ok_or(RulingFault::Damaged)?;
        let item = self.db().quarantined_one(ruling.batch)?.ok_or(RulingFault::NotHere)?;
        let device = self.db().device(item.device)?.ok_or(DbError::NoSuch("device"))?;
        if !by.may(village(&item).as_ref()) {
            return Err(RulingFault::NotHere.into());
        }
        match (ruling.verdict, item.in_log) {
            (Verdict::Taken, true) => Ok(()),
            (Verdict::Left, true) => Err(RulingFault::DecidedOtherwise.into()),
            (Verdict::Left, false) if self.db().leave(item.id, bytes)? => Ok(()),
            (Verdict::Left, false) => Err(RulingFault::DecidedOtherwise.into()),
            (Verdict::Taken, false) => self.take(&device, item, bytes, now_ms),
        }
    }

    fn take(&self, device: &Device, item: Quarantined, ruling: &[u8], now_ms: i64) -> Result<(), NotDone> {
        let _expected = self.db().expect(&device.county);
        let asker = self.asker_of(device)?;
        let mut judge = Judge::by(self.db(), &asker, now_ms).lifted();
        let batch = match judge.judge(item.id, item.sealed)? {
            verify::Verdict::Known(_) => return Ok(()),
            verify::Verdict::Refuse(reason) => return Err(RulingFault::Refused(reason).into()),
            verify::Verdict::Later => return Err(RulingFault::Later.into()),
            verify::Verdict::Accept(mut batch) => {
                batch.ruling = Some(ruling.to_vec());
                batch
            }
        };
        match append(self, device, &[*batch], now_ms)?.first() {
            Some(Appended::Stored(_)) => Ok(()),
            Some(Appended::OtherVillage | Appended::Overtaken) | None => Err(RulingFault::Later.into()),
        }
    }

    fn asker_of(&self, device: &Device) -> DbResult<Asker> {
        let asker = self.db().asker(Who::Device(device.id))?;
        asker.ok_or(DbError::NoSuch("device"))
    }

    /// Takes or leaves a batch by the county's own word.
    pub(crate) fn rule_as_county(
        &self,
        batch: BatchId,
        verdict: Verdict,
        reason: &str,
        now_ms: i64,
    ) -> Result<(), NotDone> {
        let ruling = Ruling {
            issuer: self.key.id(),
            batch,
            verdict,
            reason: reason.to_owned(),
            at_ms: now_ms,
        };
        let by = By::County {
            key: self.key.id(),
            public_key: self.key.public(),
        };
        self.rule(&ruling.issue(&self.key), by, now_ms)
    }

    /// Whose word a ruling is: the name, or none for the county's own; and why.
    pub(crate) fn said(&self, ruling: &[u8]) -> DbResult<Option<(Option<String>, Ruling)>> {
        let Ok(ruling) = Ruling::claimed(ruling) else {
            return Ok(None);
        };
        let mut keys = Keys::new(self.db());
        let holder = keys.holder(ruling.issuer)?;
        let name = holder.and_then(|holder| Some(holder.subject.person()?.name.clone()));
        Ok(Some((name, ruling)))
    }
}

/// The village a batch says it is of; `None` when it does not open.
fn village(item: &Quarantined) -> Option<VillageCode> {
    item.sealed.open().ok().map(|batch| batch.village)
}

fn look(judge: &mut Judge<'_>, item: Quarantined) -> DbResult<Looked> {
    let would = match judge.judge(item.id, item.sealed.clone())? {
        verify::Verdict::Known(_) | verify::Verdict::Accept(_) => WouldStand::Yes,
        verify::Verdict::Later => WouldStand::Later,
        verify::Verdict::Refuse(reason) => WouldStand::No(reason),
    };
    let batch = item.sealed.open().ok();
    let content = match &batch {
        Some(batch) => judge.content_with(batch)?,
        None => None,
    };
    Ok(Looked {
        item,
        batch,
        content,
        would,
    })
}

/// Who rules.
#[derive(Clone, Copy)]
pub(crate) enum By<'a> {
    /// The county, by its key.
    County { key: KeyId, public_key: &'a [u8] },
    /// A person of an office, by the key they asked with.
    Office { key: KeyId, holder: &'a Holder },
}

impl By<'_> {
    fn read(self, bytes: &[u8]) -> Option<Ruling> {
        let (key, public_key) = match self {
            By::County { key, public_key } => (key, public_key),
            By::Office { key, holder } => (key, holder.public_key.as_slice()),
        };
        let ruling = Ruling::read(bytes, public_key).ok()?;
        (ruling.issuer == key && is_reason(&ruling.reason)).then_some(ruling)
    }

    fn may(self, village: Option<&VillageCode>) -> bool {
        match self {
            By::County { .. } => true,
            By::Office { holder, .. } => village.is_some_and(|village| may_rule(holder, village, Place::NotYet)),
        }
    }
}
