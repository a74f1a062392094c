//! An enrolled device as the server sees it, light enough to have a thousand: keys, a token, a cursor, and what it writes.

use chrono::NaiveDate;
use cunfa_core::entry::{FieldMap, to_fields};
use cunfa_core::{DeviceId, Entry, EntryId, Kind, Mode, Person, PersonId, Role, ServiceTime, VillageCode};
use cunfa_document::EntryDoc;
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_evidence::keys::SigningKey;
use cunfa_protocol::wire::{BatchAnswer, SYNC_PATH, SyncRequest, VERSION};
use cunfa_server::{Server, SystemRandom};

use super::line::Line;
use crate::bench::field_device::form;
use crate::harness::Dice;
use crate::harness::enrolling::{self, Joining};
use crate::harness::messages::{Answered, Asked, on_the_wire};

/// The server's clock at enrolment.
const NOW_MS: i64 = 1_795_564_800_000;

/// A device of one counsel who serves one village.
pub struct Writer {
    id: DeviceId,
    token: String,
    key: SigningKey,
    person: Person,
    village: VillageCode,
    dice: Dice,
    epoch: u64,
    cursor: u64,
    directory: u64,
    written: u64,
    /// What it has sealed and not handed in.
    pub unsent: Vec<SealedBatch>,
    line: Line,
}

impl Writer {
    /// Registers a counsel and enrols a device for them, by the server's own answers.
    ///
    /// # Errors
    /// What failed.
    pub fn enrol(server: &Server, village: &VillageCode, number: u64) -> Result<Writer, String> {
        let mut dice = Dice::new(number ^ 0xB0A7_0000);
        let person = Person {
            id: PersonId(dice.bytes()),
            name: format!("测试{number}"),
            role: Role::Counsel,
            post: "律师".to_owned(),
            scope: vec![village.area()],
        };
        let said = |error: cunfa_server::db::DbError| format!("enrolling: {error}");
        server.db().add_person(&person, NOW_MS).map_err(said)?;
        let (key, person_key) = (enrolling::key(&mut dice)?, enrolling::key(&mut dice)?);
        let joining = Joining {
            person: person.id,
            device_name: &format!("bench {number}"),
            device_key: &key,
            person_key: &person_key,
            known: None,
            now_ms: NOW_MS,
        };
        let enrolled = enrolling::enrol(server, &SystemRandom, &joining)?;
        Ok(Writer {
            id: enrolled.device,
            token: enrolled.token.unwrap_or_default(),
            key,
            person,
            village: village.clone(),
            dice,
            epoch: enrolled.epoch,
            cursor: 0,
            directory: enrolled.directory.version,
            written: 0,
            unsent: Vec::new(),
            line: Line::to(0),
        })
    }

    /// From now on at this port.
    pub fn connect(&mut self, port: u16) {
        self.line = Line::to(port);
    }

    /// Writes an entry of so many changes and seals it as one batch.
    ///
    /// # Errors
    /// What failed.
    pub fn write(&mut self, changes: usize) -> Result<(), String> {
        let said = |error: &dyn std::fmt::Display| format!("writing an entry: {error}");
        self.written += 1;
        let entry = EntryId(self.dice.bytes());
        let mut fields = self.fields(0).ok_or("writing an entry: no form")?;
        let (mut doc, genesis) = EntryDoc::create(entry, &fields, self.dice.bytes()).map_err(|error| said(&error))?;
        let mut made = vec![genesis];
        while made.len() < changes {
            let later = self.fields(made.len() as u64).ok_or("writing an entry: no form")?;
            let key = if made.len() % 2 == 0 { "advice" } else { "matter" };
            fields.extend(later.get(key).map(|value| (key.to_owned(), value.clone())));
            let change = doc.edit(&fields, self.dice.bytes()).map_err(|error| said(&error))?;
            made.extend(change);
        }
        let batch = Batch {
            village: self.village.clone(),
            entry,
            device: self.id,
            changes: made,
            acts: Vec::new(),
        };
        self.unsent.push(batch.seal(&self.key).map_err(|error| said(&error))?);
        Ok(())
    }

    fn fields(&self, edit: u64) -> Option<FieldMap> {
        let seed = u64::from(u32::from_be_bytes(*self.id.0.first_chunk()?));
        let form = form(
            seed ^ self.written << 20 ^ edit << 40,
            NaiveDate::from_ymd_opt(2026, 11, 20)?,
        )?;
        Some(to_fields(&Entry {
            village: self.village.clone(),
            number: format!("01-{:04}", self.written),
            counsel: self.person.id,
            counsel_name: self.person.name.clone(),
            date: form.date?,
            time: ServiceTime::Interval {
                start: form.start?,
                end: form.end?,
            },
            mode: Mode::OnSite,
            kind: Kind::Consultation,
            persons: form.persons,
            matter: form.matter,
            advice: form.advice,
            result: form.result,
            result_class: None,
            lecture: None,
            mediation: None,
            details: Vec::new(),
            paid: None,
            major: None,
            corrects: None,
            follow_up: None,
            follows: None,
            answers: None,
            written_at: "2026-11-20T11:00".to_owned(),
            attachments: Vec::new(),
        }))
    }

    /// Hands in at most so many batches and takes what is there, until the server has answered. Gives how often it was told to
    /// come again.
    ///
    /// # Errors
    /// When the server refuses, or a batch is not answered as stored.
    pub async fn exchange(&mut self, most: usize) -> Result<u64, String> {
        let count = most.min(self.unsent.len());
        let sent: Vec<SealedBatch> = self.unsent.drain(..count).collect();
        let request = SyncRequest {
            want: Vec::new(),
            version: VERSION,
            epoch: self.epoch,
            cursor: self.cursor,
            directory: self.directory,
            claims: Vec::new(),
            decisions: Vec::new(),
            feedback: Vec::new(),
            root: None,
            unsent: 0,
            time: false,
            compare: false,
            pull_bytes_max: 256 * 1024,
        };
        let request = Asked {
            head: request,
            batches: sent.iter().map(on_the_wire).collect(),
        };
        let body = request.body()?;
        let mut again = 0;
        let response = loop {
            let got = self.line.post(SYNC_PATH, &self.token, &body).await?;
            match (got.status, got.again) {
                (200, _) => break Answered::read(&got.body)?.head,
                (_, Some(wait)) => {
                    again += 1;
                    tokio::time::sleep(wait).await;
                }
                (status, None) => return Err(format!("the server said {status}")),
            }
        };
        let is_stored = |answer: &&BatchAnswer| matches!(answer, BatchAnswer::Stored(_));
        let stored = response.answers.iter().filter(is_stored).count();
        if stored != sent.len() {
            return Err(format!("{stored} of {} batches were stored", sent.len()));
        }
        (self.epoch, self.cursor) = (response.epoch, response.cursor);
        self.directory = response.directory.map_or(self.directory, |directory| directory.version);
        Ok(again)
    }
}
