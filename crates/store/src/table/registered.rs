//! The county's registers as its log holds them, as far as somebody here may read them: acts, each verified before it is kept.

use cunfa_core::{ActId, BatchId, Body, VillageCode};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::canonical;
use cunfa_evidence::chain::Place;
use cunfa_evidence::receipt::Receipt;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{device, registrations};
use crate::state::Verifier;
use crate::{Device, ParkedReason, Store, StoreError};

/// How far the registers here reach.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RegistersPlace {
    /// The log's epoch.
    pub epoch: u64,
    /// The sequence up to which every registration is among them that somebody here may read.
    pub up_to: u64,
    /// For whom they were asked, as whoever asks writes it; for others they come anew.
    pub readers: String,
    /// When they came last whole, device clock, ms since 1970; 0 while they never did.
    pub at_ms: i64,
}

/// One registration of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredAct {
    /// Its place.
    pub sequence: u64,
    /// When the server received it, ms since 1970.
    pub received_ms: i64,
    /// The signed act, as transmitted.
    pub bytes: Vec<u8>,
}

/// What the server said of a registration made here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistrationAnswer {
    /// Stored, with the receipt's bytes; counts only when it verifies.
    Stored(Vec<u8>),
    /// Not taken.
    Refused(ParkedReason),
}

/// An answer about registers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RegistersNews {
    /// What was said of batches of this device.
    pub answers: Vec<(BatchId, RegistrationAnswer)>,
    /// What came, in sequence.
    pub acts: Vec<RegisteredAct>,
    /// How far it reaches, when all of it is kept.
    pub place: RegistersPlace,
    /// What was here before goes.
    pub anew: bool,
    /// Nothing more waits behind it: what is here is all there is.
    pub whole: bool,
}

/// What keeping it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeptRegisters {
    /// Whether anything is different now.
    pub changed: bool,
    /// Receipts that do not verify; they count as not given.
    pub unverified: usize,
    /// An act that does not verify, or that this program cannot read: it and what follows it were left out, and are asked for again.
    pub stopped: bool,
}

/// What the registers here were read from: while it is the same, so are they.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistersStamp([Option<i64>; 5]);

impl Store {
    /// How far they reach; `None` while none came.
    ///
    /// # Errors
    /// As every read.
    pub fn registers_place(&self) -> Result<Option<RegistersPlace>, StoreError> {
        let sql = "SELECT epoch, up_to, readers, at_ms FROM registers_place";
        let mut statement = self.connection.prepare_cached(sql)?;
        let place = statement.query_row([], |row| {
            let (epoch, up_to): (i64, i64) = (row.get(0)?, row.get(1)?);
            Ok(RegistersPlace {
                epoch: epoch.cast_unsigned(),
                up_to: up_to.cast_unsigned(),
                readers: row.get(2)?,
                at_ms: row.get(3)?,
            })
        });
        Ok(place.optional()?)
    }

    /// The sequence up to which the log told, in this epoch, that there are registrations; 0 when it told of none.
    ///
    /// # Errors
    /// As every read.
    pub fn registers_due(&self, epoch: u64) -> Result<u64, StoreError> {
        let sql = "SELECT sequence FROM registers_due WHERE epoch = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let due: Option<i64> = statement
            .query_row([epoch.cast_signed()], |row| row.get(0))
            .optional()?;
        Ok(due.map_or(0, i64::cast_unsigned))
    }

    /// Keeps an answer, in one transaction. An act is kept when its signature and its signer's right hold by what is known here of the
    /// signer's key; keeping stops before the first of which they do not.
    ///
    /// # Errors
    /// As every write; nothing of it is kept then.
    pub fn keep_registers(&mut self, news: &RegistersNews) -> Result<KeptRegisters, StoreError> {
        self.write(|transaction, _| {
            let device = device::needed(transaction)?;
            let mut kept = KeptRegisters::default();
            all_answered(transaction, &device, news.place.epoch, &news.answers, &mut kept)?;
            if news.anew {
                kept.changed |= transaction.execute("DELETE FROM registered", [])? > 0;
            }
            let up_to = take(transaction, &device, news, &mut kept)?;
            // Of a piece nobody is told that the registers are here as of now.
            let sql = "INSERT INTO registers_place (one, epoch, up_to, readers, at_ms)
                       VALUES (1, ?1, ?2, ?3, CASE WHEN ?5 THEN ?4 ELSE 0 END)
                       ON CONFLICT (one) DO UPDATE SET
                           epoch = excluded.epoch, up_to = excluded.up_to, readers = excluded.readers,
                           at_ms = CASE WHEN ?5 THEN excluded.at_ms WHEN ?6 THEN 0 ELSE at_ms END";
            let place = &news.place;
            transaction.prepare_cached(sql)?.execute((
                place.epoch.cast_signed(),
                up_to.cast_signed(),
                &place.readers,
                place.at_ms,
                news.whole && !kept.stopped,
                news.anew,
            ))?;
            Ok(kept)
        })
    }

