//! The simulation: devices and the server over a bad wire, one seeded run. After every run all devices are equal, nothing
//! acknowledged is missing, every projection equals its rebuild, every signature holds for exactly what was signed, every photo
//! that an entry names is whole on the server and wherever its entry is, and everybody who may read the county's registers has them as the
//! server has.
//!
//! One seed always gives the same run. What may happen is in [`step`], what must hold afterwards in [`check`].

pub mod above;
mod answer;
pub mod check;
mod courier;
mod feedback;
mod needs;
pub mod observe;
mod photos;
mod projection;
mod questions;
mod registers;
mod revoke;
mod scopes;
mod step;
mod sync;
mod trouble;
mod world;
mod write;

use std::fmt;

pub use world::World;

/// How many things happen in one run before the wire heals.
const STEPS: usize = 50;
/// When a further device joins, which then is filled over the same bad wire.
const JOINS_AT: usize = 30;
/// How many of the last things are told with a failure.
const TOLD: usize = 25;

/// What happened in a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Entries that were saved.
    pub entries: usize,
    /// Changes to unsigned entries.
    pub changes: usize,
    /// Sign-offs.
    pub sign_offs: usize,
    /// Submissions by handing the tablet over.
    pub submissions: usize,
    /// Reviews.
    pub reviews: usize,
    /// Passes of sync.
    pub passes: usize,
    /// Programs killed or power cut.
    pub crashes: usize,
    /// Devices that a restored server did not know, and that signed in again.
    pub lost: usize,
    /// Entries with two values of a field that somebody settled.
    pub settled: usize,
    /// Servers put back from a backup.
    pub restored: usize,
    /// Batches that such a server had lost, and the device that made them had forgotten.
    pub orphans: usize,
    /// Devices revoked.
    pub revoked: usize,
    /// Photos that were named by an entry.
    pub photos: usize,
    /// Rows that only the server's index told of, seen after passes.
    pub told: usize,
    /// Files written for a courier.
    pub carried: usize,
    /// Scopes that became other ones.
    pub shrunk: usize,
    /// Entries that were not on a device any more because of that, seen after passes.
    pub forgotten: usize,
    /// Needs that were recorded.
    pub needs: usize,
    /// Needs that were answered by an entry.
    pub answered: usize,
    /// What people told the operator.
    pub feedback: usize,
    /// 重大事项 that the desk acknowledged.
    pub acknowledged: usize,
    /// Questions that a counsel answered.
    pub explained: usize,
    /// Texts that the county opened.
    pub opened: usize,
    /// What officers said of records of the county's registers.
    pub registered: usize,
    /// What of it was said again or put away, because it was refused.
    pub overtaken: usize,
}

/// A run that broke a promise.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Replays it.
    pub seed: u64,
    /// What is wrong.
    pub faults: Vec<String>,
    /// Everything that happened.
    pub told: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "seed {} broke a promise; replay it with: cargo xtask sim --seed {}",
            self.seed, self.seed
        )?;
        let mut last = self.told.iter().skip(self.told.len().saturating_sub(TOLD));
        last.try_for_each(|line| writeln!(f, "  {line}"))?;
        self.faults.iter().try_for_each(|fault| writeln!(f, "FAULT {fault}"))
    }
}

/// Plays one seed.
///
/// # Errors
/// The promises that were broken.
pub fn run(seed: u64) -> Result<Stats, Failure> {
    let broken = |faults| Failure {
        seed,
        faults,
        told: Vec::new(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| broken(vec![format!("starting: {error}")]))?;
    runtime.block_on(async {
        let mut world = World::new(seed).await.map_err(|fault| broken(vec![fault]))?;
        let outcome = play(&mut world).await;
        let told = std::mem::take(&mut world.told);
        outcome
            .map(|()| world.stats)
            .map_err(|faults| Failure { seed, faults, told })
    })
}

async fn play(world: &mut World) -> Result<(), Vec<String>> {
    for step in 0..STEPS {
        if step == JOINS_AT {
            world.join_late().await.map_err(|fault| vec![fault])?;
        }
        world.step().await.map_err(|fault| vec![fault])?;
        world.syncs_above(step).await.map_err(|fault| vec![fault])?;
        world.keep_registers(step).await.map_err(|fault| vec![fault])?;
    }
    world.heal().await.map_err(|fault| vec![fault])?;
    let seen = observe::observe(world).await.map_err(|fault| vec![fault])?;
    let faults = check::faults(&seen);
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}
