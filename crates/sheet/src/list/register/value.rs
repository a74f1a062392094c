//! A cell to the value of a record, by the shape of its column. What cannot be read is refused, never guessed.

use chrono::{Days, NaiveDate};
use cunfa_core::list::{Column, Repair, Repaired, Why};
use cunfa_core::register::{Column as C, Shape};

use super::super::clean;
use super::super::counsel::{self, ROLES};
use super::super::heading::Headings;
use super::super::villages::taken;
use crate::read::{Row, Value};

/// Days before 1900 by which Excel counts; with them its numbers are days.
const EXCEL_EPOCH: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);
/// Excel's numbers of the years 1980 to 2100.
const SERIALS: std::ops::RangeInclusive<u32> = 29_221..=73_415;
/// What people write where there is no last day.
const WITHOUT_END: [&str; 6] = ["长期", "无固定期限", "至今", "无", "—", "/"];
/// With what a term ends that has no last day.
const OPEN: [&str; 3] = ["长期", "无固定期限", "至今"];
/// What may stand in, between and around days; with anything else a text says more than days (起一年, 暂定).
const AROUND: &str = "年月日号./-—–―~～至到起止自从()（）、,， \n";
const YES: [&str; 10] = ["是", "有", "√", "✓", "yes", "y", "原有", "原有安排", "已备案", "已确认"];
const NO: [&str; 11] = ["否", "无", "没有", "不是", "未备案", "未", "×", "no", "n", "-", "—"];
/// Codes of the three kinds of counsel, in the order of [`ROLES`].
const ROLE_CODES: [&str; 3] = ["lawyer", "trainee", "legal_worker"];

/// What is said of a last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    /// Nothing.
    Unsaid,
    /// There is none.
    Open,
    /// This one.
    On(NaiveDate),
}

/// One row with its headings.
pub(super) type At<'r> = (&'r Row, &'r Headings);

/// The text of a cell, cleaned.
pub(super) fn text(
    (row, headings): At<'_>,
    column: Column,
    repairs: &mut Vec<Repaired>,
) -> Result<Option<String>, Why> {
    let cell = clean::text(row, headings.at(column), column)?;
    Ok(cell.map(|cell| taken(cell, repairs)))
}

/// The value of a cell. Of villages, persons and records the text: what it means, the registers say.
pub(super) fn read(at: At<'_>, column: C, repairs: &mut Vec<Repaired>) -> Result<Option<String>, Why> {
    let label = Column::Of(column);
    let Some(text) = text(at, label, repairs)? else {
        return Ok(None);
    };
    let unread = |text: &str| Why::Value(label, text.to_owned());
    let value = match column.shape() {
        Shape::Date => return date(label, &text, repairs),
        Shape::Fen => fen(&text),
        Shape::YesNo => yes_no(&text).map(str::to_owned),
        Shape::Choice(_) => choice(column, &text)?,
        Shape::Hours => Some(hours(&text)),
        Shape::Half => half(&text),
        Shape::Scores => scores(&text),
        Shape::Line(_)
        | Shape::Text(_)
        | Shape::Village
        | Shape::Villages
        | Shape::Person
        | Shape::Record(_)
        | Shape::Month
        | Shape::Root
        | Shape::Drawn
        | Shape::Answers => {
            return Ok(Some(text));
        }
    };
    value.map(Some).ok_or_else(|| unread(&text))
}

/// As it stands in its cell, but for blanks at its ends and composed characters.
pub(super) fn as_it_stands((row, headings): At<'_>, column: C) -> Option<String> {
    let cell = row.get(&headings.at(Column::Of(column))?)?;
    match &cell.value {
        Value::Text(text) => Some(cunfa_core::text::tidy(text)),
        Value::Number(_) | Value::Other(_) | Value::Error(_) => None,
    }
}

/// One day. `None` for a word that says that there is none.
fn date(label: Column, text: &str, repairs: &mut Vec<Repaired>) -> Result<Option<String>, Why> {
    let told = |repair, now: &str| Repaired {
        column: label,
        repair,
        was: text.to_owned(),
        now: now.to_owned(),
    };
    if label == Column::Of(C::To) && WITHOUT_END.contains(&text) {
        repairs.push(told(Repair::OpenEnd, ""));
        return Ok(None);
    }
    let days = days(text);
    let [day] = days.as_deref().unwrap_or_default() else {
        return Err(Why::Value(label, text.to_owned()));
    };
    let day = day.to_string();
    if day != text {
        repairs.push(told(Repair::Date, &day));
    }
    Ok(Some(day))
}

