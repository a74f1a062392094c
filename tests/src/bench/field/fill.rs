//! Filling a device: entries saved one by one through the app's own door, each in its own transaction, in five villages and over eight
//! years, in free Chinese text whose words repeat as those of prose do.

use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use cunfa_client::{Clock as _, SystemClock};
use cunfa_core::entry::Form;
use cunfa_core::{EntryId, Kind, Mode, VillageCode};

use super::words::Words;
use crate::bench::field_device::FieldDevice;
use crate::bench::sync::corpus::Corpus;
use crate::harness::Dice;
use crate::story::people::PEOPLE;

/// Days over which they lie.
const DAYS: u64 = 8 * 365;
/// Between two lines about the filling.
const SAY_EVERY: Duration = Duration::from_secs(10);

/// What was written so far.
pub(super) struct Filling {
    corpus: Corpus,
    /// The day of the last ones; today is free.
    last_day: NaiveDate,
    ids: Dice,
    written: u64,
    /// The words of the texts.
    pub(super) words: Words,
}

impl Filling {
    /// Nothing yet.
    pub(super) fn begin() -> Result<Filling, String> {
        let [counsel, ..] = &PEOPLE;
        let villages: Vec<VillageCode> = counsel.scope.split(',').filter_map(|code| code.parse().ok()).collect();
        let today = SystemClock.local().date();
        let last_day = today.checked_sub_days(Days::new(1)).ok_or("a day before today")?;
        Ok(Filling {
            corpus: Corpus::new(1, &villages, last_day)?,
            last_day,
            ids: Dice::new(50),
            written: 0,
            words: Words::default(),
        })
    }

    /// Saves further ones until there are so many.
    pub(super) async fn up_to(&mut self, device: &FieldDevice, entries: u64) -> Result<(), String> {
        if self.written < entries {
            println!("filling the volumes with {entries} entries");
        }
        let (began, mut said) = (Instant::now(), Instant::now());
        while self.written < entries {
            let form = self.form(self.written);
            self.words.add(&form);
            let mut id = [0; 16];
            self.ids.fill(&mut id);
            device.save_form(EntryId(id), form).await?;
            self.written += 1;
            if said.elapsed() > SAY_EVERY {
                said = Instant::now();
                println!("  {} of {entries} after {} s", self.written, began.elapsed().as_secs());
            }
        }
        Ok(())
    }

    /// The n-th entry.
    fn form(&self, n: u64) -> Form {
        Form {
            date: self.last_day.checked_sub_days(Days::new(n.wrapping_mul(7_919) % DAYS)),
            kind: Some(if n.is_multiple_of(5) {
                Kind::Drafting
            } else {
                Kind::Consultation
            }),
            mode: Some(if n.is_multiple_of(7) { Mode::Phone } else { Mode::OnSite }),
            ..self.corpus.entry(n).form
        }
    }
}
