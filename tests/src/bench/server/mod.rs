//! The server under load: a real process on SQLite and on PostgreSQL, both durable, with light devices over loopback HTTP.
//!
//! "Per core" divides by the CPU time that server and database used, not by the clock: devices and server share the machine, and
//! only the server's part is counted. Calls that wait for the disk are counted from outside: SQLite's by `strace`, PostgreSQL's
//! by its own count of log flushes.

mod line;
mod writer;
mod yard;

#[allow(dead_code, reason = "shared with the build tools, which use other parts of it")]
#[path = "../../../../xtask/src/postgres.rs"]
mod cluster;

use std::path::Path;
use std::time::Instant;

use cluster::{Cluster, Commit, Wish};
use writer::Writer;
use yard::{Engine, Running, Yard};

use super::report::{Figure, percentile, show};

/// Devices that come back at once.
const DEVICES: usize = 500;
/// Counties of the province that is measured, and villages in each.
const PROVINCE: (u32, u32) = (4, 125);
/// Devices that write at the same time, and batches of each.
const CROWD: (usize, usize) = (200, 16);
/// What a device holds after days without a signal.
const BACKLOG: usize = 8;
/// Batches in a run of which the cost is compared.
const COMPARED: usize = 1_000;
/// How often the cost at each number of villages is measured.
const ROUNDS: u32 = 5;
/// Changes in a large batch.
const CHANGES: usize = 50;

/// Where it takes place.
struct Ground<'a> {
    program: &'a Path,
    folder: &'a Path,
}

#[expect(clippy::cast_precision_loss, reason = "counts and times far below 2^52")]
fn f(count: usize) -> f64 {
    count as f64
}

fn keep(figures: &mut Vec<Figure>, figure: Figure) {
    show(&figure);
    figures.push(figure);
}

/// Measures, of these databases (`sqlite`, `postgresql`) and these sets of rows (`crowd`, `reconnect`, `villages`, `changes`) only;
/// of none named, all.
///
/// # Errors
/// What failed.
pub async fn measure(program: &Path, folder: &Path, only: &[String]) -> Result<Vec<Figure>, String> {
    const ENGINES: [&str; 2] = ["sqlite", "postgresql"];
    const ROWS: [&str; 4] = ["crowd", "reconnect", "villages", "changes"];
    let known = |word: &&String| !ENGINES.contains(&word.as_str()) && !ROWS.contains(&word.as_str());
    if let Some(unknown) = only.iter().find(known) {
        return Err(format!("no such rows: {unknown}; there are: {ENGINES:?}, {ROWS:?}"));
    }
    let is_wanted = |all: &[&str], word: &str| {
        let mut named = only.iter().filter(|named| all.contains(&named.as_str())).peekable();
        named.peek().is_none() || named.any(|named| named == word)
    };
    let cluster = Cluster::start(
        &std::env::temp_dir(),
        &Wish {
            commit: Commit::Durable,
            // As docs/scale.md advises.
            settings: &["wal_writer_delay=10s".to_owned()],
            files: &[],
        },
    )?;
    let ground = Ground { program, folder };
    let mut figures = Vec::new();
    for engine in [Engine::Sqlite, Engine::Postgres(&cluster)] {
        if !is_wanted(&ENGINES, &engine.name().to_lowercase()) {
            continue;
        }
        println!("{}:", engine.name());
        if is_wanted(&ROWS, "crowd") {
            crowd(&ground, engine, &mut figures).await?;
        }
        if is_wanted(&ROWS, "reconnect") {
            reconnect(&ground, engine, &mut figures).await?;
        }
        if is_wanted(&ROWS, "villages") {
            villages(&ground, engine, &mut figures).await?;
        }
        if is_wanted(&ROWS, "changes") {
            changes(&ground, engine, &mut figures).await?;
        }
    }
    Ok(figures)
}

