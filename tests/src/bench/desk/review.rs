//! Reviewing by keyboard in the real window: 100 ordinary entries one by one, then 100 together. Keys are pressed by the driver and counted by the
//! page; how soon the next entry is on the screen is taken by the page's own clock, from the key to the painted frame.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::Days;
use cunfa_core::Opinion;
use cunfa_core::entry::Form;
use cunfa_evidence::pin::Cost;
use cunfa_protocol::command::{DecideEnrolment, Enrolments, OpenSigning, SessionStatus, Sign, Unlock};
use cunfa_protocol::view::{EnrolmentDecision, SyncOutcome};

use crate::bench::field::visit;
use crate::bench::field_device::{FieldDevice, form};
use crate::bench::report::{Figure, percentile, show};
use crate::harness::forms::ink;
use crate::story::DEMO_PIN;
use crate::story::people::PEOPLE;
use crate::story::server::DemoServer;
use crate::story::window::{Opening, Window};

/// Entries that are decided one by one, and as many again together.
pub const ENTRIES: u64 = 100;
/// The window, in CSS pixels: a desk's.
const SIZE: (u32, u32) = (1440, 900);
/// The limits of the issue.
const PRESSES: f64 = 2.0;
const NEXT_MS: f64 = 50.0;
/// How long a page may take for one step.
const PATIENCE: Duration = Duration::from_secs(20);
/// Enter, Shift held, and no key held any more, as the driver has them.
/// A person looks at least so long at an entry.
const LOOK: Duration = Duration::from_millis(450);
const ENTER: &str = "\u{E007}";
const SHIFT: &str = "\u{E008}";
const LET_GO: &str = "\u{E000}";

/// Counts presses; after each `a` notes how long it takes until another number stands on the page and is painted.
const WATCH: &str = "const number = () => document.querySelector('.page-number span')?.textContent ?? ''; \
    const kept = { presses: 0, ms: [] }; window.cunfaReview = kept; \
    addEventListener('keydown', event => { if (event.key === 'Shift') return; kept.presses += 1; if (event.key !== 'a') return; \
    const began = performance.now(); const before = number(); \
    const look = () => number() !== '' && number() !== before \
        ? setTimeout(() => kept.ms.push(performance.now() - began), 0) : requestAnimationFrame(look); \
    requestAnimationFrame(look); }, true);";

/// Measures on one device with the three people of the story.
///
/// # Errors
/// What failed.
pub async fn measure(server_bin: &Path, app_bin: &Path, folder: &Path, entries: u64) -> Result<Vec<Figure>, String> {
    let mut server = DemoServer::create(server_bin, &folder.join("review-server"))?;
    server.serve()?;
    let data = folder.join("review-device");
    fill(&server, &data, 2 * entries).await?;
    let window = Window::open(Opening {
        program: app_bin.to_owned(),
        data,
        size: SIZE,
        shots: folder.to_owned(),
        log: None,
    })
    .await?;
    visit::unlock(&window, visit::OFFICE).await?;
    window.find("desk-row").await?;
    window.expect("desk-waiting-count", &(2 * entries).to_string()).await?;
    window.script(WATCH).await?;
    let mut figures = one_by_one(&window, entries).await?;
    figures.push(together(&window, entries).await?);
    window.close().await;
    Ok(figures)
}

/// Ordinary entries, signed by a confirmed cadre, all of them on the server.
async fn fill(server: &DemoServer, data: &Path, entries: u64) -> Result<(), String> {
    let device = FieldDevice::open(data, Some(Cost::TEST))?;
    let [counsel, cadre, office] = &PEOPLE;
    device
        .enrol_people(server, &server.url(), &[counsel, cadre, office])
        .await?;
    println!("writing and signing {entries} entries");
    for n in 0..entries {
        let draft = device.draft().await?;
        let yesterday = draft.today.checked_sub_days(Days::new(1));
        let form = Form {
            date: yesterday,
            ..form(n, draft.today).ok_or("making a form")?
        };
        let entry = device.save_form(draft.draft, form).await?.row.entry;
        let shown = device.ask(OpenSigning { entry }).await?;
        let signer = shown.signers.first().ok_or("no cadre on the device")?;
        let sign = Sign {
            entry,
            content: shown.content,
            slot: signer.slot.slot,
            pin: DEMO_PIN.to_owned(),
            opinion: Opinion::True,
            remark: String::new(),
            ink: ink(n + 1),
            confirmations: Vec::new(),
        };
        device.ask(sign).await?;
        device.take_back().await?;
    }
    sync(&device).await?;
    confirm_all(&device).await?;
    sync(&device).await
}

