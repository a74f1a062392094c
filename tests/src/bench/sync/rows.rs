//! The rows, each played by one participant: what is prepared past the line, and what then goes through it.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use cunfa_core::{AttachmentKind, VillageCode};

use super::corpus::Written;
use super::device::Selection;
use super::parts::Parts;
use super::party::{House, Party, Waits, Who};
use super::photo;
use crate::harness::proxy::{Break, Counts, Direction, Shape};

/// What each village holds before a row begins, where it holds anything.
const BEFORE: u64 = 20;
/// A line on which nothing has come for so long is quiet: some round trips.
const QUIET: Duration = Duration::from_millis(2_500);
/// Cuts of the row with cuts.
const CUTS: u64 = 10;
/// Photos of the last row.
const PHOTOS: u64 = 10;
/// How often that row's line breaks.
const PHOTO_CUT: Duration = Duration::from_secs(20);
/// The counsel's register: villages of 南宁市兴宁区.
const REGISTER: &str = include_str!("../../../../data/nanning-villages.csv");

/// What all rows share.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Programs and folders.
    pub house: House,
    /// Of the corpus.
    pub seed: u64,
    /// Of the corpus: today.
    pub last_day: NaiveDate,
    /// Entries of each village of the fresh tablet; 300 unless the row is scaled.
    pub fresh_entries: u64,
    /// How long a participant may take over a row.
    pub limit: Duration,
    /// The same for the photos.
    pub photo_limit: Duration,
}

/// Photos in files.
#[derive(Debug, Clone, Default)]
pub struct Album {
    /// As the camera gives them.
    pub taken: Vec<PathBuf>,
    /// As the app makes them.
    pub made: Vec<PathBuf>,
    /// All of the latter, one after the other.
    pub plain: Vec<u8>,
    /// Bytes of the latter together.
    pub bytes: u64,
}

/// What a row cost a participant.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Whether it was done within the limit.
    pub done: bool,
    /// How many entries or photos had arrived at the end.
    pub here: u64,
    /// From the command to the end, or to the last byte where only the line tells the end.
    pub seconds: f64,
    /// What the line carried.
    pub counts: Counts,
    /// Of ours only.
    pub parts: Option<Parts>,
    /// Of ours only, where somebody used the device meanwhile.
    pub waits: Option<Waits>,
}

impl Cost {
    /// Round trips: turns, and one for each connection that was opened.
    #[must_use]
    pub fn round_trips(&self) -> u64 {
        self.counts.turns + self.counts.connections
    }
}

impl Plan {
    /// The first villages of the register, from 三塘镇 on.
    ///
    /// # Errors
    /// When there are not so many.
    pub fn villages(&self, many: usize) -> Result<Vec<VillageCode>, String> {
        let codes = REGISTER.lines().filter_map(|line| line.split(',').next());
        let codes = codes.filter(|code| ("450102101".."450103").contains(code)).take(many);
        let villages = codes
            .map(|code| code.parse().map_err(|error| format!("{error}")))
            .collect::<Result<Vec<_>, _>>()?;
        if villages.len() == many {
            Ok(villages)
        } else {
            Err(format!("the register has no {many} villages"))
        }
    }

    fn select(&self, villages: &[VillageCode], from: u64, to: u64) -> Selection {
        Selection {
            seed: self.seed,
            villages: villages.to_vec(),
            last_day: self.last_day,
            from,
            to,
        }
    }

    /// The plain data of a row: how many villages, which entries.
    ///
    /// # Errors
    /// As [`Plan::villages`].
    pub fn plain(&self, villages: usize, from: u64, to: u64) -> Result<Vec<u8>, String> {
        let entries = self.select(&self.villages(villages)?, from, to).entries()?;
        Ok(entries.iter().flat_map(Written::plain).collect())
    }

    /// A participant with a device that has everything of so many villages.
    async fn settled(&self, who: Who, row: &str, villages: usize) -> Result<Party, String> {
        let villages = self.villages(villages)?;
        let mut party = Party::new(who, row, &self.house, &villages).await?;
        party
            .fill(&self.select(&villages, 0, BEFORE * villages.len() as u64))
            .await?;
        party.join(true).await?;
        party.pull(self.limit).await?;
        Ok(party)
    }

