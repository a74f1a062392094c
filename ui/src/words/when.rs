//! Dates, times and lengths as the page prints them. Pure.

use chrono::{Datelike, NaiveDate};
use cunfa_core::ServiceTime;

use crate::model::hours;

/// "2026年11月23日 星期一".
#[must_use]
pub fn day(date: NaiveDate) -> String {
    format!(
        "{}年{}月{}日 {}",
        date.year(),
        date.month(),
        date.day(),
        hours::weekday(date)
    )
}

/// "14:00 至 15:30（1 小时 30 分）", or the length alone when only that is known.
#[must_use]
pub fn service_time(time: ServiceTime) -> String {
    let long = hours::length(u32::from(time.minutes()));
    match time {
        ServiceTime::Interval { start, end } => {
            format!("{} 至 {}（{long}）", hours::of_day(start), hours::of_day(end))
        }
        ServiceTime::Minutes(_) => format!("共 {long}"),
    }
}

/// A device clock's time as a local civil time, "2026-11-23 18:05"; `offset_minutes` is local minus UTC.
#[must_use]
pub fn moment(device_time_ms: i64, offset_minutes: i32) -> String {
    hours::local(device_time_ms, offset_minutes).map_or_else(
        || "时间不明".to_owned(),
        |at| format!("{} {}", at.date(), hours::of_day(at.time())),
    )
}

/// "2026-11-23T18:05" as "2026-11-23 18:05".
#[must_use]
pub fn written(written_at: &str) -> String {
    written_at.replace('T', " ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::NaiveTime;

    #[test]
    fn a_service_is_printed_with_day_interval_and_length() {
        assert_eq!(
            day(NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()),
            "2026年11月23日 星期一"
        );
        let at = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap();
        let time = ServiceTime::Interval {
            start: at(14, 0),
            end: at(15, 30),
        };
        assert_eq!(service_time(time), "14:00 至 15:30（1 小时 30 分）");
        assert_eq!(service_time(ServiceTime::Minutes(45)), "共 45 分钟");
    }

    #[test]
    fn a_moment_is_local_and_an_impossible_one_says_so() {
        assert_eq!(moment(1_795_427_100_000, 480), "2026-11-23 17:45");
        assert_eq!(moment(i64::MAX, 480), "时间不明");
    }
}
