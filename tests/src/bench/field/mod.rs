//! The figures of the field app: saving and finding through the app's own door, and what a person does in the real window. All on one
//! device, which is filled for the window first and then for finding.
//!
//! Rows: `save`, `start`, `taps`, `frames`, `finding`; and `memory`, which takes an hour and is measured only when it is named.

mod fill;
mod finding;
mod frames;
mod memory;
mod taps;
pub(super) mod visit;
mod words;

use std::path::{Path, PathBuf};

use cunfa_client::{Clock as _, SystemClock};
use cunfa_core::entry::Form;
use cunfa_protocol::view::SyncOutcome;

use super::field_device::{FieldDevice, form};
use super::report::Figure;
use super::{save, window_start};
use crate::story::people::PEOPLE;
use crate::story::server::DemoServer;
use crate::story::window::{Opening, Window};
use fill::Filling;

/// Entries among which something is found.
pub const ENTRIES: u64 = 50_000;
/// Entries on the device whose window is opened.
pub const LISTED: u64 = 20_000;
/// Minutes of use for the figure of memory.
pub const MINUTES: u64 = 60;
/// Entries of today that a cadre could sign.
const OF_TODAY: u64 = 3;
/// The window, in CSS pixels: a tablet's.
const SIZE: (u32, u32) = (1280, 860);

/// What is measured, and with what.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The rows that are asked for; none for all but `memory`.
    pub rows: Vec<String>,
    /// Entries among which something is found.
    pub entries: u64,
    /// Entries on the device whose window is opened.
    pub listed: u64,
    /// Minutes of use.
    pub minutes: u64,
    /// The app, and an empty window.
    pub programs: Option<(PathBuf, PathBuf)>,
    /// For everything that is made.
    pub folder: PathBuf,
}

impl Plan {
    fn wants(&self, row: &str) -> bool {
        if self.rows.is_empty() {
            row != "memory"
        } else {
            self.rows.iter().any(|asked| asked == row)
        }
    }

    fn opening(&self, program: &Path, data: &Path) -> Opening {
        Opening {
            program: program.to_owned(),
            data: data.to_owned(),
            size: SIZE,
            shots: self.folder.clone(),
            log: None,
        }
    }
}

/// Measures.
///
/// # Errors
/// What failed.
pub async fn measure(server: &DemoServer, plan: &Plan) -> Result<Vec<Figure>, String> {
    let data = plan.folder.join("device");
    let url = format!("http://127.0.0.1:{}", server.port());
    let device = FieldDevice::open(&data, None)?;
    let [counsel, cadre, office] = &PEOPLE;
    device.enrol_people(server, &url, &[counsel, cadre, office]).await?;
    let mut figures = Vec::new();
    if plan.wants("save") {
        figures.extend(save::measure(&device, &plan.folder).await?);
    }
    let mut filling = Filling::begin()?;
    let mut device = Some(device);
    if ["start", "taps", "frames", "memory"].iter().any(|row| plan.wants(row)) {
        let device = device.take().ok_or("no device")?;
        filling.up_to(&device, plan.listed).await?;
        for n in 0..OF_TODAY {
            device.save_form(device.draft().await?.draft, of_today(n)?).await?;
        }
        // What a device holds is on the server, but for the last days.
        println!("handing them in");
        match device.app.sync_pass().await {
            SyncOutcome::Done => drop(device),
            other => return Err(format!("sync: {other:?}")),
        }
        figures.extend(in_the_window(plan, &data).await?);
    }
    if plan.wants("finding") {
        let device = match device {
            Some(device) => device,
            None => FieldDevice::open(&data, None)?,
        };
        device.take_back().await?;
        filling.up_to(&device, plan.entries).await?;
        figures.extend(finding::measure(&device, plan.entries, &filling.words).await?);
    }
    Ok(figures)
}

/// The n-th entry of today in the village of the cadre: the village of the last visit.
fn of_today(n: u64) -> Result<Form, String> {
    let today = SystemClock.local().date();
    Ok(Form {
        date: Some(today),
        ..form(n, today).ok_or("making a form")?
    })
}

async fn in_the_window(plan: &Plan, data: &Path) -> Result<Vec<Figure>, String> {
    let (app, empty) = plan
        .programs
        .as_ref()
        .ok_or("--app-bin and --empty-app-bin are missing")?;
    let mut figures = Vec::new();
    if plan.wants("start") {
        figures.extend(window_start::measure(app, empty, data, &plan.folder, plan.listed).await?);
    }
    if plan.wants("taps") || plan.wants("frames") {
        let window = Window::open(plan.opening(app, data)).await?;
        visit::unlock(&window, visit::COUNSEL).await?;
        if plan.wants("taps") {
            figures.extend(taps::measure(&window).await?);
        }
        if plan.wants("frames") {
            figures.extend(frames::measure(&window, plan.listed).await?);
        }
        window.close().await;
    }
    if plan.wants("memory") {
        let window = Window::open(plan.opening(app, data)).await?;
        visit::unlock(&window, visit::COUNSEL).await?;
        figures.extend(memory::measure(&window, plan.minutes).await?);
        window.close().await;
    }
    Ok(figures)
}
