//! Photos: named by an entry, some chunks each, moved by the same passes. Nothing is said to be on the server that is not there.

use super::World;
use crate::harness::photos;

/// Most bytes of a photo of the simulation: four chunks.
const MOST_BYTES: usize = 120_000;

impl World {
    /// A counsel adds a photo or two to an entry.
    pub(super) async fn photos(&mut self, place: usize) -> Result<(), String> {
        let Some(view) = self.pick(place, |view| view.may_change).await? else {
            return Ok(());
        };
        let entry = view.row.entry;
        let mut new = Vec::new();
        for _ in 0..=self.dice.below(2) {
            let length = 1 + self.dice.below(MOST_BYTES);
            new.push(photos::bytes(&mut self.dice, length));
        }
        let mut actor = [0; 16];
        self.dice.fill(&mut actor);
        let blobs: Vec<_> = new.iter().map(|bytes| photos::id(bytes)).collect();
        self.seat(place)?.device.attach(entry, new, actor).await?;
        self.tell(place, format!("adds {} photos to {entry}", blobs.len()));
        self.stats.photos += blobs.len();
        self.promises.photos.extend(blobs.into_iter().map(|blob| (blob, place)));
        Ok(())
    }

    /// Every photo this device shows as delivered is on the server at this instant, whole.
    ///
    /// # Errors
    /// What is shown too early.
    pub async fn check_photos(&mut self, place: usize) -> Result<(), String> {
        let blobs: Vec<_> = self.promises.photos.keys().copied().collect();
        let seat = self.seat(place)?;
        let current = seat.device.epoch().await? == self.scene.server.epoch()?;
        let seen = seat.device.photos(blobs).await?;
        for (blob, photo) in seen.iter().filter(|(_, photo)| current && photo.state.on_server) {
            let server = &self.scene.server;
            let there = server.holds(*blob)? && server.blob(*blob)?.is_some_and(|bytes| photos::is_blob(&bytes, *blob));
            if !there {
                return Err(format!("{}: photo {blob} is {photo:?}, the server lacks it", seat.name));
            }
        }
        let odd = seen
            .iter()
            .find(|(_, photo)| photo.state.whole != photo.sound || photo.state.lost);
        match odd {
            Some((blob, photo)) => Err(format!("{}: photo {blob} is {photo:?}", seat.name)),
            None => Ok(()),
        }
    }
}
