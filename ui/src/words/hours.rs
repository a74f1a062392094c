//! Minutes, dates and clock times as people read them. Moments arrive as ms since 1970 with the offset of the place.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// "5 小时", "1 小时 30 分", "45 分钟".
#[must_use]
pub fn length(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} 分钟"),
        (hours, 0) => format!("{hours} 小时"),
        (hours, rest) => format!("{hours} 小时 {rest} 分"),
    }
}

/// Which part of the owed minutes is there, 0 to 1000 ‰. Nothing owed is complete.
#[must_use]
pub fn permille(counted: u32, owed: u32) -> u32 {
    if owed == 0 {
        return 1000;
    }
    u32::try_from(u64::from(counted.min(owed)) * 1000 / u64::from(owed)).unwrap_or(1000)
}

/// "11月23日", with the year when it is not the one of `today`.
#[must_use]
pub fn day(date: NaiveDate, today: NaiveDate) -> String {
    if date == today {
        "今天".to_owned()
    } else if today.pred_opt() == Some(date) {
        "昨天".to_owned()
    } else if date.year() == today.year() {
        format!("{}月{}日", date.month(), date.day())
    } else {
        format!("{}年{}月{}日", date.year(), date.month(), date.day())
    }
}

/// "11月23日 星期一".
#[must_use]
pub fn day_and_weekday(date: NaiveDate) -> String {
    format!("{}月{}日 {}", date.month(), date.day(), weekday(date))
}

/// "星期一".
#[must_use]
pub fn weekday(date: NaiveDate) -> &'static str {
    match date.weekday() {
        chrono::Weekday::Mon => "星期一",
        chrono::Weekday::Tue => "星期二",
        chrono::Weekday::Wed => "星期三",
        chrono::Weekday::Thu => "星期四",
        chrono::Weekday::Fri => "星期五",
        chrono::Weekday::Sat => "星期六",
        chrono::Weekday::Sun => "星期日",
    }
}

/// A moment as local civil time; `offset_minutes` is local minus UTC.
#[must_use]
pub fn local(ms: i64, offset_minutes: i32) -> Option<NaiveDateTime> {
    let ms = ms.checked_add(i64::from(offset_minutes).checked_mul(60_000)?)?;
    DateTime::from_timestamp_millis(ms).map(|at| at.naive_utc())
}

/// "14:32".
#[must_use]
pub fn clock(ms: i64, offset_minutes: i32) -> String {
    local(ms, offset_minutes)
        .map(|at| format!("{:02}:{:02}", at.hour(), at.minute()))
        .unwrap_or_default()
}

/// "14:32" of a time of day. Written out: what formats by patterns is large.
#[must_use]
pub fn of_day(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// "今天 14:32", "昨天 09:05", "11-23 18:05", "2025-11-23 18:05".
#[must_use]
pub fn moment(ms: i64, now_ms: i64, offset_minutes: i32) -> String {
    let (Some(at), Some(now)) = (local(ms, offset_minutes), local(now_ms, offset_minutes)) else {
        return String::new();
    };
    let time = of_day(at.time());
    if at.date() == now.date() {
        format!("今天 {time}")
    } else if now.date().pred_opt() == Some(at.date()) {
        format!("昨天 {time}")
    } else if at.year() == now.year() {
        format!("{:02}-{:02} {time}", at.month(), at.day())
    } else {
        format!("{} {time}", at.date())
    }
}

/// "1.4 KB", "3.2 MB".
#[must_use]
pub fn size(bytes: u64) -> String {
    let tenths = |unit: u64| {
        let tenths = bytes.saturating_mul(10).div_ceil(unit);
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    if bytes < 1000 {
        format!("{bytes} B")
    } else if bytes < 1_000_000 {
        format!("{} KB", tenths(1000))
    } else {
        format!("{} MB", tenths(1_000_000))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn lengths_are_said_in_hours_and_minutes() {
        assert_eq!(length(45), "45 分钟");
        assert_eq!(length(300), "5 小时");
        assert_eq!(length(90), "1 小时 30 分");
    }

    #[test]
    fn the_ring_is_full_when_nothing_is_owed_and_never_overfull() {
        assert_eq!(permille(0, 0), 1000);
        assert_eq!(permille(150, 300), 500);
        assert_eq!(permille(900, 300), 1000);
    }

    #[test]
    fn a_moment_is_named_from_where_the_reader_stands() {
        let noon = 1_795_579_200_000; // 2026-11-25T04:00:00Z
        assert_eq!(moment(noon, noon + 3_600_000, 480), "今天 12:00");
        assert_eq!(moment(noon - 86_400_000, noon, 480), "昨天 12:00");
        assert_eq!(moment(noon, noon + 90 * 86_400_000, 480), "2026-11-25 12:00");
        assert_eq!(moment(i64::MAX, noon, 480), "");
    }

    #[test]
    fn days_near_today_have_names() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        assert_eq!(day(today, today), "今天");
        assert_eq!(day(NaiveDate::from_ymd_opt(2026, 2, 28).unwrap(), today), "昨天");
        assert_eq!(
            day(NaiveDate::from_ymd_opt(2025, 2, 28).unwrap(), today),
            "2025年2月28日"
        );
    }

    #[test]
    fn sizes_are_rounded_up_to_a_tenth() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1001), "1.1 KB");
        assert_eq!(size(3_200_000), "3.2 MB");
    }
}
