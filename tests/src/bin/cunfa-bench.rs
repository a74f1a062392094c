//! `cunfa-bench NAME`: the figures of the main job (`main`), of the field app (`field`), of the desk (`desk`), of evidence (`evidence`), of the server (`server`)
//! or of sync beside the peers (`sync`). Started by `cargo xtask bench NAME`, which builds what is measured. `cunfa-bench device` is a device of the figures of sync.

use std::path::PathBuf;
use std::time::Duration;

use cunfa_client::{Clock, SystemClock};
use cunfa_protocol::view::SyncOutcome;
use cunfa_tests::bench::evidence::county::County;
use cunfa_tests::bench::evidence::{act_bytes, signatures, signing, volume};
use cunfa_tests::bench::field_device::FieldDevice;
use cunfa_tests::bench::report::{Figure, judge};
use cunfa_tests::bench::sync::rows::Plan;
use cunfa_tests::bench::sync::{self, House};
use cunfa_tests::bench::{desk, field, link, push, save, server, size, window_start};
use cunfa_tests::story::server::DemoServer;

/// How many entries the list holds when the window's start is measured.
const ENTRIES: u64 = 5_000;

fn option(name: &str) -> Result<PathBuf, String> {
    let mut words = std::env::args().skip(1);
    words.find(|word| word == name).ok_or(format!("{name} is missing"))?;
    let text = words.next().ok_or(format!("{name} needs a value"))?;
    std::path::absolute(text).map_err(|error| format!("{name}: {error}"))
}

async fn main_figures() -> Result<Vec<Figure>, String> {
    let folder = option("--out")?.with_extension("house");
    let _ = std::fs::remove_dir_all(&folder);
    let mut server = DemoServer::create(&option("--server-bin")?, &folder.join("server"))?;
    server.serve()?;
    let (port, counts) = link::relay(server.port())?;
    let data = folder.join("device");
    let device = FieldDevice::enrol(&server, &format!("http://127.0.0.1:{port}"), &data).await?;
    let mut figures = size::measure(&option("--wasm")?)?;
    figures.extend(save::measure(&device, &folder).await?);
    figures.extend(push::measure(&device, &counts).await?);
    println!("filling the volume with {ENTRIES} entries");
    for n in 0..ENTRIES {
        device.save(n).await?;
    }
    // What a device holds is on the server, but for the last days.
    println!("handing them in");
    match device.app.sync_pass().await {
        SyncOutcome::Done => drop(device),
        other => return Err(format!("sync: {other:?}")),
    }
    let (app, empty) = (option("--app-bin")?, option("--empty-app-bin")?);
    figures.extend(window_start::measure(&app, &empty, &data, &folder, ENTRIES).await?);
    Ok(figures)
}

async fn field_figures() -> Result<Vec<Figure>, String> {
    let folder = option("--out")?.with_extension("house");
    let _ = std::fs::remove_dir_all(&folder);
    let mut server = DemoServer::create(&option("--server-bin")?, &folder.join("server"))?;
    server.serve()?;
    let plan = field::Plan {
        rows: rows(),
        entries: number("--entries", field::ENTRIES)?,
        listed: number("--listed", field::LISTED)?,
        minutes: number("--minutes", field::MINUTES)?,
        programs: option("--app-bin").ok().zip(option("--empty-app-bin").ok()),
        folder,
    };
    field::measure(&server, &plan).await
}

async fn evidence_figures() -> Result<Vec<Figure>, String> {
    let folder = option("--out")?.with_extension("house");
    let _ = std::fs::remove_dir_all(&folder);
    let verifier = option("--verify-bin")?;
    let mut figures = act_bytes::figures().await?;
    let mut county = County::found(&option("--server-bin")?, &folder).await?;
    let (mut made, mut signed_ms) = (Vec::new(), Vec::new());
    for entries in volume::SIZES {
        println!("letting the village grow to {entries} entries");
        signed_ms.extend(county.grow_to(entries).await?);
        made.push(volume::make(&county, entries, &verifier, &folder)?);
    }
    figures.extend(made.iter().flat_map(volume::Made::figures));
    figures.extend(volume::linear(&made)?);
    let small = made.first().ok_or("no volume was made")?;
    drop(county);
    figures.extend(signatures::measure(&small.bytes, &small.root_key)?);
    figures.extend(signing::measure(&mut signed_ms)?);
    Ok(figures)
}

async fn desk_figures() -> Result<Vec<Figure>, String> {
    let folder = option("--out")?.with_extension("house");
    let _ = std::fs::remove_dir_all(&folder);
    let plan = desk::Plan {
        rows: rows(),
        entries: number("--entries", desk::sheets::ENTRIES)?,
        reviewed: number("--reviewed", desk::review::ENTRIES)?,
        app_bin: option("--app-bin").ok(),
        ui: option("--ui").ok(),
        folder,
    };
    desk::measure(&option("--server-bin")?, &plan).await
}

async fn server_figures() -> Result<Vec<Figure>, String> {
    let folder = option("--out")?.with_extension("house");
    let _ = std::fs::remove_dir_all(&folder);
    server::measure(&option("--server-bin")?, &folder, &rows()).await
}

/// A number that may be given.
fn number(name: &str, otherwise: u64) -> Result<u64, String> {
    let mut words = std::env::args().skip_while(|word| word != name).skip(1);
    words.next().map_or(Ok(otherwise), |text| {
        text.parse().map_err(|_| format!("{name}: {text} is no number"))
    })
}

/// The rows that are asked for, by commas; none for all.
fn rows() -> Vec<String> {
    let rows = std::env::args().skip_while(|word| word != "--rows").nth(1);
    let rows = rows.unwrap_or_default();
    rows.split(',')
        .filter(|row| !row.is_empty())
        .map(str::to_owned)
        .collect()
}

async fn sync_figures() -> Result<Vec<Figure>, String> {
    let folder = option("--out")?.with_extension("house");
    let _ = std::fs::remove_dir_all(&folder);
    let house = House {
        server: option("--server-bin")?,
        own: std::env::current_exe().map_err(|error| format!("finding this program: {error}"))?,
        peers: option("--peers")?,
        folder,
    };
    let plan = Plan {
        house,
        seed: number("--seed", 1)?,
        last_day: SystemClock.local().date(),
        fresh_entries: number("--entries", 300)?,
        limit: Duration::from_secs(number("--limit-s", 900)?),
        photo_limit: Duration::from_secs(number("--photo-limit-s", 900)?),
    };
    sync::measure(&plan, &rows()).await
}

async fn device() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(2).collect();
    let [folder, url] = words.as_slice() else {
        return Err("device needs a folder and the server's address".to_owned());
    };
    sync::device::run(std::path::Path::new(folder), url).await
}

async fn run() -> Result<(), String> {
    match std::env::args().nth(1).as_deref() {
        Some("device") => device().await,
        Some("sync") => judge(&sync_figures().await?, &option("--out")?),
        Some("main") => judge(&main_figures().await?, &option("--out")?),
        Some("field") => judge(&field_figures().await?, &option("--out")?),
        Some("evidence") => judge(&evidence_figures().await?, &option("--out")?),
        Some("desk") => judge(&desk_figures().await?, &option("--out")?),
        Some("server") => judge(&server_figures().await?, &option("--out")?),
        other => Err(format!(
            "no such set of figures: {other:?}; there are: main, field, desk, evidence, server, sync"
        )),
    }
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run().await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}
