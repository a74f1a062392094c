//! `cunfa-bench NAME`: the figures of the main job (`main`), of evidence (`evidence`) or of the server (`server`). Started by `cargo xtask bench NAME`,
//! which builds what is measured.

use std::path::PathBuf;

use cunfa_protocol::view::SyncOutcome;
use cunfa_tests::bench::evidence::county::County;
use cunfa_tests::bench::evidence::{act_bytes, signatures, signing, volume};
use cunfa_tests::bench::field_device::FieldDevice;
use cunfa_tests::bench::report::{Figure, write};
use cunfa_tests::bench::{link, push, save, server, size, window_start};
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
    figures.extend(window_start::measure(&option("--app-bin")?, &option("--empty-app-bin")?, &data, &folder).await?);
    Ok(figures)
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

async fn server_figures() -> Result<Vec<Figure>, String> {
    let folder = option("--out")?.with_extension("house");
    let _ = std::fs::remove_dir_all(&folder);
    server::measure(&option("--server-bin")?, &folder).await
}

async fn run() -> Result<(), String> {
    match std::env::args().nth(1).as_deref() {
        Some("main") => write(&main_figures().await?, &option("--out")?),
        Some("evidence") => write(&evidence_figures().await?, &option("--out")?),
        Some("server") => write(&server_figures().await?, &option("--out")?),
        other => Err(format!(
            "no such set of figures: {other:?}; there are: main, evidence, server"
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