    /// One entry and one sign-off go up; the connection of an earlier request may still be there.
    ///
    /// # Errors
    /// What failed.
    pub async fn push_one(&self, who: Who) -> Result<Cost, String> {
        let mut party = self.settled(who, "push", 5).await?;
        let next = BEFORE * 5;
        party.write(&self.select(&self.villages(5)?, next, next + 1)).await?;
        party.proxy.quiet(QUIET).await;
        party.proxy.shape(Shape::VILLAGE);
        let meter = Meter::start(&mut party).await?;
        let ended = party.push(self.limit).await?;
        meter.stop(&mut party, ended.done, ended.here).await
    }

    /// The plain data of [`Plan::push_one`].
    ///
    /// # Errors
    /// As [`Plan::plain`].
    pub fn push_one_plain(&self) -> Result<Vec<u8>, String> {
        self.plain(5, BEFORE * 5, BEFORE * 5 + 1)
    }

    /// A device of 40 villages asks, and there is nothing.
    ///
    /// # Errors
    /// What failed.
    pub async fn nothing(&self, who: Who) -> Result<Cost, String> {
        let mut party = self.settled(who, "nothing", 40).await?;
        if who == Who::AutomergeRepo {
            // While it is connected it need not ask.
            party.restart().await?;
        } else {
            party.sync(self.limit).await?;
        }
        party.proxy.quiet(QUIET).await;
        party.proxy.shape(Shape::VILLAGE);
        let meter = Meter::start(&mut party).await?;
        let ended = party.sync(self.limit).await?;
        if who == Who::AutomergeRepo {
            return meter.stop_quiet(&mut party, ended.here).await;
        }
        meter.stop(&mut party, ended.done, ended.here).await
    }

    /// A device comes back after 30 days in which 60 entries were written elsewhere.
    ///
    /// # Errors
    /// What failed.
    pub async fn month(&self, who: Who) -> Result<Cost, String> {
        let mut party = self.settled(who, "month", 5).await?;
        party.restart().await?;
        let next = BEFORE * 5;
        party.fill(&self.select(&self.villages(5)?, next, next + 60)).await?;
        party.proxy.quiet(QUIET).await;
        party.proxy.shape(Shape::VILLAGE);
        let meter = Meter::start(&mut party).await?;
        let ended = party.pull(self.limit).await?;
        meter.stop(&mut party, ended.done, ended.here).await
    }

    /// The plain data of [`Plan::month`].
    ///
    /// # Errors
    /// As [`Plan::plain`].
    pub fn month_plain(&self) -> Result<Vec<u8>, String> {
        self.plain(5, BEFORE * 5, BEFORE * 5 + 60)
    }

    /// Entries of the fresh tablet.
    #[must_use]
    pub fn fresh_total(&self) -> u64 {
        15 * self.fresh_entries
    }

    /// A tablet of 15 villages that has nothing yet. With `cuts`, another such tablet after it, whose line is cut ten times,
    /// evenly over the bytes the first took (`expected` when that one did not come to its end), and whose program is killed
    /// half-way.
    ///
    /// # Errors
    /// What failed.
    pub async fn fresh(&self, who: Who, cuts: bool, expected: u64) -> Result<(Cost, Option<Cost>), String> {
        let villages = self.villages(15)?;
        let mut party = Party::new(who, "fresh", &self.house, &villages).await?;
        party.fill(&self.select(&villages, 0, self.fresh_total())).await?;
        party.proxy.shape(Shape::VILLAGE);
        let meter = Meter::start(&mut party).await?;
        party.join(false).await?;
        let (ended, waits) = party.pull_used(self.limit).await?;
        let whole = meter.stop(&mut party, ended.done, ended.here).await?;
        let whole = Cost { waits, ..whole };
        if !cuts {
            return Ok((whole, None));
        }
        let expected = if whole.done { whole.counts.down } else { expected };
        party.another_device().await?;
        self.cut(&mut party, expected).await.map(|cut| (whole, Some(cut)))
    }

