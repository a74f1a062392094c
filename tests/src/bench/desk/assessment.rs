//! The half-year assessment on the county's device: the invented county of 200 villages and 12,000 entries a year, with appointments and pay
//! registered for every village, every score and every step of the pay; and what becomes of it with ten times as many entries.

use std::path::Path;
use std::time::Instant;

use chrono::NaiveDateTime;
use cunfa_client::{Clock as _, SystemClock};
use cunfa_core::register::Half;
use cunfa_core::{Area, Person, PersonId, Role};
use cunfa_protocol::command::{HalfVillage, HalfYear, YearGrid};
use cunfa_protocol::view;
use cunfa_server::SystemRandom;

use crate::bench::field_device::FieldDevice;
use crate::bench::report::{Figure, LINEAR, percentile, show};
use crate::harness::enrolling;
use crate::story::year::{COUNTY, Size, Year, clock_ms, local, make};

/// How often each is asked for.
const ASKED: usize = 20;
/// The limit of the issue, in ms.
const ASSESSED_MS: f64 = 1_000.0;
/// The limit of a grid, in ms.
const GRID_MS: f64 = 100.0;
/// How many times more entries the growth is measured with.
const TIMES: usize = 10;

/// What one county took.
struct Took {
    /// The assessment, median, ms.
    assessed_ms: f64,
    /// Where the numbers of one village come from, median, ms.
    explained_ms: f64,
    /// Villages × the months of the present year, median, ms.
    grid_ms: f64,
    /// Entries of the half-year.
    entries: u32,
}

/// The county's half-year; with `growth`, that of ten times as many entries as well.
///
/// # Errors
/// What failed.
pub async fn measure(folder: &Path, growth: bool) -> Result<Vec<Figure>, String> {
    let whole = Size::WHOLE;
    let took = of(folder, &whole).await?;
    let name = format!(
        "half-year of {} villages with {} entries a year, assessed and one village explained, p50",
        whole.villages, whole.entries
    );
    let both = took.assessed_ms + took.explained_ms;
    let figure = Figure::lower(&name, both, "ms", Some(ASSESSED_MS))
        .beside("one village explained, ms", took.explained_ms)
        .beside("entries of the half-year", f64::from(took.entries));
    show(&figure);
    let grid = format!("county's villages × months of a year, {} entries, p50", whole.entries);
    let grid = Figure::lower(&grid, took.grid_ms, "ms", Some(GRID_MS));
    show(&grid);
    let mut figures = vec![figure, grid];
    if growth {
        let large = Size {
            entries: whole.entries * TIMES,
            ..whole
        };
        let more = of(folder, &large).await?;
        let large_ms = more.assessed_ms + more.explained_ms;
        let ratio = large_ms / both / TIMES as f64;
        let name = format!(
            "half-year with {} entries a year: time per entry beside {}",
            large.entries, whole.entries
        );
        let figure = Figure::lower(&name, ratio, "times", Some(LINEAR)).beside("p50, ms", large_ms);
        show(&figure);
        figures.push(figure);
    }
    Ok(figures)
}

async fn of(folder: &Path, size: &Size) -> Result<Took, String> {
    let folder = folder.join(size.entries.to_string());
    let now = local(SystemClock.now_ms());
    println!("making a year of {} entries", size.entries);
    let mut say = |line: &str| println!("  {line}");
    let year = make(&folder.join("server"), size, 1, now, &mut say)?;
    let code = invited(&year, now)?;
    let device = FieldDevice::beside(year.server, &folder.join("device"))?;
    device.join(code).await?;
    let day = half_before(now)?;
    let half = device.ask(HalfYear { day }).await?;
    checked(&half, size)?;
    let village = half.villages.first().ok_or("no villages")?.village.code.clone();
    let (mut assessed, mut explained, mut grids) = (Vec::new(), Vec::new(), Vec::new());
    let month = now.date();
    for _ in 0..ASKED {
        let began = Instant::now();
        device.ask(HalfYear { day }).await?;
        assessed.push(began.elapsed().as_secs_f64() * 1000.0);
        let began = Instant::now();
        let village = village.clone();
        device.ask(HalfVillage { day, village }).await?;
        explained.push(began.elapsed().as_secs_f64() * 1000.0);
        let began = Instant::now();
        let grid = device.ask(YearGrid { month }).await?;
        grids.push(began.elapsed().as_secs_f64() * 1000.0);
        if grid.villages.len() < size.villages {
            return Err(format!("{} villages in the grid", grid.villages.len()));
        }
    }
    Ok(Took {
        assessed_ms: percentile(&mut assessed, 50.0),
        explained_ms: percentile(&mut explained, 50.0),
        grid_ms: percentile(&mut grids, 50.0),
        entries: half.counsel.iter().map(|of| of.assessed.entries.all).sum(),
    })
}

/// A day of the last half-year that is over: all of it lies in the invented year.
fn half_before(now: NaiveDateTime) -> Result<chrono::NaiveDate, String> {
    let months = Half::of(now.date()).months();
    let before = months.first().and_then(|first| first.pred_opt());
    before.ok_or("no half-year before".to_owned())
}

/// Nothing may be measured that is not there.
fn checked(half: &view::HalfYear, size: &Size) -> Result<(), String> {
    let paid = half.counsel.iter().map(|of| of.assessed.pay.months).sum::<u32>();
    let entries = half.counsel.iter().map(|of| of.assessed.entries.all).sum::<u32>();
    if half.villages.len() < size.villages || paid == 0 || entries == 0 {
        let villages = half.villages.len();
        return Err(format!("{villages} villages, {entries} entries, {paid} paid months"));
    }
    Ok(())
}

/// Somebody of the county, and a code for them.
fn invited(year: &Year, now: NaiveDateTime) -> Result<String, String> {
    let scope: Area = COUNTY.parse().map_err(|error| format!("{error}"))?;
    let person = Person {
        id: PersonId([0xB1; 16]),
        name: "县司法局（演示）".to_owned(),
        role: Role::County,
        post: "演示".to_owned(),
        scope: vec![scope],
    };
    let added = year.server.db().add_person(&person, clock_ms(now));
    added.map_err(|error| format!("registering: {error}"))?;
    enrolling::invite(&year.server, &SystemRandom, person.id, clock_ms(now))
}
