//! Memory after long use: a day's work in the real window, again and again, and what the program and its web view hold meanwhile.
//!
//! After each round, at the same screen, the resident memory of the program and of every process it started is added up. The middle of
//! what is held in the last sixth of the time is compared with the middle of the second sixth: the first one is warming up.

use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;

use super::visit::{COUNSEL, Finger, OFFICE, lock, unlock};
use crate::bench::report::{Figure, percentile, show};
use crate::story::window::Window;

/// Between two lines about how far it is.
const SAY_EVERY: Duration = Duration::from_secs(60);
/// What is compared.
const SECOND_SIXTH: Range<f64> = 1.0 / 6.0..2.0 / 6.0;
const LAST_SIXTH: Range<f64> = 5.0 / 6.0..f64::INFINITY;
/// What is looked for.
const SOUGHT: [&str; 6] = ["边界", "合同", "赔偿", "登记", "调解", "土地"];
/// Scrolls down for two seconds and up again.
const SCROLL: &str = "const [ms, done] = arguments; const began = performance.now(); \
    const step = now => { window.scrollBy(0, now - began < ms / 2 ? 80 : -60); \
    if (now - began < ms) requestAnimationFrame(step); else done(true); }; requestAnimationFrame(step);";

/// What the interface itself holds: the bytes of its module's memory, and how many things of the page it holds, of them nodes that stand on
/// the page no more.
const HELD: &str = "const [, done] = arguments; import(new URL('./cunfa-ui.js', document.baseURI)).then(({ initSync }) => { \
    const { memory, __wbindgen_externrefs: table } = initSync(); let things = 0, gone = 0; \
    for (let at = 0; at < table.length; at += 1) { const thing = table.get(at); if (thing == null) continue; \
    things += 1; if (thing instanceof Node && !thing.isConnected) gone += 1; } \
    done([memory.buffer.byteLength, things, gone]); }, error => done(String(error)));";

/// One round of a day's work, ending at the counsel's home.
async fn work(window: &Window, round: u32) -> Result<(), String> {
    let mut finger = Finger::new(window);
    finger.consultation().await?;
    finger.until_the_pad().await?;
    window.draw("ink-pad", round).await?;
    finger.after_the_pad().await?;
    finger.hand_back().await?;
    window.tap("nav-volume").await?;
    window.find("row").await?;
    window.long_script(SCROLL, json!(4_000)).await?;
    let sought = SOUGHT.get(round as usize % SOUGHT.len()).copied().unwrap_or("边界");
    window.fill("search", sought).await?;
    window.settle().await;
    window.fill("search", "").await?;
    window.find("row").await?;
    window.tap("nav-sync").await?;
    window.tap("sync-now").await?;
    window.find("sync-empty").await?;
    lock(window).await?;
    unlock(window, OFFICE).await?;
    window.tap("nav-home").await?;
    window.tap("[data-test=\"desk-row\"]").await?;
    window.find("ledger-page").await?;
    window.tap("desk-approve").await?;
    window.settle().await;
    lock(window).await?;
    unlock(window, COUNSEL).await?;
    window.tap("nav-home").await?;
    window.find("new-entry").await.map(|_| ())
}

/// MiB that the program of this data folder and everything it started hold.
fn resident_mib(data: &Path) -> Result<f64, String> {
    let wanted = format!("CUNFA_DATA_DIR={}", data.display());
    let processes = std::fs::read_dir("/proc").map_err(|error| format!("reading /proc: {error}"))?;
    let mut kib = 0.0;
    for process in processes.flatten() {
        let environment = std::fs::read(process.path().join("environ")).unwrap_or_default();
        let ours = environment
            .split(|byte| *byte == 0)
            .any(|word| word == wanted.as_bytes());
        let name = std::fs::read_to_string(process.path().join("comm")).unwrap_or_default();
        if ours && name.trim() != "WebKitWebDriver" {
            kib += resident_kib(&process.path()).unwrap_or(0.0);
        }
    }
    if kib > 0.0 {
        Ok(kib / 1024.0)
    } else {
        Err("the memory of the program cannot be read".to_owned())
    }
}

fn resident_kib(process: &Path) -> Option<f64> {
    let status = std::fs::read_to_string(process.join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// What the interface holds, at the counsel's home.
struct Held {
    module_mib: f64,
    things: f64,
    gone: f64,
}

async fn held(window: &Window) -> Result<Held, String> {
    let answer = window.long_script(HELD, json!(null)).await?;
    let [bytes, things, gone]: [f64; 3] =
        serde_json::from_value(answer).map_err(|error| format!("reading what the interface holds: {error}"))?;
    Ok(Held {
        module_mib: bytes / 1024.0 / 1024.0,
        things,
        gone,
    })
}

/// The middle of what was held in a part of the time; the whole is 1.
fn middle(samples: &[(f64, f64)], within: &Range<f64>) -> f64 {
    let samples = samples.iter().filter(|(part, _)| within.contains(part));
    percentile(&mut samples.map(|(_, mib)| *mib).collect::<Vec<_>>(), 50.0)
}

/// Measures for so many minutes, from the home of the counsel.
pub(super) async fn measure(window: &Window, minutes: u64) -> Result<Vec<Figure>, String> {
    let time = Duration::from_secs(minutes.max(1) * 60);
    println!("working for {minutes} minutes");
    let (began, mut said, mut round) = (Instant::now(), Instant::now(), 0);
    let mut samples = Vec::new();
    while began.elapsed() < time {
        work(window, round).await?;
        round += 1;
        let (part, mib) = (
            began.elapsed().as_secs_f64() / time.as_secs_f64(),
            resident_mib(window.data()?)?,
        );
        samples.push((part, mib));
        if said.elapsed() > SAY_EVERY {
            said = Instant::now();
            let Held {
                module_mib,
                things,
                gone,
            } = held(window).await?;
            println!(
                "  {round} rounds, {mib:.0} MiB after {} s; the interface {module_mib:.1} MiB, {things} things, {gone} nodes put away",
                began.elapsed().as_secs()
            );
        }
    }
    let (then, now) = (middle(&samples, &SECOND_SIXTH), middle(&samples, &LAST_SIXTH));
    let name = format!("memory: growth over {minutes} minutes of use");
    let figure = Figure::lower(&name, (now / then - 1.0) * 100.0, "%", Some(10.0))
        .beside("MiB in the second sixth", then)
        .beside("MiB in the last sixth", now)
        .beside("rounds", f64::from(round));
    show(&figure);
    Ok(vec![figure])
}
