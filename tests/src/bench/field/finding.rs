//! Finding among 50,000 entries, and the pages of lists over them. Every question is asked through the door: what is timed is what a
//! screen waits for, without the screen.

use std::time::Instant;

use cunfa_core::{Kind, Mode, Stage, VillageCode};
use cunfa_protocol::command::{DueFollowUps, Home, Volume};
use cunfa_protocol::view::{MonthOf, VolumeFilter, VolumePage};

use super::words::Words;
use crate::bench::field_device::FieldDevice;
use crate::bench::report::{Figure, percentile, show};
use crate::harness::Dice;
use crate::story::people::PEOPLE;

/// Questions of a kind.
const ROUNDS: usize = 200;

/// What is asked of the volumes.
#[derive(Default)]
struct Asked {
    village: Option<VillageCode>,
    year: Option<i32>,
    filter: VolumeFilter,
    search: String,
    offset: u32,
}

async fn ask(device: &FieldDevice, asked: Asked) -> Result<(VolumePage, f64), String> {
    let Asked {
        village,
        year,
        filter,
        search,
        offset,
    } = asked;
    let volume = Volume {
        village,
        year,
        filter,
        search,
        offset,
    };
    let began = Instant::now();
    let page = device.ask(volume).await?;
    Ok((page, began.elapsed().as_secs_f64() * 1000.0))
}

/// Milliseconds of each question, and how many rows they found in the middle.
struct Timed {
    ms: Vec<f64>,
    found: Vec<f64>,
}

impl Timed {
    fn figure(&mut self, name: &str, limit: Option<f64>) -> Figure {
        Figure::lower(&format!("{name}: p50"), percentile(&mut self.ms, 50.0), "ms", limit)
            .beside("p99", percentile(&mut self.ms, 99.0))
            .beside("rows found, p50", percentile(&mut self.found, 50.0))
    }
}

async fn timed(device: &FieldDevice, questions: impl Iterator<Item = Asked>) -> Result<Timed, String> {
    let (mut ms, mut found) = (Vec::new(), Vec::new());
    for asked in questions {
        let (page, took) = ask(device, asked).await?;
        // Two letters with which no name begins are no question of anybody.
        if !page.rows.is_empty() {
            ms.push(took);
            found.push(f64::from(page.total));
        }
    }
    if ms.is_empty() {
        return Err("no question of a kind found anything".to_owned());
    }
    Ok(Timed { ms, found })
}

fn searched(words: Vec<String>) -> impl Iterator<Item = Asked> {
    words.into_iter().map(|search| Asked {
        search,
        ..Asked::default()
    })
}

fn offsets(entries: u64) -> impl Iterator<Item = Asked> {
    let mut dice = Dice::new(3);
    let last = usize::try_from(entries).unwrap_or(0).saturating_sub(20);
    (0..ROUNDS).map(move |_| Asked {
        offset: u32::try_from(dice.below(last)).unwrap_or(0),
        ..Asked::default()
    })
}

fn repeated(one: impl Fn() -> Asked) -> impl Iterator<Item = Asked> {
    (0..ROUNDS / 4).map(move |_| one())
}

/// Measures on a device that holds so many entries, with these words in them.
pub(super) async fn measure(device: &FieldDevice, entries: u64, words: &Words) -> Result<Vec<Figure>, String> {
    let mut dice = Dice::new(9);
    let mut figures = Vec::new();
    let mut keep = |figure: Figure| {
        show(&figure);
        figures.push(figure);
    };
    let as_written = words.as_written(&mut dice, ROUNDS);
    let name = format!("search of two characters in {entries}, as often as they are written");
    keep(timed(device, searched(as_written)).await?.figure(&name, Some(50.0)));
    let rare = words.rare(&mut dice, ROUNDS);
    keep(
        timed(device, searched(rare))
            .await?
            .figure("search of two rare characters", Some(50.0)),
    );
    let common = words.common(ROUNDS / 4);
    keep(
        timed(device, searched(common))
            .await?
            .figure("search of the commonest two characters", Some(50.0)),
    );
    let initials = timed(device, searched(Words::initials())).await?;
    keep({ initials }.figure("search of a name by two initials", Some(50.0)));
    let pages = timed(device, repeated(Asked::default)).await?;
    keep({ pages }.figure("list page, first of all", Some(30.0)));
    keep(
        timed(device, offsets(entries))
            .await?
            .figure("list page, anywhere", Some(30.0)),
    );
    let village = PEOPLE
        .first()
        .and_then(|counsel| counsel.scope.split(',').next()?.parse().ok());
    let in_village = move || Asked {
        village: village.clone(),
        ..Asked::default()
    };
    keep(
        timed(device, repeated(in_village))
            .await?
            .figure("list page of one village", Some(30.0)),
    );
    let by_chips = || Asked {
        filter: VolumeFilter {
            stages: vec![Stage::Unsigned],
            kind: Some(Kind::Consultation),
            mode: Some(Mode::OnSite),
            ..VolumeFilter::default()
        },
        ..Asked::default()
    };
    keep(
        timed(device, repeated(by_chips))
            .await?
            .figure("list page by three chips", Some(30.0)),
    );
    let this_month = || Asked {
        filter: VolumeFilter {
            stages: vec![Stage::Unsigned],
            month: Some(MonthOf::This),
            ..VolumeFilter::default()
        },
        ..Asked::default()
    };
    keep(
        timed(device, repeated(this_month))
            .await?
            .figure("list page of what lacks a signature this month", Some(30.0)),
    );
    let (mut home, mut due) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS / 4 {
        let began = Instant::now();
        device.ask(Home {}).await?;
        home.push(began.elapsed().as_secs_f64() * 1000.0);
        let began = Instant::now();
        device.ask(DueFollowUps {}).await?;
        due.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    for (name, mut ms) in [("home", home), ("what is to be carried on", due)] {
        let p50 = Figure::lower(&format!("{name}: p50"), percentile(&mut ms, 50.0), "ms", Some(30.0));
        keep(p50.beside("p99", percentile(&mut ms, 99.0)));
    }
    Ok(figures)
}