/// Every device writes its own entries, `most` batches in each exchange, all at the same time. Gives the seconds of each
/// exchange, and how often a device was told to come again.
async fn hand_in(devices: &mut Vec<Writer>, most: usize) -> Result<(Vec<f64>, u64), String> {
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for mut device in devices.drain(..) {
        tasks.spawn(async move {
            let (mut took, mut again) = (Vec::new(), 0);
            while !device.unsent.is_empty() {
                let began = Instant::now();
                again += device.exchange(most).await?;
                took.push(began.elapsed().as_secs_f64());
            }
            Ok::<_, String>((device, took, again))
        });
    }
    let (mut all, mut again) = (Vec::new(), 0);
    while let Some(done) = tasks.join_next().await {
        let (device, took, times) = done.map_err(|error| format!("a device: {error}"))??;
        devices.push(device);
        all.extend(took);
        again += times;
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("  {} exchanges in {seconds:.2} s", all.len());
    Ok((all, again))
}

fn prepare(devices: &mut [Writer], running: &Running, batches: usize, changes: usize) -> Result<(), String> {
    for device in devices {
        device.connect(running.port);
        for _ in 0..batches {
            device.write(changes)?;
        }
    }
    Ok(())
}

/// The first exchange brings the register; it is not what is measured.
async fn warm(devices: &mut Vec<Writer>, running: &Running) -> Result<(), String> {
    prepare(devices, running, 1, 1)?;
    hand_in(devices, 1).await.map(|_| ())
}

async fn crowd(ground: &Ground<'_>, engine: Engine<'_>, figures: &mut Vec<Figure>) -> Result<(), String> {
    let (count, each) = CROWD;
    let name = engine.name();
    let label = format!("crowd-{}", name.to_lowercase());
    let yard = Yard::found(engine, (ground.program, ground.folder), &label, PROVINCE)?;
    let mut devices = yard.enrol(count)?;
    let running = yard.serve(None)?;
    warm(&mut devices, &running).await?;
    // A connection tells what it flushed now and then, and when it ends.
    running.stop()?;
    let running = yard.serve(None)?;
    prepare(&mut devices, &running, each, 1)?;
    let (flushed, cpu, began) = (yard.flushes()?, running.cpu(), Instant::now());
    let (mut took, _) = hand_in(&mut devices, 1).await?;
    let seconds = began.elapsed().as_secs_f64();
    let (server, database) = running.cpu();
    let (server, database) = (server - cpu.0, database - cpu.1);
    let batches = f(count * each);
    let stopped = running.stop()?;
    let flushes = yard.flushes()?.saturating_sub(flushed);
    let running = yard.serve(None)?;
    let idle = idle(&mut devices, &running).await?;
    running.stop()?;
    let figure = format!("{name}: CPU of an exchange with nothing to do");
    keep(figures, Figure::lower(&figure, idle, "ms", None));
    keep(
        figures,
        Figure::higher(
            &format!("{name}: batches per second"),
            batches / seconds,
            "batches/s",
            None,
        )
        .beside("cores busy with server and database", (server + database) / seconds),
    );
    keep(
        figures,
        Figure::higher(
            &format!("{name}: batches per second and core"),
            batches / (server + database),
            "batches/s",
            None,
        )
        .beside("server's CPU, ms per batch", 1000.0 * server / batches)
        .beside("database's CPU, ms per batch", 1000.0 * database / batches),
    );
    if let Some(bytes) = yard.bytes() {
        let figure = format!("{name}: disk for a batch of one new entry");
        keep(
            figures,
            Figure::lower(&figure, bytes / f(count * (each + 1)), "bytes", None),
        );
    }
    let p99 = percentile(&mut took, 99.0);
    keep(
        figures,
        Figure::lower(
            &format!("{name}: p99 of an exchange with {count} at once"),
            p99,
            "s",
            None,
        ),
    );
    let per_flush = match engine {
        Engine::Postgres(_) => batches / f(usize::try_from(flushes).unwrap_or(usize::MAX)),
        Engine::Sqlite => batches / traced(&yard, &mut devices, ground).await?,
    };
    let figure = format!("{name}: batches per flush to disk under load");
    keep(
        figures,
        Figure::higher(&figure, per_flush, "batches", Some(50.0))
            .beside("batches per commit", batches / stopped.commits),
    );
    Ok(())
}

/// CPU of server and database for an exchange of a device that has nothing and gets nothing, in ms.
async fn idle(devices: &mut [Writer], running: &Running) -> Result<f64, String> {
    const ROUNDS: usize = 10;
    // What the others' last batches left to look at goes by first.
    for device in &mut *devices {
        device.connect(running.port);
        device.exchange(0).await?;
    }
    let before = running.cpu();
    for _ in 0..ROUNDS {
        for device in &mut *devices {
            device.exchange(0).await?;
        }
    }
    let after = running.cpu();
    Ok(1000.0 * (after.0 - before.0 + after.1 - before.1) / f(ROUNDS * CROWD.0))
}

/// The same load once more, with every call that waits for the disk written down.
async fn traced(yard: &Yard<'_>, devices: &mut Vec<Writer>, ground: &Ground<'_>) -> Result<f64, String> {
    let calls = ground.folder.join("calls");
    let running = yard.serve(Some(&calls))?;
    warm(devices, &running).await?;
    let count = || -> Result<usize, String> {
        let text = std::fs::read_to_string(&calls).map_err(|error| format!("reading the calls: {error}"))?;
        Ok(text
            .lines()
            .filter(|line| line.contains("sync(") && !line.contains("resumed"))
            .count())
    };
    prepare(devices, &running, CROWD.1, 1)?;
    let before = count()?;
    hand_in(devices, 1).await?;
    let made = count()? - before;
    running.stop()?;
    Ok(f(made))
}

async fn reconnect(ground: &Ground<'_>, engine: Engine<'_>, figures: &mut Vec<Figure>) -> Result<(), String> {
    let name = engine.name();
    let label = format!("reconnect-{}", name.to_lowercase());
    let yard = Yard::found(engine, (ground.program, ground.folder), &label, PROVINCE)?;
    let mut devices = yard.enrol(DEVICES)?;
    // They were here before; the server was not.
    let running = yard.serve(None)?;
    warm(&mut devices, &running).await?;
    running.stop()?;
    let running = yard.serve(None)?;
    prepare(&mut devices, &running, BACKLOG, 1)?;
    let (mut took, again) = hand_in(&mut devices, BACKLOG).await?;
    let stopped = running.stop()?;
    let lost = (DEVICES * (BACKLOG + 1)) as u64 - yard.batches()?;
    let p50 = percentile(&mut took, 50.0);
    keep(
        figures,
        Figure::lower(
            &format!("{name}: p99 of {DEVICES} devices that come back at once with {BACKLOG} batches each"),
            percentile(&mut took, 99.0),
            "s",
            None,
        )
        .beside("p50", p50)
        .beside("told to come again", f(usize::try_from(again).unwrap_or(usize::MAX))),
    );
    let lost = f(usize::try_from(lost).unwrap_or(usize::MAX));
    keep(
        figures,
        Figure::lower(
            &format!("{name}: batches of them that were lost"),
            lost,
            "batches",
            Some(0.0),
        ),
    );
    keep(
        figures,
        Figure::lower(
            &format!("{name}: most memory of the server meanwhile"),
            stopped.peak_mib,
            "MiB",
            Some(300.0),
        ),
    );
    Ok(())
}

/// As many batches from ever more villages of one county, in turn and several times: how a few writers fall into groups differs from one time
/// to the next by more than what is asked for. The middle ones are told and compared.
async fn villages(ground: &Ground<'_>, engine: Engine<'_>, figures: &mut Vec<Figure>) -> Result<(), String> {
    const COUNTS: [u32; 3] = [10, 100, 1_000];
    let name = engine.name();
    let mut costs = COUNTS.map(|_| Vec::new());
    for round in 0..ROUNDS {
        for (count, costs) in COUNTS.into_iter().zip(&mut costs) {
            let label = format!("villages-{}-{count}-{round}", name.to_lowercase());
            costs.push(of_villages(ground, engine, &label, count).await?);
        }
    }
    let mut middles = Vec::new();
    for (count, costs) in COUNTS.into_iter().zip(&mut costs) {
        let middle = percentile(costs, 50.0);
        let figure = format!("{name}: CPU of a batch at {count} villages of one county");
        let least = percentile(costs, 0.0);
        keep(
            figures,
            Figure::lower(&figure, middle, "ms", None)
                .beside("least", least)
                .beside("most", percentile(costs, 100.0)),
        );
        middles.push(middle);
    }
    if let (Some(few), Some(many)) = (middles.first(), middles.last()) {
        let figure = format!("{name}: cost of a batch at 1,000 villages beside 10");
        keep(figures, Figure::lower(&figure, many / few, "x", Some(1.25)));
    }
    Ok(())
}

/// What one batch costs server and database, in ms of CPU.
async fn of_villages(ground: &Ground<'_>, engine: Engine<'_>, label: &str, count: u32) -> Result<f64, String> {
    let yard = Yard::found(engine, (ground.program, ground.folder), label, (1, count))?;
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let mut devices = yard.enrol(count)?;
    let running = yard.serve(None)?;
    warm(&mut devices, &running).await?;
    let each = 2 * COMPARED / count;
    prepare(&mut devices, &running, each, 1)?;
    let before = running.cpu();
    hand_in(&mut devices, 1).await?;
    let after = running.cpu();
    running.stop()?;
    Ok(1000.0 * (after.0 - before.0 + after.1 - before.1) / f(each * count))
}

async fn changes(ground: &Ground<'_>, engine: Engine<'_>, figures: &mut Vec<Figure>) -> Result<(), String> {
    const WRITERS: usize = 20;
    let name = engine.name();
    let label = format!("changes-{}", name.to_lowercase());
    let yard = Yard::found(engine, (ground.program, ground.folder), &label, (1, 20))?;
    let mut devices = yard.enrol(WRITERS)?;
    let running = yard.serve(None)?;
    warm(&mut devices, &running).await?;
    let each = COMPARED / 2 / WRITERS;
    prepare(&mut devices, &running, each, CHANGES)?;
    let before = running.cpu();
    hand_in(&mut devices, 5).await?;
    let after = running.cpu();
    running.stop()?;
    let batches = f(WRITERS * each);
    let (server, database) = (
        1000.0 * (after.0 - before.0) / batches,
        1000.0 * (after.1 - before.1) / batches,
    );
    let figure = format!("{name}: server's CPU to take in a batch of {CHANGES} changes");
    let limit = matches!(engine, Engine::Sqlite).then_some(1.0);
    keep(
        figures,
        Figure::lower(&figure, server, "ms", limit).beside("database's CPU", database),
    );
    Ok(())
}