    /// Keeps what a log of this epoch said of registrations made here, and nothing else of its answer, in one transaction.
    ///
    /// # Errors
    /// As every write; nothing of it is kept then.
    pub fn answer_registrations(
        &mut self,
        epoch: u64,
        answers: &[(BatchId, RegistrationAnswer)],
    ) -> Result<KeptRegisters, StoreError> {
        self.write(|transaction, _| {
            let device = device::needed(transaction)?;
            let mut kept = KeptRegisters::default();
            all_answered(transaction, &device, epoch, answers, &mut kept)?;
            Ok(kept)
        })
    }

    /// Every registration here, in sequence.
    ///
    /// # Errors
    /// As every read.
    pub fn registered(&self) -> Result<Vec<RegisteredAct>, StoreError> {
        let sql = "SELECT sequence, received_ms, bytes FROM registered ORDER BY sequence";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
    }

    /// Another one whenever registers came, or something was said of them here.
    ///
    /// # Errors
    /// As every read.
    pub fn registers_stamp(&self) -> Result<RegistersStamp, StoreError> {
        let sql = "SELECT (SELECT epoch FROM registers_place), (SELECT up_to FROM registers_place),
                          (SELECT at_ms FROM registers_place), (SELECT max(position) FROM registrations),
                          (SELECT count(*) FROM registrations WHERE state = 'waiting')";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([], |row| {
            Ok(RegistersStamp([
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ]))
        })?)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<RegisteredAct> {
    let sequence: i64 = row.get(0)?;
    Ok(RegisteredAct {
        sequence: sequence.cast_unsigned(),
        received_ms: row.get(1)?,
        bytes: row.get(2)?,
    })
}

fn all_answered(
    connection: &Connection,
    device: &Device,
    epoch: u64,
    answers: &[(BatchId, RegistrationAnswer)],
    kept: &mut KeptRegisters,
) -> Result<(), StoreError> {
    for (batch, answer) in answers {
        answered(connection, device, epoch, (*batch, answer), kept)?;
    }
    Ok(())
}

fn answered(
    connection: &Connection,
    device: &Device,
    epoch: u64,
    (batch, answer): (BatchId, &RegistrationAnswer),
    kept: &mut KeptRegisters,
) -> Result<(), StoreError> {
    match answer {
        RegistrationAnswer::Stored(bytes) => {
            let receipt = Receipt::read(bytes, &device.county_key).ok();
            let ours =
                |receipt: &Receipt| receipt.batch == batch && receipt.shard == device.shard && receipt.epoch == epoch;
            if receipt.as_ref().is_some_and(ours) {
                kept.changed |= registrations::stands(connection, batch, bytes)?;
            } else {
                kept.unverified += 1;
            }
        }
        RegistrationAnswer::Refused(reason) => kept.changed |= registrations::refused(connection, batch, *reason)?,
    }
    Ok(())
}

/// Keeps the acts up to the first that does not hold; gives how far what is here reaches then.
fn take(
    connection: &Connection,
    device: &Device,
    news: &RegistersNews,
    kept: &mut KeptRegisters,
) -> Result<u64, StoreError> {
    let verifier = Verifier::new(connection)?;
    let sql = "INSERT OR REPLACE INTO registered (sequence, act, received_ms, bytes) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = connection.prepare_cached(sql)?;
    for act in &news.acts {
        let Some(id) = holds(&verifier, device, act)? else {
            kept.stopped = true;
            return Ok(act.sequence.saturating_sub(1));
        };
        insert.execute((act.sequence.cast_signed(), id.as_bytes(), act.received_ms, &act.bytes))?;
        kept.changed = true;
    }
    Ok(news.place.up_to)
}

/// The act's id, when it reads, is a registration, and its signature and its signer's right hold at its place.
fn holds(verifier: &Verifier<'_>, device: &Device, act: &RegisteredAct) -> Result<Option<ActId>, StoreError> {
    let Ok(signed) = SignedAct::read(&act.bytes) else {
        return Ok(None);
    };
    let Body::Registration(registration) = &signed.statement().act.body else {
        return Ok(None);
    };
    let seat = VillageCode::seat(&device.shard);
    let Some(village) = seat.and_then(|seat| registration.place(&seat)) else {
        return Ok(None);
    };
    let place = Place::Sequence(act.sequence);
    let holds = verifier.holds(&signed, canonical::no_text(), &village, place)?;
    Ok(holds.then(|| signed.id()))
}

/// The log told that there is a registration at this place.
pub(crate) fn due(connection: &Connection, epoch: u64, sequence: u64) -> Result<(), StoreError> {
    let sql = "INSERT INTO registers_due (one, epoch, sequence) VALUES (1, ?1, ?2)
               ON CONFLICT (one) DO UPDATE SET
                   sequence = CASE WHEN epoch = excluded.epoch THEN max(sequence, excluded.sequence)
                                   ELSE excluded.sequence END,
                   epoch = excluded.epoch";
    connection
        .prepare_cached(sql)?
        .execute((epoch.cast_signed(), sequence.cast_signed()))?;
    Ok(())
}
