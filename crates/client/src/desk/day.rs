//! What day it is, as far as this device can know: its clock, held against the last word of the server's.
//!
//! A clock decides nothing about what may be kept (case T1). One that is known to be wrong is put right for the day a form begins
//! with; where it cannot be, later days are taken, since a person knows the day.

use chrono::{Days, NaiveDate, NaiveDateTime};
use cunfa_protocol::Code;

use super::{Desk, code_of};
use crate::clock::Heard;

/// How many days after the server's last word are taken from a device whose clock stands before it: it is known to be wrong, and by
/// how much is not.
const UNKNOWN_DAYS: Days = Days::new(366);

/// What is known of now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Now {
    /// The likeliest civil time where the device is.
    pub(crate) local: NaiveDateTime,
    /// The last day that may be today.
    pub(crate) latest: NaiveDate,
}

impl Desk {
    /// What is known of now.
    pub(crate) fn now(&self) -> Result<Now, Code> {
        let heard = self.heard()?;
        Ok(now(heard, self.now_ms(), |ms| self.config.local_at(ms)))
    }

    /// The likeliest civil date where the device is.
    pub(crate) fn today(&self) -> Result<NaiveDate, Code> {
        self.now().map(|now| now.local.date())
    }

    /// The last word of the server's clock.
    pub(crate) fn heard(&self) -> Result<Option<Heard>, Code> {
        let held = self.store()?.time_token().map_err(code_of)?;
        Ok(held.map(|held| Heard {
            server_ms: held.server_time_ms,
            device_ms: held.device_time_ms,
        }))
    }
}

/// `now_ms` is the device's clock.
fn now(heard: Option<Heard>, now_ms: i64, local: impl Fn(i64) -> NaiveDateTime) -> Now {
    let likely = local(heard.map_or(now_ms, |heard| heard.likely_ms(now_ms)));
    let latest = match heard {
        Some(heard) if heard.is_behind(now_ms) => likely.date().checked_add_days(UNKNOWN_DAYS).unwrap_or(likely.date()),
        Some(heard) => local(heard.latest_ms(now_ms)).date(),
        None => likely.date(),
    };
    Now { local: likely, latest }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    const DAY: i64 = 86_400_000;
    /// 2026-11-23 16:00 UTC.
    const SERVER: i64 = 1_795_449_600_000;

    fn at(held: Option<(i64, i64)>, now_ms: i64) -> (String, String) {
        let heard = held.map(|(server_ms, device_ms)| Heard { server_ms, device_ms });
        let now = now(heard, now_ms, |ms| {
            DateTime::from_timestamp_millis(ms).unwrap_or_default().naive_utc()
        });
        (now.local.date().to_string(), now.latest.to_string())
    }

    fn days(local: &str, latest: &str) -> (String, String) {
        (local.to_owned(), latest.to_owned())
    }

    #[test]
    fn a_clock_that_agreed_with_the_server_is_believed_and_so_is_one_of_which_nothing_was_heard() {
        assert_eq!(at(None, SERVER), days("2026-11-23", "2026-11-23"));
        assert_eq!(at(None, 0), days("1970-01-01", "1970-01-01"));
        let agreed = Some((SERVER, SERVER + 60_000));
        assert_eq!(at(agreed, SERVER + 3 * DAY), days("2026-11-26", "2026-11-26"));
    }

    #[test]
    fn a_clock_that_fell_back_to_1970_begins_with_the_servers_last_day_and_takes_later_ones() {
        let agreed = Some((SERVER, SERVER));
        assert_eq!(at(agreed, 0), days("2026-11-23", "2027-11-24"));
        assert_eq!(at(agreed, SERVER - DAY), days("2026-11-23", "2027-11-24"));
    }

    #[test]
    fn a_clock_that_was_in_1970_when_the_server_spoke_is_put_right_by_its_word() {
        let off = Some((SERVER, DAY));
        assert_eq!(at(off, 3 * DAY), days("2026-11-25", "2027-11-26"));
        assert_eq!(at(off, 0), days("2026-11-23", "2027-11-24"), "it fell back once more");
    }

    #[test]
    fn a_clock_that_is_days_behind_takes_the_days_up_to_the_real_one() {
        let behind = Some((SERVER, SERVER - 3 * DAY));
        assert_eq!(at(behind, SERVER + DAY), days("2026-11-24", "2026-11-27"));
    }

    #[test]
    fn a_clock_that_is_ahead_begins_with_the_real_day_and_refuses_none_that_it_shows() {
        let ahead = Some((SERVER, SERVER + 730 * DAY));
        assert_eq!(at(ahead, SERVER + 731 * DAY), days("2026-11-24", "2028-11-23"));
        assert_eq!(
            at(ahead, SERVER + 2 * DAY),
            days("2026-11-25", "2026-11-25"),
            "it was set right"
        );
        let far = Some((SERVER, 4_291_747_200_000));
        assert_eq!(at(far, 4_291_747_200_000), days("2026-11-23", "2106-01-01"));
    }

    #[test]
    fn no_clock_and_no_word_of_a_server_makes_it_stumble() {
        for (server_ms, device_ms) in [(i64::MIN, i64::MAX), (i64::MAX, i64::MIN)] {
            for now_ms in [i64::MIN, 0, i64::MAX] {
                let any = |ms| DateTime::from_timestamp_millis(ms).unwrap_or_default().naive_utc();
                let _ = now(Some(Heard { server_ms, device_ms }), now_ms, any);
            }
        }
    }
}
