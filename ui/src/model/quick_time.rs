//! Times by chips: a start, a length, an end that follows; and times as people type them.

use chrono::{NaiveTime, Timelike};

/// Starts offered as chips.
#[must_use]
pub fn starts() -> Vec<NaiveTime> {
    [(8, 30), (9, 0), (9, 30), (10, 0), (14, 30), (15, 0), (15, 30), (16, 0)]
        .into_iter()
        .filter_map(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0))
        .collect()
}

/// Lengths offered as chips, in minutes.
pub const LENGTHS: [u16; 6] = [30, 60, 90, 120, 150, 180];

/// The end of a service that starts then and takes so long; `None` past midnight.
#[must_use]
pub fn end(start: NaiveTime, minutes: u16) -> Option<NaiveTime> {
    let (end, days) = start.overflowing_add_signed(chrono::TimeDelta::minutes(i64::from(minutes)));
    (days == 0).then_some(end)
}

/// The length between two times on one day, when the end is later.
#[must_use]
pub fn between(start: NaiveTime, end: NaiveTime) -> Option<u32> {
    u32::try_from((end - start).num_minutes())
        .ok()
        .filter(|minutes| *minutes > 0)
}

/// "09:30".
#[must_use]
pub fn show(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Reads "9:30", "0930", "９：３０", "9点半", "9点". `None` for anything else.
#[must_use]
pub fn read(text: &str) -> Option<NaiveTime> {
    let text: String = text.chars().filter_map(narrow).collect();
    let (hour, minute) = match text.split_once(':') {
        Some((hour, "")) => (hour.to_owned(), "0".to_owned()),
        Some((hour, minute)) => (hour.to_owned(), minute.to_owned()),
        None if text.len() <= 2 => (text, "0".to_owned()),
        None => {
            let cut = text.len().saturating_sub(2);
            (text.chars().take(cut).collect(), text.chars().skip(cut).collect())
        }
    };
    NaiveTime::from_hms_opt(number(&hour)?, number(&minute)?, 0)
}

fn number(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 2 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn narrow(c: char) -> Option<String> {
    match c {
        ' ' | '分' | '　' => None,
        '：' | '点' | '时' | '.' => Some(":".to_owned()),
        '半' => Some("30".to_owned()),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).map(String::from),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn times_are_read_the_way_people_write_them() {
        for text in [
            "9:30",
            "09:30",
            "0930",
            "930",
            "９：３０",
            "9点半",
            "9点30分",
            "9.30",
            "09:30 ",
        ] {
            assert_eq!(read(text), Some(at(9, 30)), "{text}");
        }
        assert_eq!(read("9点"), Some(at(9, 0)));
        assert_eq!(read("14"), Some(at(14, 0)));
        for text in ["", "24:00", "9:60", "村", "1:2:3", "99999", "-9", "+9"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn an_end_never_passes_midnight() {
        assert_eq!(end(at(9, 30), 90), Some(at(11, 0)));
        assert_eq!(end(at(23, 30), 60), None);
        assert_eq!(between(at(9, 0), at(11, 30)), Some(150));
        assert_eq!(between(at(11, 0), at(9, 0)), None);
    }
}
