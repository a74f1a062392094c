//! The month grid on the device of an office whose scope is all townships of the invented county: 200 villages, a year of 12,000 entries,
//! and what becomes of it with ten times as many.

use std::path::Path;
use std::time::Instant;

use chrono::{Datelike as _, NaiveDateTime};
use cunfa_client::{Clock as _, SystemClock};
use cunfa_core::{Person, PersonId, Role};
use cunfa_protocol::command::MonthGrid;
use cunfa_server::SystemRandom;

use crate::bench::field_device::FieldDevice;
use crate::bench::report::{Figure, LINEAR, percentile, show};
use crate::harness::enrolling;
use crate::story::year::{Size, Year, clock_ms, local, make};

/// How often the grid is asked for.
const ASKED: usize = 40;
/// The limit of the issue, in ms.
const GRID_MS: f64 = 100.0;
/// The limit of `cargo xtask demo --year` for what it makes, in s.
const MADE_S: f64 = 120.0;
/// How many times more entries the growth is measured with.
const TIMES: usize = 10;

/// The grid of the county; with `growth`, that of ten times as many entries as well.
///
/// # Errors
/// What failed.
pub async fn measure(folder: &Path, growth: bool) -> Result<Vec<Figure>, String> {
    let whole = Size::WHOLE;
    let Took { ms, fill_s, made_s } = of(folder, &whole).await?;
    let made = format!("the demo's year of {} entries, made and signed", whole.entries);
    let made = Figure::lower(&made, made_s, "s", Some(MADE_S));
    show(&made);
    let name = format!(
        "month grid of {} villages from {} entries, p50",
        whole.villages, whole.entries
    );
    let figure = Figure::lower(&name, ms, "ms", Some(GRID_MS)).beside("first sync of the device, s", fill_s);
    show(&figure);
    let mut figures = vec![made, figure];
    if growth {
        let large = Size {
            entries: whole.entries * TIMES,
            ..whole
        };
        let large_ms = of(folder, &large).await?.ms;
        let ratio = large_ms / ms / TIMES as f64;
        let name = format!(
            "month grid from {} entries: time per entry beside {}",
            large.entries, whole.entries
        );
        let figure = Figure::lower(&name, ratio, "times", Some(LINEAR)).beside("p50, ms", large_ms);
        show(&figure);
        figures.push(figure);
    }
    Ok(figures)
}

/// What one county took.
struct Took {
    /// The median of the grid, ms.
    ms: f64,
    /// The device's first sync, s.
    fill_s: f64,
    /// The year itself, s.
    made_s: f64,
}

async fn of(folder: &Path, size: &Size) -> Result<Took, String> {
    let folder = folder.join(size.entries.to_string());
    let now = local(SystemClock.now_ms());
    println!("making a year of {} entries", size.entries);
    let mut say = |line: &str| println!("  {line}");
    let began = Instant::now();
    let year = make(&folder.join("server"), size, 1, now, &mut say)?;
    let made_s = began.elapsed().as_secs_f64();
    let code = invited(&year, now)?;
    let device = FieldDevice::beside(year.server, &folder.join("device"))?;
    let began = Instant::now();
    device.join(code).await?;
    let fill_s = began.elapsed().as_secs_f64();
    let month = now.date().with_day(1).ok_or("a first day")?;
    let mut took = Vec::new();
    for _ in 0..ASKED {
        let began = Instant::now();
        let grid = device.ask(MonthGrid { month }).await?;
        took.push(began.elapsed().as_secs_f64() * 1000.0);
        if grid.cells.len() != size.villages {
            return Err(format!(
                "{} villages in the grid of {}",
                grid.cells.len(),
                size.villages
            ));
        }
    }
    Ok(Took {
        ms: percentile(&mut took, 50.0),
        fill_s,
        made_s,
    })
}

/// A reviewer of every township, and a code for them.
fn invited(year: &Year, now: NaiveDateTime) -> Result<String, String> {
    let person = Person {
        id: PersonId([0xB0; 16]),
        name: "全县审核（演示）".to_owned(),
        role: Role::Office,
        post: "演示".to_owned(),
        scope: year.townships().to_vec(),
    };
    let added = year.server.db().add_person(&person, clock_ms(now));
    added.map_err(|error| format!("registering: {error}"))?;
    enrolling::invite(&year.server, &SystemRandom, person.id, clock_ms(now))
}
