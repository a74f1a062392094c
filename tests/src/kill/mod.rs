//! The kill test: real device and server processes over their real files, killed at random moments, and a history of what every
//! device was told and showed, held against what is there in the end.
//!
//! [`day`] is one tablet through its day, with everything that is saved there.
//!
//! A seed gives the schedule: who is killed in which order, how long after it was ready, what each device does. It does not give
//! the instant to the microsecond, since the processes are real. What must hold is in [`check`].

pub mod check;
pub mod day;
pub mod device;
pub mod history;
mod last;
mod stage;
pub mod tablet;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::harness::Dice;
use crate::harness::proxy::Break;
use crate::story::people::PEOPLE;
use stage::{Crew, Stage};

/// Devices in a run: a tablet with counsel and cadre, the counsel's laptop, the office's desk.
pub const DEVICES: usize = 3;
/// Longest a program waits between being ready and being killed, in ms.
const MOST_LIFE_MS: usize = 400;
/// Longest a program stays dead, in ms.
const MOST_DEATH_MS: usize = 40;

/// A run to be played.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Gives the schedule.
    pub seed: u64,
    /// How many processes are killed.
    pub kills: usize,
    /// The program that is device (`device`) and server (everything else) when it is started.
    pub program: PathBuf,
}

/// What happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Devices killed.
    pub devices: usize,
    /// Servers killed.
    pub servers: usize,
    /// Killed before they were ready.
    pub starting: usize,
    /// Connections broken besides.
    pub cuts: u64,
    /// Things devices were asked to do.
    pub asked: usize,
    /// Of these: acknowledged.
    pub acknowledged: usize,
    /// Of these: neither acknowledged nor refused, because the device was killed meanwhile.
    pub unanswered: usize,
    /// Entries in the end.
    pub entries: usize,
    /// Acts in the end.
    pub acts: usize,
    /// Batches in the server's log.
    pub batches: usize,
}

/// Plays a plan.
///
/// # Errors
/// What could not be played, or the promises that were broken; with the seed.
pub fn run(plan: &Plan) -> Result<Stats, String> {
    let told = |fault: String| format!("seed {}, {} kills: {fault}", plan.seed, plan.kills);
    let mut dice = Dice::new(plan.seed);
    let [counsel, cadre, office] = &PEOPLE;
    let crew = Crew {
        mode: "work",
        devices: vec![vec![counsel, cadre], vec![counsel], vec![office]],
    };
    let mut stage = Stage::set(&plan.program, crew, &mut dice).map_err(told)?;
    let mut stats = Stats::default();
    for _ in 0..plan.kills {
        kill(&mut stage, &mut dice, &mut stats).map_err(told)?;
    }
    stats.cuts = stage.proxy.counts().cuts;
    let seen = last::observe(stage).map_err(told)?;
    seen.count(&mut stats);
    let faults = check::faults(&seen);
    if faults.is_empty() {
        Ok(stats)
    } else {
        Err(told(format!("broken promises:\n{}", faults.join("\n"))))
    }
}

/// One process is killed and started again.
fn kill(stage: &mut Stage, dice: &mut Dice, stats: &mut Stats) -> Result<(), String> {
    let victim = dice.below(DEVICES + 1);
    let starting = dice.percent(15);
    if dice.percent(20) {
        stage.proxy.cut(Break::Closed);
    }
    if !starting {
        stage.until_ready(victim)?;
    }
    wait(Duration::from_millis(dice.below(MOST_LIFE_MS) as u64));
    stats.starting += usize::from(starting);
    if victim == DEVICES {
        stage.kill_server()?;
        stats.servers += 1;
        wait(Duration::from_millis(dice.below(MOST_DEATH_MS) as u64));
        stage.server.serve()
    } else {
        stage.kill_device(victim)?;
        stats.devices += 1;
        wait(Duration::from_millis(dice.below(MOST_DEATH_MS) as u64));
        stage.start_device(victim, dice.roll())
    }
}

/// Not a wait for something to have happened: the instant of a kill is what is drawn.
fn wait(time: Duration) {
    let until = Instant::now() + time;
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        std::thread::park_timeout(left);
        if left.is_zero() {
            return;
        }
    }
}
