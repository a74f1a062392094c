//! The reports of the county and the city as tables: the half-year's assessment with pay step by step and scores, the year's coverage, and the city's year.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use cunfa_core::assessment::{AssessedMonth, Conclusion, Coverage, Entries, MonthSum, Paid, ScoreLine, Scored};
use cunfa_core::rules::ScoreSheet;
use cunfa_core::{PersonId, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::view::{
    AreaRow, CityYear, CountyYear, HalfYear, ReportCounsel, ReportHead, ReportVillage, YearReport,
};
use cunfa_sheet::{Head, Item, Page};

use super::{Table, report_words as w, words, written_by};
use crate::above::report;
use crate::app::Shared;

/// The half-year that a day lies in.
pub(super) async fn half(shared: &Arc<Shared>, day: NaiveDate, made: NaiveDateTime) -> Result<Table, Code> {
    let found = shared.at_desk(move |desk| Ok((report::half_year(desk, day)?, written_by(desk, made)?)));
    let (half, by) = found.await?;
    let title = w::half_title(half.first);
    let make = |name: &str, heads: &'static [(&'static str, u8)], rows: Vec<Vec<Item>>| {
        page(&half.head, &by, (name, title.as_str()), heads, rows)
    };
    let counsel = half.counsel.iter().map(|of| counsel(&half, of));
    let months = half.villages.iter().flat_map(|of| village(&half, of));
    let mut pages = vec![
        make(w::COUNSEL, w::COUNSEL_HEADS, counsel.collect()),
        make(w::VILLAGES, w::VILLAGE_HEADS, months.collect()),
        make(w::AREAS, w::AREA_HEADS, half.areas.iter().map(area).collect()),
    ];
    if !half.sheets.is_empty() {
        let lines = half.counsel.iter().flat_map(|of| scores(&half, of));
        pages.push(make(w::SCORES, w::SCORE_HEADS, lines.collect()));
    }
    Ok(Table {
        rows: half.counsel.len(),
        pages,
        about: title,
        not_here: 0,
    })
}

/// The year that a day lies in.
pub(super) async fn year(shared: &Arc<Shared>, day: NaiveDate, made: NaiveDateTime) -> Result<Table, Code> {
    let found = shared.at_desk(move |desk| Ok((report::year_report(desk, day)?, written_by(desk, made)?)));
    let (year, by) = found.await?;
    let title = w::year_title(year.first);
    let make = |name: &str, heads: &'static [(&'static str, u8)], rows: Vec<Vec<Item>>| {
        page(&year.head, &by, (name, title.as_str()), heads, rows)
    };
    let pages = vec![
        make(w::AREAS, w::AREA_HEADS, year.areas.iter().map(area).collect()),
        make(w::BY_MONTH, w::MONTH_HEADS, months(&year.months)),
        make(w::WITHOUT, w::WITHOUT_HEADS, without(&year)),
    ];
    Ok(Table {
        rows: year.areas.len(),
        pages,
        about: title,
        not_here: 0,
    })
}

/// The year of a city: its counties, what they come to together and month by month, and from which data each is.
pub(super) async fn city(shared: &Arc<Shared>, year: &CityYear, made: NaiveDateTime) -> Result<Table, Code> {
    let by = shared.at_desk(move |desk| written_by(desk, made)).await?;
    let title = w::city_title(year.first);
    let mut foot = vec![w::FOOT.to_owned(), w::CITY_SUM.to_owned()];
    if year.closed > 0 {
        foot.push(w::closed(year.closed));
    }
    let page = |name: &str, heads: &[(&str, u8)], rows: Vec<Vec<Item>>| Page {
        name: name.to_owned(),
        title: format!("{title}：{name}"),
        lead: vec![by.clone()],
        heads: heads.iter().map(|(name, width)| Head::new(name, *width)).collect(),
        rows,
        foot: foot.clone(),
    };
    let mut counties: Vec<Vec<Item>> = year.counties.iter().map(county).collect();
    let mut sum = covered("", w::SUM, &year.sum);
    sum.extend([Item::Number(year.without), Item::Number(year.requests)]);
    counties.push(sum);
    let data = year.counties.iter().map(|one| {
        let mut items = vec![Item::from(one.area.to_string()), Item::from(one.name.as_str())];
        items.push(Item::from(w::data(&one.head.data)));
        items.push(Item::from(words::rules(&one.head.rules).join(" ")));
        let limits: Vec<String> = one.head.limits.iter().map(w::limit).collect();
        items.push(Item::from(limits.join(" ")));
        items
    });
    let heads = [w::AREA_HEADS, w::CITY_HEADS].concat();
    Ok(Table {
        rows: year.counties.len(),
        pages: vec![
            page(w::COUNTIES, &heads, counties),
            page(w::BY_MONTH, w::MONTH_HEADS, months(&year.months)),
            page(w::DATA, w::DATA_HEADS, data.collect()),
        ],
        about: title,
        not_here: 0,
    })
}