    async fn cut(&self, party: &mut Party, expected: u64) -> Result<Cost, String> {
        let meter = Meter::start(party).await?;
        let until = Instant::now() + self.limit;
        let before = party.proxy.counts();
        for _ in 0..CUTS {
            party
                .proxy
                .cut_after(Direction::Down, expected / (CUTS + 1), Break::Closed);
        }
        party.join(false).await?;
        // The kill comes in the middle between two cuts.
        let watch = party.proxy.watch();
        let half = |counts: &Counts| counts.down - before.down >= expected / 2 && counts.cuts - before.cuts >= CUTS / 2;
        let first = tokio::select! {
            ended = party.pull(self.limit) => Some(ended?),
            () = watch.until(half) => None,
        };
        let ended = match first {
            Some(ended) => ended,
            None => {
                party.kill().await?;
                party.pull(until.saturating_duration_since(Instant::now())).await?
            }
        };
        party.proxy.cut_no_more();
        meter.stop(party, ended.done, ended.here).await
    }

    /// Ten photos over a line of 30 kbit/s that breaks every 20 s.
    ///
    /// # Errors
    /// What failed.
    pub async fn photos(&self, who: Who, album: &Album) -> Result<Cost, String> {
        let villages = self.villages(5)?;
        let mut party = Party::new(who, "photos", &self.house, &villages).await?;
        party.join(false).await?;
        if who == Who::Ours {
            // What the tablet of this row has of others is nothing, and it knows.
            party.pull(self.limit).await?;
        }
        let files = if who == Who::Ours { &album.taken } else { &album.made };
        if who != Who::AutomergeRepo {
            party.take_photos(files, &self.select(&villages, 0, 1)).await?;
        }
        party.proxy.quiet(QUIET).await;
        party.proxy.shape(Shape::VALLEY);
        let meter = Meter::start(&mut party).await?;
        party.proxy.cut_every(PHOTO_CUT, Break::Closed);
        if who == Who::AutomergeRepo {
            party.take_photos(files, &self.select(&villages, 0, 1)).await?;
        }
        let ended = party.send_photos(files, self.photo_limit).await?;
        party.proxy.cut_no_more();
        meter.stop(&mut party, ended.done, ended.here).await
    }

    /// The photos of that row: as a camera gives them, and as the app makes them, which is what everybody sends.
    ///
    /// # Errors
    /// What cannot be written or made.
    pub fn album(&self) -> Result<Album, String> {
        std::fs::create_dir_all(&self.house.folder).map_err(|error| format!("making a folder: {error}"))?;
        let mut album = Album::default();
        for number in 0..PHOTOS {
            let taken = photo::taken(self.seed, number)?;
            let made = cunfa_client::photos::prepare(&taken, AttachmentKind::Photo);
            let made = made.map_err(|fault| format!("making a photo ready: {fault:?}"))?.jpeg;
            album.bytes += made.len() as u64;
            for (bytes, files, of) in [(&taken, &mut album.taken, "taken"), (&made, &mut album.made, "made")] {
                let file = self.house.folder.join(format!("photo-{number}-{of}.jpg"));
                std::fs::write(&file, bytes).map_err(|error| format!("writing a photo: {error}"))?;
                files.push(file);
            }
            album.plain.extend(made);
        }
        Ok(album)
    }
}

/// Measures from its start to its stop.
struct Meter {
    began: Instant,
}

impl Meter {
    async fn start(party: &mut Party) -> Result<Meter, String> {
        party.parts().await?;
        party.proxy.take();
        Ok(Meter { began: Instant::now() })
    }

    async fn stop(self, party: &mut Party, done: bool, here: u64) -> Result<Cost, String> {
        let seconds = self.began.elapsed().as_secs_f64();
        // What still moves belongs to it: acknowledgements.
        let settled = tokio::time::timeout(4 * QUIET, party.proxy.quiet(QUIET));
        let _ = settled.await;
        cost(party, done, here, seconds).await
    }

    /// Where no answer tells the end, the last byte does.
    async fn stop_quiet(self, party: &mut Party, here: u64) -> Result<Cost, String> {
        party.proxy.quiet(QUIET).await;
        let seconds = party.proxy.last_moved().duration_since(self.began).as_secs_f64();
        cost(party, true, here, seconds).await
    }
}

async fn cost(party: &mut Party, done: bool, here: u64, seconds: f64) -> Result<Cost, String> {
    let counts = party.proxy.take();
    let parts = party.parts().await?;
    Ok(Cost {
        done,
        here,
        seconds,
        counts,
        parts,
        waits: None,
    })
}
