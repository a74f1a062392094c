//! A village of ten years in a real server's file, written, signed and reviewed on real devices: each entry with a submission,
//! a sign-off and a review.

use std::path::Path;
use std::time::Instant;

use chrono::{Datelike, NaiveDate};
use cunfa_core::{ActId, Decision, EntryId, Opinion};
use cunfa_evidence::pin::Cost;
use cunfa_protocol::command::{OpenSigning, Review, Sign};
use cunfa_protocol::view::SyncOutcome;

use crate::bench::field_device::{FieldDevice, form};
use crate::harness::forms::ink;
use crate::story::DEMO_PIN;
use crate::story::people::{PEOPLE, VILLAGE};
use crate::story::server::DemoServer;

/// Acts of each entry.
pub const ACTS: u64 = 3;
/// Years the entries are spread over, up to the current one.
const YEARS: i32 = 10;

/// The server, a counsel's tablet with a cadre, and the office.
pub struct County {
    /// Its server.
    pub server: DemoServer,
    tablet: FieldDevice,
    office: FieldDevice,
    written: u64,
    years: Option<(i32, i32)>,
}

impl County {
    /// Founds it. PINs cost next to nothing: the derivation has figures of its own.
    ///
    /// # Errors
    /// What failed.
    pub async fn found(server_program: &Path, folder: &Path) -> Result<County, String> {
        let mut server = DemoServer::create(server_program, &folder.join("server"))?;
        server.serve()?;
        let (tablet, office) = (
            FieldDevice::open(&folder.join("tablet"), Some(Cost::TEST))?,
            FieldDevice::open(&folder.join("office"), Some(Cost::TEST))?,
        );
        let [counsel, cadre, reviewer] = &PEOPLE;
        tablet.enrol_people(&server, &server.url(), &[counsel, cadre]).await?;
        office.enrol_people(&server, &server.url(), &[reviewer]).await?;
        Ok(County {
            server,
            tablet,
            office,
            written: 0,
            years: None,
        })
    }

    /// Lets the village grow to so many entries, all on the server afterwards. Gives what each signature took on the tablet,
    /// in ms: the whole command, from the PIN to the disk.
    ///
    /// # Errors
    /// What failed.
    pub async fn grow_to(&mut self, entries: u64) -> Result<Vec<f64>, String> {
        let (mut signed, mut took_ms) = (Vec::new(), Vec::new());
        while self.written < entries {
            let entry = self.write().await?;
            let sign_off = self.sign(entry, &mut took_ms).await?;
            signed.push((entry, sign_off));
        }
        sync(&self.tablet).await?;
        sync(&self.office).await?;
        for (entry, sign_off) in signed {
            let decision = Decision::Approve;
            let review = Review {
                entry,
                sign_off,
                decision,
            };
            self.office.ask(review).await?;
        }
        sync(&self.office).await?;
        Ok(took_ms)
    }

    /// The command that exports the whole village.
    ///
    /// # Errors
    /// When it has no entries yet.
    pub fn export(&self, out: &Path) -> Result<std::process::Command, String> {
        let (first, last) = self.years.ok_or("the village has no entries")?;
        let (first, last) = (first.to_string(), last.to_string());
        let words = ["export", "--village", VILLAGE, "--year", &first, "--to-year", &last];
        let mut command = self.server.command(&words);
        command.arg("--out").arg(out);
        Ok(command)
    }

    async fn write(&mut self) -> Result<EntryId, String> {
        let n = self.written;
        let draft = self.tablet.draft().await?;
        let mut form = form(n, draft.today).ok_or("making a form")?;
        form.date = day(n, draft.today);
        self.years = Some((draft.today.year() - YEARS + 1, draft.today.year()));
        self.written += 1;
        Ok(self.tablet.save_form(draft.draft, form).await?.row.entry)
    }

    /// Submitted and signed; gives the sign-off that waits for a review.
    async fn sign(&self, entry: EntryId, took_ms: &mut Vec<f64>) -> Result<ActId, String> {
        let shown = self.tablet.ask(OpenSigning { entry }).await?;
        let signer = shown.signers.first().ok_or("no cadre on the tablet")?;
        let sign = Sign {
            entry,
            content: shown.content,
            slot: signer.slot.slot,
            pin: DEMO_PIN.to_owned(),
            opinion: Opinion::True,
            remark: String::new(),
            ink: ink(self.written),
            confirmations: Vec::new(),
        };
        let began = Instant::now();
        let view = self.tablet.ask(sign).await?;
        took_ms.push(began.elapsed().as_secs_f64() * 1000.0);
        self.tablet.take_back().await?;
        let acts = view.acts.len() as u64 + 1;
        if acts != ACTS {
            return Err(format!("{acts} acts of an entry instead of {ACTS}"));
        }
        view.life.official.ok_or("nobody signed".to_owned())
    }
}

async fn sync(device: &FieldDevice) -> Result<(), String> {
    match device.app.sync_pass().await {
        SyncOutcome::Done => Ok(()),
        other => Err(format!("sync: {other:?}")),
    }
}

/// A day of one of the years, none in the future.
fn day(n: u64, today: NaiveDate) -> Option<NaiveDate> {
    let years = u64::try_from(YEARS).ok()?;
    let year = today.year() - i32::try_from(n % years).ok()?;
    let days = u64::from(today.ordinal().min(365));
    NaiveDate::from_yo_opt(year, u32::try_from(1 + n / years % days).ok()?)
}