/// The office confirms everybody, so that nobody's signature needs an eye.
async fn confirm_all(device: &FieldDevice) -> Result<(), String> {
    let session = device.ask(SessionStatus {}).await?;
    let slot = session.slots.get(visit::OFFICE).ok_or("no office on the device")?.slot;
    let pin = DEMO_PIN.to_owned();
    device.ask(Unlock { slot, pin }).await?;
    for one in device.ask(Enrolments {}).await?.waiting {
        let decide = DecideEnrolment {
            key: one.key,
            decision: EnrolmentDecision::Confirm,
            pin: DEMO_PIN.to_owned(),
        };
        device.ask(decide).await?;
    }
    Ok(())
}

async fn sync(device: &FieldDevice) -> Result<(), String> {
    match device.app.sync_pass().await {
        SyncOutcome::Done => Ok(()),
        other => Err(format!("sync: {other:?}")),
    }
}

/// Presses a key where the focus is. A page that is being drawn anew loses its focus for a moment: then once more.
async fn press(window: &Window, key: &str) -> Result<(), String> {
    let until = Instant::now() + PATIENCE;
    loop {
        match window.keys(key).await {
            Ok(()) => return Ok(()),
            Err(error) if Instant::now() > until => return Err(error),
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

/// A number that the page has for us.
async fn number(window: &Window, of: &str) -> Result<f64, String> {
    let value = window.script(&format!("return {of}")).await?;
    value.as_f64().ok_or(format!("{of} is {value}"))
}

/// Waits until the page's number is what it should be.
async fn until(window: &Window, of: &str, wanted: f64) -> Result<(), String> {
    let end = Instant::now() + PATIENCE;
    loop {
        let is = number(window, of).await?;
        if is >= wanted {
            return Ok(());
        }
        if Instant::now() > end {
            return Err(format!("{of} is {is}, not {wanted}"));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[expect(clippy::cast_precision_loss, reason = "a small count")]
fn real(count: u64) -> f64 {
    count as f64
}

async fn one_by_one(window: &Window, entries: u64) -> Result<Vec<Figure>, String> {
    press(window, "j").await?;
    press(window, ENTER).await?;
    window.find("desk-approve").await?;
    window.drawn().await?;
    for n in 1..=entries {
        // A second decision sooner than this is taken for one press too many.
        tokio::time::sleep(LOOK).await;
        press(window, "a").await?;
        // There are more behind them: after each decision another one comes.
        until(window, "window.cunfaReview.ms.length", real(n)).await?;
        window.find("desk-approve").await?;
        window.drawn().await?;
    }
    window.expect("desk-waiting-count", &entries.to_string()).await?;
    let pressed = number(window, "window.cunfaReview.presses").await?;
    let ms = window.script("return window.cunfaReview.ms").await?;
    let mut ms: Vec<f64> = serde_json::from_value(ms).map_err(|error| format!("reading times: {error}"))?;
    let name = format!("key presses for each of {entries} entries, one by one");
    let presses = Figure::lower(&name, pressed / real(entries), "presses", Some(PRESSES));
    let (p50, p95) = (percentile(&mut ms, 50.0), percentile(&mut ms, 95.0));
    let next = "decision to the next entry on the screen: p95";
    let next = Figure::lower(next, p95, "ms", Some(NEXT_MS)).beside("p50", p50);
    show(&presses);
    show(&next);
    Ok(vec![presses, next])
}

async fn together(window: &Window, entries: u64) -> Result<Figure, String> {
    let before = number(window, "window.cunfaReview.presses").await?;
    for n in 1..entries {
        press(window, &format!("{SHIFT}j{LET_GO}")).await?;
        let boxes = "document.querySelectorAll('[data-test=\"desk-check\"]:checked').length";
        until(window, boxes, real(n + 1)).await?;
    }
    press(window, "a").await?;
    window.find("together-confirm").await?;
    let listed = number(
        window,
        "document.querySelectorAll('[data-test=\"together-row\"]').length",
    )
    .await?;
    if (listed - real(entries)).abs() > f64::EPSILON {
        return Err(format!("{listed} ordinary entries of {entries}"));
    }
    let began = Instant::now();
    press(window, ENTER).await?;
    window.gone("together-confirm").await?;
    let took = began.elapsed().as_secs_f64();
    window.expect("desk-waiting-count", "0").await?;
    let pressed = number(window, "window.cunfaReview.presses").await? - before;
    let name = format!("key presses for each of {entries} entries, together");
    let figure = Figure::lower(&name, pressed / real(entries), "presses", Some(PRESSES));
    let figure = figure.beside("s from Enter to the end", took);
    show(&figure);
    Ok(figure)
}
