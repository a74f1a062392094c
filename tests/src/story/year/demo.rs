//! `cargo xtask demo --year`: the year is made once a day, then a server runs on it and people join it like any other.

use std::path::{Path, PathBuf};
use std::time::Instant;

use cunfa_client::{Clock as _, SystemClock};
use cunfa_protocol::view::SyncOutcome;

use super::{Size, local, look, make};
use crate::story::clock::Steps;
use crate::story::interactive::{data, enrol, explain, person, show};
use crate::story::people::{DemoPerson, OFFICER, PEOPLE};
use crate::story::server::DemoServer;

/// The seed of the demo's year.
const SEED: u64 = 2016;

/// Where the demo is.
pub struct Demo {
    /// `cunfa-server`.
    pub server: PathBuf,
    /// The app.
    pub app: PathBuf,
    /// Screenshots; the house is below.
    pub out: PathBuf,
    /// How large the county is.
    pub size: Size,
}

impl Demo {
    fn house(&self) -> PathBuf {
        self.out.join("house")
    }

    /// Opens one person's window on the year and returns when it is closed.
    ///
    /// # Errors
    /// What could not be made or started.
    pub async fn open(&self, who: &str) -> Result<(), String> {
        let person = if who == OFFICER.key { &OFFICER } else { person(who)? };
        let (mut server, places) = self.ready()?;
        server.serve()?;
        println!("登记{}，首次同步…", person.name);
        fill(&server, person, &data(&self.house(), person)).await?;
        explain(person, &server.url(), &places);
        show(&mut server, &self.app, &self.house(), person)
    }

    /// Makes the year and plays a short look at it; leaves numbered screenshots.
    ///
    /// # Errors
    /// The first step that failed, by its number and name.
    pub async fn play(&self, steps: &mut Steps) -> Result<(), String> {
        look::play(self, steps).await
    }

    /// The server on the year of today, and where to look. One that is half made, or of another day, is made anew; one that is
    /// open in another terminal stays.
    pub(super) fn ready(&self) -> Result<(DemoServer, Vec<String>), String> {
        let (house, now) = (self.house(), local(SystemClock.now_ms()));
        let (folder, marker) = (house.join("server"), house.join("complete"));
        let wanted = format!("{SEED} {} {}", now.date(), self.size.entries);
        let complete = std::fs::read_to_string(&marker).unwrap_or_default();
        let mut lines = complete.lines().map(str::to_owned);
        let made = lines.next();
        if let (Some(made), Ok(server)) = (made, DemoServer::find(&self.server, &folder))
            && (made == wanted || server.healthy())
        {
            println!("用今天已经造好的一年（人物和内容均为虚构）");
            return Ok((server, lines.collect()));
        }
        let _ = std::fs::remove_dir_all(&house);
        println!("造一年的演示数据：人物和内容均为虚构，签名是真的");
        let began = Instant::now();
        let mut say = |line: &str| println!("  {:>6.1} s  {line}", began.elapsed().as_secs_f32());
        let year = make(&folder, &self.size, SEED, now, &mut say)?;
        say(&format!("完成：{} 条记录，{} 批", year.entries, year.batches));
        let server = DemoServer::adopt(&self.server, &folder)?;
        for DemoPerson { key, .. } in PEOPLE.iter().chain([&OFFICER]) {
            let lead = year.lead(key).ok_or("nobody to be")?;
            server.remember(key, &lead.id.to_string())?;
        }
        let places = year.seen.iter().map(|seen| seen.words.clone());
        let places: Vec<String> = places.chain(year.kept.iter().map(|kept| kept.words.clone())).collect();
        drop(year);
        for place in &places {
            println!("  {place}");
        }
        let text = std::iter::once(wanted)
            .chain(places.iter().cloned())
            .collect::<Vec<_>>();
        std::fs::write(&marker, text.join("\n")).map_err(|error| format!("writing {}: {error}", marker.display()))?;
        Ok((server, places))
    }
}

/// Enrols a person's device and fills it by its first sync; nothing when that was done before.
pub(super) async fn fill(server: &DemoServer, person: &DemoPerson, data: &Path) -> Result<(), String> {
    let Some(app) = enrol(server, person, data).await? else {
        return Ok(());
    };
    match app.sync_pass().await {
        SyncOutcome::Done => Ok(()),
        other => Err(format!("the first sync: {other:?}")),
    }
}
