//! A device of the year without a window: what is written, signed and decided on it, by the functions the client itself uses, sealed for
//! the way. A tablet holds the counsel's key and those of the cadres; a desk the office's.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDateTime};
use cunfa_core::entry::{CheckContext, Form, check, to_fields};
use cunfa_core::register::Registration;
use cunfa_core::{
    Act, ActId, Attachment, Body, DeviceId, Digest, Entry, EntryId, Person, PersonId, Standing, VillageCode,
};
use cunfa_document::{DocumentError, EntryDoc};
use cunfa_evidence::act::{ClockQuality, SignedAct, Statement, sign};
use cunfa_evidence::batch::Batch;
use cunfa_evidence::canonical;
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::keys::SigningKey;
use cunfa_protocol::wire::{Blob, Decision, WireBatch};
use cunfa_server::{Random, Server};

use super::clock_ms;
use crate::harness::Dice;
use crate::harness::enrolling::{self, Joining};
use crate::harness::messages::on_the_wire;

/// Somebody with a key on the device.
struct Signer {
    person: Person,
    key: SigningKey,
}

/// An enrolled device.
pub(super) struct Device {
    pub(super) id: DeviceId,
    pub(super) token: String,
    number: u32,
    key: SigningKey,
    signers: BTreeMap<PersonId, Signer>,
    /// The last act made here.
    previous: Option<ActId>,
    /// Entries of each village and year so far.
    numbers: BTreeMap<(VillageCode, i32), u32>,
    dice: Dice,
}

/// An entry as it was written, for whoever signs it.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) entry: EntryId,
    pub(super) village: VillageCode,
    pub(super) heads: Vec<Digest>,
    pub(super) content: Digest,
}

/// What goes up together of one entry.
#[derive(Debug, Default)]
pub(super) struct Parcel {
    pub(super) changes: Vec<Vec<u8>>,
    pub(super) acts: Vec<Vec<u8>>,
}

impl Device {
    /// Enrols a device for its first person.
    pub(super) fn enrol(
        server: &Server,
        random: &dyn Random,
        person: &Person,
        name: &str,
        (mut dice, now_ms): (Dice, i64),
    ) -> Result<Device, String> {
        let (key, own) = (enrolling::key(&mut dice)?, enrolling::key(&mut dice)?);
        let joining = Joining {
            person: person.id,
            device_name: name,
            device_key: &key,
            person_key: &own,
            known: None,
            now_ms,
        };
        let enrolled = enrolling::enrol(server, random, &joining)?;
        let signer = Signer {
            person: person.clone(),
            key: own,
        };
        Ok(Device {
            id: enrolled.device,
            token: enrolled.token.ok_or("enrolling: no token")?,
            number: enrolled.device_number,
            key,
            signers: BTreeMap::from([(person.id, signer)]),
            previous: None,
            numbers: BTreeMap::new(),
            dice,
        })
    }

    /// Enrols a further person on it by an invitation.
    pub(super) fn add(
        &mut self,
        server: &Server,
        random: &dyn Random,
        person: &Person,
        now_ms: i64,
    ) -> Result<(), String> {
        let own = enrolling::key(&mut self.dice)?;
        let joining = Joining {
            person: person.id,
            device_name: "",
            device_key: &self.key,
            person_key: &own,
            known: Some((self.id, self.token.as_str())),
            now_ms,
        };
        enrolling::enrol(server, random, &joining)?;
        self.keep(person, own);
        Ok(())
    }

    fn keep(&mut self, person: &Person, key: SigningKey) {
        let person = person.clone();
        self.signers.insert(person.id, Signer { person, key });
    }

    /// Makes a key for a cadre of the roster on the spot; gives the claim.
    pub(super) fn claim(&mut self, person: &Person, at: NaiveDateTime) -> Result<Vec<u8>, String> {
        let own = enrolling::key(&mut self.dice)?;
        let claim = cunfa_evidence::claim::Claim {
            public_key: own.public().to_vec(),
            person: person.id,
            device: self.id,
            made_at_ms: clock_ms(at),
        };
        let claim = claim.issue(&own, &self.key);
        self.keep(person, own);
        Ok(claim)
    }