/// Whether a row says in so many words that there is no last day.
pub(super) fn has_no_end(at: At<'_>) -> Result<bool, Why> {
    let text = text(at, Column::Of(C::To), &mut Vec::new())?;
    Ok(text.is_some_and(|text| WITHOUT_END.contains(&text.as_str())))
}

/// A first day and what is said of the last one: 聘期. One day alone may be either, unless it says which.
pub(super) fn term(text: &str) -> Result<(NaiveDate, Last), Why> {
    let open = OPEN.iter().find_map(|word| text.strip_suffix(word));
    let begins = text.contains(['起', '自', '从']) && !text.contains(['止', '到', '至']);
    match (days(open.unwrap_or(text)).as_deref(), open) {
        (Some([from]), Some(_)) => Ok((*from, Last::Open)),
        (Some([from]), None) if begins => Ok((*from, Last::Unsaid)),
        (Some([from, to]), None) => Ok((*from, Last::On(*to))),
        _ => Err(Why::Value(Column::Term, text.to_owned())),
    }
}

/// The days that a text names, however they are written: 2026-1-1, 2026年1月1日, 20260101, 46023 as Excel counts.
fn days(text: &str) -> Option<Vec<NaiveDate>> {
    // The time of a day.
    let text = text.split_once('T').map_or(text, |(day, _)| day);
    let text = text.strip_suffix(" 00:00:00").unwrap_or(text);
    if !text.chars().all(|c| c.is_ascii_digit() || AROUND.contains(c)) {
        return None;
    }
    let digits = text.split(|c: char| !c.is_ascii_digit());
    let digits: Vec<&str> = digits.filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.parse::<u32>().ok();
    if let [serial] = digits.as_slice()
        && let Some(days) = number(serial).filter(|days| SERIALS.contains(days) && text.len() == serial.len())
    {
        let day = EXCEL_EPOCH?.checked_add_days(Days::new(days.into()))?;
        return Some(vec![day]);
    }
    let whole = |part: &&str| -> Option<NaiveDate> {
        let (year, rest) = part.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)
    };
    if digits.iter().all(|part| part.len() == 8) {
        return digits.iter().map(whole).collect();
    }
    let parts = digits.chunks(3).map(|part| match part {
        [year, month, day] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)
        }
        _ => None,
    });
    parts.collect()
}

/// Yuan, as whole fen.
fn fen(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !"元￥¥,， ".contains(*c)).collect();
    let (whole, part) = plain.split_once('.').unwrap_or((plain.as_str(), ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=7).contains(&whole.len()) || part.len() > 2 || !is_digits(whole) || !is_digits(part) {
        return None;
    }
    let fen: u32 = format!("{whole}{part:0<2}").parse().ok()?;
    Some(fen.to_string())
}

fn yes_no(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    if YES.contains(&text.as_str()) {
        Some("yes")
    } else {
        NO.contains(&text.as_str()).then_some("no")
    }
}

fn choice(column: C, text: &str) -> Result<Option<String>, Why> {
    let code = match column {
        C::CounselKind => return counsel::role_of(text).map(|role| Some(role_code(role).to_owned())),
        C::FirmKind => firm_kind(text),
        C::Verdict => match text {
            "优秀" => Some("good"),
            "合格" => Some("basic"),
            "不合格" => Some("poor"),
            _ => None,
        },
        _ => None,
    };
    Ok(code.map(str::to_owned))
}

/// The code of what somebody is.
pub(super) fn role_code(role: &str) -> &'static str {
    let at = ROLES.iter().position(|(one, _)| *one == role);
    at.and_then(|at| ROLE_CODES.get(at)).copied().unwrap_or("lawyer")
}

/// What the code of somebody is called.
pub(super) fn role_name(code: &str) -> &'static str {
    let at = ROLE_CODES.iter().position(|one| *one == code);
    at.and_then(|at| ROLES.get(at)).map_or("", |(role, _)| role)
}

