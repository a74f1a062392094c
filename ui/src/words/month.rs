//! Words of the month: what is missing, how a number came about, and the reminder.

use cunfa_core::rules::Line;

use super::hours;

/// Reminder.
pub const REMINDER: &str = "本月还差的现场服务";
pub const REMINDER_AWAY: &str = "本月不再提醒";
pub const REMINDER_GONE: &str = "本月不再提醒，下月再说。本月的时长仍照常显示。";
/// To the lectures that were counted.
pub const LECTURES_SHOW: &str = "看讲座记录";

/// How many days are left, today among them.
#[must_use]
pub fn days_left(days: u32) -> String {
    if days <= 1 {
        "今天是本月最后一天。已经去过的，记下来再请干部签字就行。".to_owned()
    } else {
        format!("本月连今天还有 {days} 天。已经去过的，记下来再请干部签字就行。")
    }
}

/// One village.
#[must_use]
pub fn missing(minutes: u32) -> String {
    format!("还差 {}", hours::length(minutes))
}

/// How a month's number came about, in one sentence.
#[must_use]
pub fn counted_sentence(lines: &[Line]) -> String {
    let counted = lines.iter().filter(|line| line.counted.minutes > 0).count();
    let minutes = lines.iter().map(|line| line.counted.minutes).sum();
    let left_out: u32 = lines
        .iter()
        .map(|line| line.minutes - line.counted.minutes.min(line.minutes))
        .sum();
    let out = match left_out {
        0 => String::new(),
        minutes => format!("，另有 {} 不计，原因写在各条后面", hours::length(minutes)),
    };
    format!(
        "本月 {} 条记录，{counted} 条计入，共 {}{out}。点一条可以打开看。",
        lines.len(),
        hours::length(minutes)
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use cunfa_core::EntryId;
    use cunfa_core::rules::{Counted, Reason};

    use super::*;

    fn line(minutes: u32, counted: u32) -> Line {
        let left_out = match minutes - counted {
            0 => Vec::new(),
            out => vec![(Reason::NotSigned, out)],
        };
        Line {
            entry: EntryId([1; 16]),
            number: "03-0001".to_owned(),
            date: "2026-11-23".parse().unwrap(),
            minutes,
            counted: Counted {
                minutes: counted,
                left_out,
                rounding: 0,
            },
        }
    }

    #[test]
    fn the_sentence_adds_up_to_the_lines() {
        assert_eq!(
            counted_sentence(&[line(90, 90), line(60, 45), line(30, 0)]),
            "本月 3 条记录，2 条计入，共 2 小时 15 分，另有 45 分钟 不计，原因写在各条后面。点一条可以打开看。"
        );
        assert_eq!(
            counted_sentence(&[line(60, 60)]),
            "本月 1 条记录，1 条计入，共 1 小时。点一条可以打开看。"
        );
    }
}
