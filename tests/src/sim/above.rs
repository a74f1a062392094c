//! A device of the county syncs over the same bad wire as everybody. At the end it holds figures of every entry, as the server has them,
//! and nothing else of any.

use cunfa_core::{Figure, Person};
use cunfa_evidence::act::id_of;
use cunfa_protocol::command::OpenFromAbove;

use super::World;
use crate::harness::{Fault, TestDevice, TestServer, Who, raw};

/// After how many steps of a run it syncs again.
const EVERY: usize = 9;

/// What the county's device holds, and what it should hold.
#[derive(Debug, Clone, Default)]
pub struct AboveSeen {
    /// Figures on the device, by entry.
    pub held: Vec<Figure>,
    /// Figures of the server's rows, by entry.
    pub told: Vec<Figure>,
    /// How many entries the device holds anything else of, and how many photos.
    pub texts: usize,
}

impl World {
    /// A pass of the county's device, of which every other is cut after its first request.
    ///
    /// # Errors
    /// When the app is closed.
    pub(super) async fn syncs_above(&mut self, step: usize) -> Result<(), String> {
        if step % EVERY != EVERY - 1 {
            return Ok(());
        }
        let mut left = if step.is_multiple_of(2) { 1 } else { usize::MAX };
        self.above.link.fate(Box::new(move || {
            let through = left > 0;
            left = left.saturating_sub(1);
            if through { Fault::None } else { Fault::DropRequest }
        }));
        self.above.sync().await?;
        self.opens_one(step).await
    }

    /// The county opens a text for a reason. From then on that act may not get lost; with a network its text comes.
    async fn opens_one(&mut self, step: usize) -> Result<(), String> {
        let figures = raw::store(self.above.folder())?.all_figures().map_err(fault)?;
        let Some(figure) = figures.get(step % figures.len().max(1)) else {
            return Ok(());
        };
        let (entry, reason) = (figure.entry, format!("核对 {}", self.word()));
        let opened = self.above.ask(OpenFromAbove { entry, reason }).await;
        let opened = opened.map_err(|code| format!("opening {entry} from above: {code:?}"))?;
        let kept = raw::store(self.above.folder())?
            .opening(entry, Who::County.person().id)
            .map_err(fault)?
            .ok_or("an opening was not kept")?;
        let batch = kept.batch.open().map_err(fault)?;
        self.promises
            .acts
            .extend(batch.acts.iter().map(|bytes| (id_of(bytes), entry)));
        if opened.text.is_some_and(|text| text.entry.village != kept.village) {
            return Err(format!("another text than {entry} was opened"));
        }
        self.stats.opened += 1;
        Ok(())
    }

    /// The wire is good.
    pub(super) async fn rests_above(&self) -> Result<(), String> {
        self.above.link.always(Fault::None);
        self.above.link.deliver_late();
        self.above.sync().await.map(|_| ())
    }

    /// What it holds.
    pub(super) fn seen_above(&self) -> Result<AboveSeen, String> {
        let store = raw::store(self.above.folder())?;
        let held = raw::held(self.above.folder())?;
        let indexed = held.indexed.len();
        Ok(AboveSeen {
            held: store.all_figures().map_err(fault)?,
            told: told(&self.scene.server)?,
            texts: held.entries.len() + held.blobs.len() + indexed,
        })
    }
}

/// A device of the county's person, enrolled beside the seats.
pub(super) async fn device(scene: &crate::harness::Scene, seed: u64) -> Result<TestDevice, String> {
    let device = TestDevice::new(&scene.server, seed.wrapping_add(0xAB0E))?;
    scene.enrol(&device, &[Who::County]).await?;
    Ok(device)
}

fn fault(error: impl std::fmt::Display) -> String {
    format!("from above: {error}")
}

fn told(server: &TestServer) -> Result<Vec<Figure>, String> {
    let person: Person = Who::County.person();
    let rows = server.projection()?.into_iter();
    let mut told: Vec<Figure> = rows
        .filter(|row| person.covers(&row.village))
        .map(|row| Figure {
            entry: row.entry,
            village: row.village,
            date: row.date,
            kind: row.kind,
            mode: row.mode,
            minutes: row.minutes,
            people: row.listed.people,
            result: row.listed.result,
            stage: row.stage,
            major: row.listed.major,
            counsel: row.counsel,
            corrects: row.listed.corrects,
        })
        .collect();
    told.sort_by_key(|figure| figure.entry);
    Ok(told)
}