/// What a firm is, by its name or by a word for it.
pub(super) fn firm_kind(text: &str) -> Option<&'static str> {
    if text.ends_with("法律服务所") || text == "基层所" {
        Some("legal_service")
    } else {
        (text.ends_with("律师事务所") || text.ends_with("律师所") || text == "律所").then_some("law_firm")
    }
}

fn hours(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !"学小时课 ".contains(*c)).collect();
    plain.strip_suffix(".0").map(str::to_owned).unwrap_or(plain)
}

/// 2026年上半年, or 2026-1.
fn half(text: &str) -> Option<String> {
    let (year, rest) = text.split_at_checked(4)?;
    let is_year = year.bytes().all(|byte| byte.is_ascii_digit());
    let part = match rest.trim_start_matches(['年', '-', '度']) {
        "上半年" | "1" => "1",
        "下半年" | "2" => "2",
        _ => return None,
    };
    is_year.then(|| format!("{year}-{part}"))
}

/// Points by key: on_site=38.5；lectures=10.
fn scores(text: &str) -> Option<String> {
    let pairs = text
        .split([';', '；', '\n'])
        .map(str::trim)
        .filter(|pair| !pair.is_empty());
    let read = |pair: &str| -> Option<(String, u32)> {
        let (key, points) = pair.split_once('=')?;
        let (whole, part) = points.trim().split_once('.').unwrap_or((points.trim(), "0"));
        let tenths = whole.parse::<u32>().ok()?.checked_mul(10)?;
        let part = part.parse::<u32>().ok().filter(|_| part.len() == 1)?;
        Some((key.trim().to_owned(), tenths.checked_add(part)?))
    };
    let mut pairs = pairs.map(read).collect::<Option<Vec<_>>>()?;
    pairs.sort();
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(key, tenths)| format!("{key}={tenths}"))
        .collect();
    Some(pairs.join(";"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_day_is_read_however_it_is_written_and_half_a_date_is_not() {
        let day: NaiveDate = "2026-01-05".parse().unwrap();
        for text in [
            "2026-1-5",
            "2026/01/05",
            "2026.1.5",
            "2026年1月5日",
            "20260105",
            "2026-01-05T00:00:00",
            "46027",
        ] {
            assert_eq!(days(text), Some(vec![day]), "{text}");
        }
        for text in [
            "2026年1月",
            "1月5日",
            "2026-13-05",
            "26.1.5",
            "下个月",
            "2026年1月5日（暂定）",
        ] {
            assert_ne!(days(text).map(|days| days.len()), Some(1), "{text}");
        }
        let to: NaiveDate = "2027-12-31".parse().unwrap();
        for text in [
            "2026.1.5-2027.12.31",
            "2026年1月5日至2027年12月31日",
            "20260105—20271231",
        ] {
            assert_eq!(term(text), Ok((day, Last::On(to))), "{text}");
        }
        assert_eq!(term("2026.1.5-长期"), Ok((day, Last::Open)));
        assert_eq!(term("2026年1月5日起"), Ok((day, Last::Unsaid)));
        // How long it is, or which of its days one day is, is not guessed.
        for text in ["一年", "2026年1月5日起一年", "2026-01-05", "至2027年12月31日止"] {
            assert!(term(text).is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_halves_points_and_answers_are_read_as_people_write_them() {
        assert_eq!(fen("￥1,800.5 元").as_deref(), Some("180050"));
        assert_eq!((fen("八百"), fen("8.005"), fen("")), (None, None, None));
        assert_eq!(half("2026年上半年").as_deref(), Some("2026-1"));
        assert_eq!((half("2026-2").as_deref(), half("上半年")), (Some("2026-2"), None));
        assert_eq!(
            scores("on_site=38.5；lectures=10").as_deref(),
            Some("lectures=100;on_site=385")
        );
        assert_eq!(
            (yes_no("√"), yes_no("否"), yes_no("也许")),
            (Some("yes"), Some("no"), None)
        );
        assert_eq!(firm_kind("三塘法律服务所"), Some("legal_service"));
        assert_eq!(
            (firm_kind("正道律师事务所"), firm_kind("正道")),
            (Some("law_firm"), None)
        );
    }
}