    /// Everybody's enrolment here, as an office that looked at it confirms it; to be signed by [`Device::confirm`].
    pub(super) fn enrolled(&self, from_ms: i64) -> impl Iterator<Item = Certificate> + '_ {
        self.signers.values().map(move |signer| Certificate {
            public_key: signer.key.public().to_vec(),
            subject: Subject::Person {
                person: signer.person.clone(),
                device: self.id,
            },
            from_ms,
            from_sequence: 0,
            issuer: signer.key.id(),
            standing: Standing::Confirmed,
        })
    }

    /// Confirms an enrolment by the key of the office's person here.
    pub(super) fn confirm(&self, office: PersonId, enrolled: Certificate) -> Result<Decision, String> {
        let signer = self.signers.get(&office).ok_or("nobody with a key on the device")?;
        let certificate = Certificate {
            issuer: signer.key.id(),
            ..enrolled
        };
        Ok(Decision::Confirm(Blob(certificate.issue(&signer.key))))
    }

    /// Whether somebody has a key on it.
    pub(super) fn has(&self, person: PersonId) -> bool {
        self.signers.contains_key(&person)
    }

    /// Checks a form as the client does and makes the entry's document.
    pub(super) fn write(
        &mut self,
        entry: EntryId,
        form: &Form,
        counsel: &Person,
        attachments: &[Attachment],
        at: NaiveDateTime,
    ) -> Result<(Text, Entry, Vec<u8>), String> {
        let number = self.number_of(form);
        let context = CheckContext {
            entry,
            latest: at.date(),
            now: at,
            counsel: counsel.id,
            counsel_name: &counsel.name,
            number: &number,
            attachments,
            village_known: &|_| true,
        };
        let checked = check(form, &context).map_err(|failures| format!("an entry of the year: {failures:?}"))?;
        let made = EntryDoc::create(entry, &to_fields(&checked), self.dice.bytes());
        let (doc, change) = made.map_err(|error| format!("an entry of the year: {error}"))?;
        let text = Text {
            entry,
            village: checked.village.clone(),
            heads: doc.heads(),
            content: canonical::digest(entry, &checked),
        };
        Ok((text, checked, change))
    }

    fn number_of(&mut self, form: &Form) -> String {
        let year = form.date.map_or(0, |date| date.year());
        let Some(village) = form.village.clone() else {
            return String::new();
        };
        let last = self.numbers.entry((village, year)).or_default();
        *last += 1;
        format!("{:02}-{last:04}", self.number)
    }

    /// A change that another device of the counsel made to the text that was written first.
    pub(super) fn amend(&mut self, written: &Entry, entry: EntryId, genesis: &[u8]) -> Result<Vec<u8>, String> {
        let said = |error: DocumentError| format!("an entry of the year: {error}");
        let mut doc = EntryDoc::load(entry, [genesis]).map_err(said)?;
        let mut amended = written.clone();
        amended.result.push_str("（事后补充，演示）");
        let change = doc.edit(&to_fields(&amended), self.dice.bytes()).map_err(said)?;
        change.ok_or("an amendment that changes nothing".to_owned())
    }

    /// Signs an act of somebody on the device; gives its id and bytes.
    pub(super) fn act(
        &mut self,
        person: PersonId,
        text: &Text,
        body: Body,
        at: NaiveDateTime,
    ) -> Result<(ActId, Vec<u8>), String> {
        let previous = self.previous.map(|act| act.short());
        let signed = self.signed(person, text, body, (at, previous))?;
        self.previous = Some(signed.id());
        Ok((signed.id(), signed.bytes().to_vec()))
    }

    fn signed(
        &self,
        person: PersonId,
        text: &Text,
        body: Body,
        (at, previous): (NaiveDateTime, Option<[u8; 6]>),
    ) -> Result<SignedAct, String> {
        let signer = self.signers.get(&person).ok_or("nobody with a key on the device")?;
        let act = Act {
            id: ActId([0; 16]),
            entry: text.entry,
            heads: text.heads.clone(),
            body,
            person,
            key: signer.key.id(),
            role: signer.person.role,
            device: self.id,
            device_time_s: clock_ms(at).div_euclid(1_000),
        };
        let statement = Statement {
            act,
            clock: ClockQuality::Checked,
            root: None,
            previous,
        };
        Ok(sign(statement, text.content, &signer.key))
    }

    /// Signs what somebody on the device says of a record of the county's registers, and seals it; in no order with the other acts made here.
    pub(super) fn register(
        &self,
        person: PersonId,
        (record, seat): (EntryId, &VillageCode),
        said: Registration,
        at: NaiveDateTime,
    ) -> Result<(ActId, WireBatch), String> {
        let nothing = Text {
            entry: record,
            village: seat.clone(),
            heads: Vec::new(),
            content: canonical::no_text(),
        };
        let signed = self.signed(person, &nothing, Body::Registration(said), (at, None))?;
        let parcel = Parcel {
            changes: Vec::new(),
            acts: vec![signed.bytes().to_vec()],
        };
        Ok((signed.id(), self.seal(record, seat, parcel)?))
    }

    /// Bytes for an actor of a document, or for an id.
    pub(super) fn draw(&mut self) -> [u8; 16] {
        self.dice.bytes()
    }

    /// Seals what goes up of one entry or need.
    pub(super) fn seal(&self, entry: EntryId, village: &VillageCode, parcel: Parcel) -> Result<WireBatch, String> {
        let batch = Batch {
            village: village.clone(),
            entry,
            device: self.id,
            changes: parcel.changes,
            acts: parcel.acts,
        };
        let sealed = batch.seal(&self.key).map_err(|error| format!("sealing: {error}"))?;
        Ok(on_the_wire(&sealed))
    }
}