fn county(of: &CountyYear) -> Vec<Item> {
    let mut items = covered(&of.area.to_string(), &of.name, &of.coverage);
    items.extend([of.without, of.requests].map(Item::Number));
    items
}

fn page(
    head: &ReportHead,
    by: &str,
    (name, title): (&str, &str),
    heads: &'static [(&'static str, u8)],
    rows: Vec<Vec<Item>>,
) -> Page {
    let mut foot = vec![w::FOOT.to_owned()];
    foot.extend(head.limits.iter().map(w::limit));
    foot.extend(words::rules(&head.rules));
    Page {
        name: name.to_owned(),
        title: format!("{title}：{name}"),
        lead: vec![by.to_owned(), w::data(&head.data)],
        heads: heads.iter().map(|(name, width)| Head::new(name, *width)).collect(),
        rows,
        foot,
    }
}

fn entries(of: &Entries) -> [Item; 4] {
    [of.all, of.unsigned, of.unreviewed, of.returned].map(Item::Number)
}

fn registered(count: Option<u32>) -> Item {
    count.map_or_else(|| Item::from(w::NOT_REGISTERED), Item::Number)
}

fn area(of: &AreaRow) -> Vec<Item> {
    covered(&of.area.to_string(), &of.name, &of.coverage)
}

fn covered(code: &str, name: &str, it: &Coverage) -> Vec<Item> {
    let mut items = vec![Item::from(code), Item::from(name)];
    let counts = [
        it.villages,
        it.with_counsel,
        it.met,
        it.months,
        it.met_months,
        it.owed_minutes,
        it.counted_minutes,
        it.missing_minutes,
        it.lectures_held,
        it.lectures_owed,
        it.lectures_missing,
    ];
    items.extend(counts.map(Item::Number));
    items.extend(entries(&it.entries));
    items.extend([Item::Number(it.counsel), registered(it.trained)]);
    items
}

fn counsel(half: &HalfYear, of: &ReportCounsel) -> Vec<Item> {
    let it = &of.assessed;
    let names: BTreeMap<&VillageCode, &str> = half
        .villages
        .iter()
        .map(|one| (&one.village.code, one.village.name.as_str()))
        .collect();
    let villages = it.villages.iter().filter_map(|code| names.get(code).copied());
    let villages: Vec<&str> = villages.collect();
    let mut items = vec![Item::from(name_of(of)), Item::from(villages.join("、"))];
    let counts = [
        it.months,
        it.met_months,
        it.owed_minutes,
        it.counted_minutes,
        it.missing_minutes,
        it.lectures_held,
        it.lectures_owed,
        it.lectures_missing,
    ];
    items.extend(counts.map(Item::Number));
    items.extend(entries(&it.entries));
    let (pay, has_pay) = (&it.pay, it.pay.months > 0);
    let amount = |fen: u32| {
        if has_pay {
            Item::Fen(fen)
        } else {
            Item::from(w::NOT_REGISTERED)
        }
    };
    items.extend([
        registered(it.trainings),
        amount(pay.base_fen),
        amount(pay.fen),
        Item::Number(pay.months_without),
    ]);
    let total = it
        .scores
        .as_ref()
        .zip(sheet(half, of))
        .map(|(scores, sheet)| scores.total(sheet));
    items.extend(match total {
        Some(total) => [
            Item::from(w::points(total.tenths)),
            Item::Number(total.of_points),
            Item::Number(total.without),
        ],
        None => [registered_total(of), Item::Empty, Item::Empty],
    });
    let concluded = it.concluded.as_ref();
    let verdict = concluded.map_or("", |one| w::verdict(one.verdict));
    let note = concluded.map_or("", |one| one.note.as_str());
    items.extend([Item::from(verdict), Item::from(note)]);
    items
}

/// The sum that the county registered, where no sheet gives one.
fn registered_total(of: &ReportCounsel) -> Item {
    let it = &of.assessed;
    let concluded = it.concluded.as_ref().filter(|_| it.scores.is_none());
    let total = concluded.and_then(Conclusion::total);
    total.map_or(Item::Empty, |tenths| Item::from(w::total_given(tenths)))
}

