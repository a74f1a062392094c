//! One tablet through its day, killed again and again: counsel and cadre on one device, a real process on its real file, a server
//! beside it. [`script`] is what they do, [`state`] what must be there afterwards.
//!
//! A kill comes after so many things were begun and so many microseconds, most of them in the midst of one.

pub mod script;
pub mod state;

use std::collections::BTreeSet;
use std::time::Duration;

use cunfa_core::EntryId;

use super::history::read;
use super::last::{integrity, log};
use super::stage::{Crew, Stage};
use super::{MOST_DEATH_MS, MOST_LIFE_MS, Plan, wait};
use crate::harness::{Dice, raw};
use crate::story::people::PEOPLE;
use state::{Day, Judged, Line};

/// The one device.
const TABLET: usize = 0;
/// Most things that are begun between two kills.
const MOST_BEGUN: usize = 24;
/// Longest from the beginning of the last one to the kill, in microseconds.
const MOST_INTO_US: usize = 6_000;
/// Of a hundred kills, those before the app has shown what it holds.
const STARTING: usize = 10;

/// What happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Kills.
    pub kills: usize,
    /// Of these, before the app was ready.
    pub starting: usize,
    /// Things that were shown as saved.
    pub saved: usize,
    /// Things under way at a kill.
    pub under_way: usize,
    /// Of these, there afterwards.
    pub under_way_and_there: usize,
    /// How often everything was looked at.
    pub shown: usize,
    /// Drafts, entries, photos, sign-offs, templates, views and needs in the end.
    pub drafts: usize,
    pub entries: usize,
    pub photos: usize,
    pub sign_offs: usize,
    pub templates: usize,
    pub views: usize,
    pub needs: usize,
}

/// Plays a plan.
///
/// # Errors
/// What could not be played, or what was shown as saved and is missing; with the seed.
pub fn run(plan: &Plan) -> Result<Stats, String> {
    let told = |fault: String| format!("seed {}, {} kills: {fault}", plan.seed, plan.kills);
    let mut dice = Dice::new(plan.seed);
    let [counsel, cadre, _] = &PEOPLE;
    let crew = Crew {
        mode: "day",
        devices: vec![vec![counsel, cadre]],
    };
    let mut stage = Stage::set(&plan.program, crew, &mut dice).map_err(told)?;
    let mut stats = Stats::default();
    for _ in 0..plan.kills {
        kill(&mut stage, &mut dice, &mut stats).map_err(told)?;
    }
    let judged = rest(stage).map_err(told)?;
    stats.count(&judged);
    if judged.faults.is_empty() {
        Ok(stats)
    } else {
        Err(told(format!("broken promises:\n{}", judged.faults.join("\n"))))
    }
}

fn kill(stage: &mut Stage, dice: &mut Dice, stats: &mut Stats) -> Result<(), String> {
    stats.kills += 1;
    if dice.percent(STARTING) {
        stats.starting += 1;
        wait(Duration::from_millis(dice.below(MOST_LIFE_MS) as u64));
    } else {
        stage.until_ready(TABLET)?;
        for _ in 0..dice.below(MOST_BEGUN) {
            stage.until_more(TABLET)?;
        }
        wait(Duration::from_micros(dice.below(MOST_INTO_US) as u64));
    }
    stage.kill_device(TABLET)?;
    wait(Duration::from_millis(dice.below(MOST_DEATH_MS) as u64));
    stage.start_device(TABLET, dice.roll())
}

/// Everything comes to rest and is looked at: by the screens, in the file, at the server.
fn rest(mut stage: Stage) -> Result<Judged, String> {
    stage.end_devices()?;
    stage.to_its_end("quiet", TABLET, &[])?;
    let shown = stage.to_its_end("day-show", TABLET, &[])?;
    let (shown, wrong): (Day, Vec<String>) = serde_json::from_str(&shown).map_err(|error| error.to_string())?;
    let mut lines: Vec<Line> = read(&stage.history(TABLET))?;
    lines.push(Line::Shown(Box::new(shown), wrong));
    let mut judged = Judged::of(&lines);
    let folder = stage.folders.first().ok_or("no tablet")?;
    let audit = raw::store(folder)?
        .audit()
        .map_err(|error| format!("auditing: {error}"))?;
    judged
        .faults
        .extend(audit.iter().map(|fault| format!("the file: {fault:?}")));
    judged.faults.extend(integrity(&raw::connection(folder)?)?);
    stage.kill_server()?;
    let log = log(&stage.server.database())?;
    judged.faults.extend(log.damage.iter().cloned());
    let there: BTreeSet<&EntryId> = log.marks.keys().collect();
    let promised: BTreeSet<&EntryId> = judged.day.entries.keys().chain(judged.day.needs.keys()).collect();
    let missing: Vec<String> = promised.difference(&there).map(|id| format!("{id}")).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        judged.faults.push(format!("not at the server: {missing}"));
    }
    let acts: usize = judged
        .day
        .entries
        .values()
        .map(|one| one.submissions + one.sign_offs)
        .sum();
    if log.acts.len() != acts {
        let there = log.acts.len();
        judged
            .faults
            .push(format!("{acts} acts on the tablet, {there} at the server"));
    }
    Ok(judged)
}

impl Stats {
    fn count(&mut self, judged: &Judged) {
        let Day {
            drafts,
            entries,
            templates,
            views,
            needs,
            ..
        } = &judged.day;
        self.saved = judged.saved;
        (self.under_way, self.under_way_and_there) = judged.caught;
        self.shown = judged.shown;
        self.drafts = drafts.len();
        self.entries = entries.len();
        self.photos = entries.values().map(|one| one.text.photos.len()).sum();
        self.sign_offs = entries.values().map(|one| one.sign_offs).sum();
        self.templates = templates.len();
        self.views = views.len();
        self.needs = needs.len();
    }
}