/// What is missing of a month; of one that is not over nothing is yet.
fn missing(minutes: u32, over: bool) -> Item {
    if over { Item::Number(minutes) } else { Item::Empty }
}

fn name_of(of: &ReportCounsel) -> &str {
    if of.name.is_empty() { w::UNKNOWN } else { &of.name }
}

fn sheet<'h>(half: &'h HalfYear, of: &ReportCounsel) -> Option<&'h ScoreSheet> {
    let rule = &of.assessed.scores.as_ref()?.rule;
    let found = half.sheets.iter().find(|one| one.rule == *rule);
    found.map(|one| &one.sheet)
}

fn scores(half: &HalfYear, of: &ReportCounsel) -> Vec<Vec<Item>> {
    let (Some(scores), Some(sheet)) = (&of.assessed.scores, sheet(half, of)) else {
        return Vec::new();
    };
    let lines = sheet.items.iter().filter_map(|item| {
        let line = scores.lines.iter().find(|line| line.key == item.key)?;
        let mut items = vec![
            Item::from(name_of(of)),
            Item::from(sheet.title.as_str()),
            Item::from(item.title.as_str()),
            Item::Number(item.points),
        ];
        items.extend(score(line));
        items.push(Item::from(words::rule(&scores.rule.id, scores.rule.version)));
        Some(items)
    });
    lines.collect()
}

fn score(line: &ScoreLine) -> [Item; 3] {
    let counted = match line.scored {
        Scored::Counted { tenths, .. } => Item::from(w::points(tenths)),
        Scored::ByHand | Scored::NotDue | Scored::Nothing | Scored::NotRegistered => Item::Empty,
    };
    let given = line.given.map_or(Item::Empty, |tenths| Item::from(w::points(tenths)));
    [Item::from(w::scored(&line.scored)), counted, given]
}

/// A row for each month and whoever serves in it; one without a name where nobody does.
fn village(half: &HalfYear, of: &ReportVillage) -> Vec<Vec<Item>> {
    let rows = of.assessed.months.iter().flat_map(|month| {
        let serving = month.serving.iter().zip(&month.pay);
        let mut rows: Vec<Vec<Item>> = serving
            .map(|(counsel, paid)| village_month(of, month, &name(half, *counsel), Some(paid)))
            .collect();
        if rows.is_empty() {
            rows.push(village_month(of, month, "", None));
        }
        rows
    });
    rows.collect()
}

fn name(half: &HalfYear, person: PersonId) -> String {
    let of = half.counsel.iter().find(|of| of.assessed.counsel == person);
    of.map_or(w::UNKNOWN, name_of).to_owned()
}

fn village_month(of: &ReportVillage, month: &AssessedMonth, name: &str, paid: Option<&Paid>) -> Vec<Item> {
    let ground = if name.is_empty() { "" } else { w::ground(month.ground) };
    let mut items = vec![
        Item::from(of.village.township.as_str()),
        Item::from(of.village.name.as_str()),
        Item::from(of.village.code.to_string()),
        Item::from(w::month_of(month.month, month.over)),
        Item::from(name),
        Item::from(ground),
    ];
    let counts = [month.owed_minutes, month.counted_minutes, month.made_up_minutes];
    items.extend(counts.map(Item::Number));
    items.extend([missing(month.missing_minutes, month.over), Item::Number(month.lectures)]);
    items.extend(entries(&month.entries));
    let amount = match paid {
        Some(Paid::Steps(pay)) => Item::Fen(pay.fen),
        Some(Paid::NoFee | Paid::Running) | None => Item::Empty,
    };
    items.extend([
        Item::from(paid.map_or_else(String::new, w::paid)),
        amount,
        Item::from(words::rule(&month.rule.id, month.rule.version)),
    ]);
    items
}

fn months(months: &[MonthSum]) -> Vec<Vec<Item>> {
    let rows = months.iter().map(|sum| {
        let mut items = vec![Item::from(w::month_of(sum.month, sum.over))];
        items.extend([sum.met, sum.owed_minutes, sum.counted_minutes].map(Item::Number));
        items.extend([missing(sum.missing_minutes, sum.over), Item::Number(sum.lectures)]);
        items.extend(entries(&sum.entries));
        items
    });
    rows.collect()
}

fn without(year: &YearReport) -> Vec<Vec<Item>> {
    let rows = year.without.iter().map(|village| {
        vec![
            Item::from(village.township.as_str()),
            Item::from(village.name.as_str()),
            Item::from(village.code.to_string()),
        ]
    });
    rows.collect()
}
