//! A list of counsel against the registers of villages and people. A person may stand in several rows, one for each village.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Area, Person, Role, Village, VillageCode};

use super::clean::{self, Cleaned};
use super::heading::{self, Headings, Words};
use super::names::{self, Meant};
use super::villages::{is_good, is_sum, taken};
use super::{Column, Line, ListError, Official, Place, Preview, Question, Repair, Repaired, Verdict, Why};
use crate::read::{Book, Row, Value};

/// What the columns are called.
const WORDS: &Words = &[
    (
        Column::Name,
        &[
            "name",
            "姓名",
            "律师姓名",
            "法律顾问",
            "法律顾问姓名",
            "顾问姓名",
            "村居法律顾问",
            "村社区法律顾问",
            "人员姓名",
            "律师",
        ],
    ),
    (
        Column::Role,
        &[
            "role",
            "身份",
            "执业类别",
            "人员类别",
            "类别",
            "人员身份",
            "执业身份",
            "执业类型",
            "顾问类别",
            "人员类型",
            "身份类别",
        ],
    ),
    (
        Column::Firm,
        &[
            "firm",
            "单位",
            "执业机构",
            "律师事务所",
            "律所",
            "所在单位",
            "工作单位",
            "所属机构",
            "所在律所",
            "机构名称",
            "所在机构",
            "执业单位",
            "律所名称",
            "律师事务所法律服务所",
            "法律服务机构",
            "单位名称",
        ],
    ),
    (Column::Post, &["post", "职务", "职称", "职务职称"]),
    (
        Column::Phone,
        &[
            "phone",
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "联系电话",
            "联系方式",
            "电话号码",
        ],
    ),
    (
        Column::Code,
        &[
            "code",
            "代码",
            "村代码",
            "村社区代码",
            "村居代码",
            "行政区划代码",
            "区划代码",
            "编码",
            "村编码",
            "统计用区划代码",
        ],
    ),
    (
        Column::Village,
        &[
            "village",
            "villages",
            "村",
            "村名",
            "村社区",
            "村居",
            "服务村",
            "服务村社区",
            "聘任村",
            "聘任村社区",
            "担任顾问的村社区",
            "负责村",
            "负责村社区",
            "顾问村",
            "所服务村社区",
            "行政村",
            "村社区名称",
            "村名称",
            "服务村居",
            "对接村社区",
            "社区",
        ],
    ),
    (
        Column::Township,
        &[
            "township",
            "乡镇",
            "乡镇街道",
            "镇",
            "街道",
            "镇街",
            "所属乡镇",
            "所属乡镇街道",
            "所在乡镇",
        ],
    ),
    (
        Column::County,
        &["county", "县", "区", "县区", "区县", "县市区", "所属县区", "城区"],
    ),
    (Column::Remark, &["remark", "备注", "说明"]),
];

/// Words that say that somebody is a public official.
const OFFICIAL: [&str; 6] = ["公务员", "公职律师", "公职人员", "国家工作人员", "参公", "参照公务员"];
/// Words before them that say that somebody is none.
const NONE: [&str; 4] = ["非", "不是", "不属于", "并非"];

/// What counsel are called in lists, and what they are.
const ROLES: [(&str, &[&str]); 3] = [
    (
        "律师",
        &["律师", "执业律师", "专职律师", "兼职律师", "社会律师", "专职", "兼职"],
    ),
    ("实习人员", &["实习人员", "实习律师", "申请律师执业人员", "实习"]),
    (
        "基层法律服务工作者",
        &[
            "基层法律服务工作者",
            "法律服务工作者",
            "基层法律工作者",
            "法律工作者",
            "基层法律服务者",
        ],
    ),
];

/// A counsel of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// 姓名.
    pub name: String,
    /// As it is printed beside a signature: firm and what they are.
    pub post: String,
    /// Their villages, by code, each once.
    pub villages: Vec<VillageCode>,
}

/// The registers a list of counsel is held against.
#[derive(Debug, Clone, Copy)]
pub struct Held<'r> {
    /// Villages.
    pub villages: &'r [Village],
    /// People.
    pub people: &'r [Person],
}

/// Looks at a list of counsel. A row needs a name and a village, by code or by name; rows of one name, firm and role are one person, who is
/// taken in whole or not at all.
///
/// # Errors
/// As [`ListError`].
pub fn counsel(book: &Book, register: Held<'_>) -> Result<Preview<Listed>, ListError> {
    let known = Known::new(register.villages);
    let mut rows = Vec::new();
    let (mut other_sheets, mut other_columns) = (Vec::new(), BTreeSet::new());
    let mut found = false;
    for sheet in &book.sheets {
        let suffices = |columns: &BTreeMap<Column, u32>| {
            columns.contains_key(&Column::Name)
                && (columns.contains_key(&Column::Village) || columns.contains_key(&Column::Code))
        };
        let Some(headings) = heading::find(sheet, WORDS, suffices) else {
            other_sheets.push(sheet.name.clone());
            continue;
        };
        found = true;
        other_columns.extend(headings.others.iter().cloned());
        for (number, row) in sheet.rows.range(headings.row.saturating_add(1)..) {
            let place = Place {
                sheet: sheet.name.clone(),
                row: *number,
            };
            if !headings.is_again(row, WORDS) {
                rows.extend(read(place, row, &headings, &known));
            }
        }
    }
    let hidden = book.hidden.clone();
    if !found {
        return Err(ListError::NoHeadings { hidden });
    }
    if rows.is_empty() {
        return Err(ListError::NoRows { hidden });
    }
    Ok(Preview {
        hidden,
        other_sheets,
        other_columns: other_columns.into_iter().collect(),
        lines: together(rows, register.people),
    })
}

/// The register of villages, by code and by township.
struct Known<'k> {
    townships: BTreeMap<(&'k str, &'k str), Vec<&'k Village>>,
    by_code: BTreeMap<&'k VillageCode, &'k Village>,
    codes: BTreeSet<&'k VillageCode>,
}

impl<'k> Known<'k> {
    fn new(villages: &'k [Village]) -> Known<'k> {
        let mut townships: BTreeMap<(&str, &str), Vec<&Village>> = BTreeMap::new();
        for village in villages {
            let township = (village.county.as_str(), village.township.as_str());
            townships.entry(township).or_default().push(village);
        }
        Known {
            townships,
            by_code: villages.iter().map(|village| (&village.code, village)).collect(),
            codes: villages.iter().map(|village| &village.code).collect(),
        }
    }

    /// The villages of a township and county, as far as the list names them.
    fn among(&self, township: Option<&str>, county: Option<&str>) -> Vec<&'k Village> {
        let fits = |names: &(&str, &str)| {
            county.is_none_or(|given| names::is_area(given, names.0))
                && township.is_none_or(|given| names::is_area(given, names.1))
        };
        let found = self.townships.iter().filter(|(names, _)| fits(names));
        found.flat_map(|(_, villages)| villages.iter().copied()).collect()
    }
}

/// A row as far as it could be read.
struct Read {
    place: Place,
    shown: String,
    repairs: Vec<Repaired>,
    found: Result<Found, Stop>,
}

enum Stop {
    Refused(Why),
    Asked(Box<(Question, Listed)>),
}

struct Found {
    person: Listed,
    phone: String,
}

impl From<Why> for Stop {
    fn from(why: Why) -> Stop {
        Stop::Refused(why)
    }
}

fn read(place: Place, row: &Row, headings: &Headings, known: &Known<'_>) -> Option<Read> {
    let stands = |column| headings.at(column).is_some_and(|at| row.contains_key(&at));
    if ![Column::Name, Column::Village, Column::Code, Column::Firm]
        .into_iter()
        .any(stands)
    {
        return None;
    }
    let (mut repairs, mut shown) = (Vec::new(), String::new());
    let found = judge(row, headings, known, &mut repairs, &mut shown);
    Some(Read {
        place,
        shown,
        repairs,
        found,
    })
}

fn judge(
    row: &Row,
    headings: &Headings,
    known: &Known<'_>,
    repairs: &mut Vec<Repaired>,
    shown: &mut String,
) -> Result<Found, Stop> {
    let take = |column| clean::text(row, headings.at(column), column);
    let name = take(Column::Name)?;
    if let Some(name) = &name {
        name.text.clone_into(shown);
    }
    if is_sum(row) {
        return Err(Why::Sum.into());
    }
    let name = taken(name.ok_or(Why::Missing(Column::Name))?, repairs);
    if !is_good(&name) {
        return Err(Why::BadText(Column::Name).into());
    }
    for column in [Column::Role, Column::Post, Column::Firm, Column::Remark] {
        official(column, take(column)?)?;
    }
    let role = match take(Column::Role)? {
        Some(role) => Some(role_of(&taken(role, repairs))?),
        None => None,
    };
    let firm = match take(Column::Firm)? {
        Some(firm) => taken(firm, repairs),
        None => String::new(),
    };
    let post = match (firm.as_str(), role) {
        (firm, None) => firm.to_owned(),
        ("", Some(role)) => role.to_owned(),
        (firm, Some(role)) => format!("{firm} {role}"),
    };
    if !post.is_empty() && !is_good(&post) {
        return Err(Why::BadText(Column::Firm).into());
    }
    let phone = take(Column::Phone)?.map(|phone| phone.text).unwrap_or_default();
    let mut person = Listed {
        name,
        post,
        villages: Vec::new(),
    };
    let codes = by_code(row, headings, known, repairs)?;
    person.villages = match codes {
        Some(codes) => codes,
        None => by_name(row, headings, known, &person, repairs)?,
    };
    person.villages.sort();
    person.villages.dedup();
    Ok(Found { person, phone })
}

/// Refuses public officials: 法律顾问 are lawyers, trainees and legal workers of the grass roots, never public officials.
fn official(column: Column, cell: Option<Cleaned>) -> Result<(), Why> {
    let Some(Cleaned { text, .. }) = cell else {
        return Ok(());
    };
    let says = OFFICIAL.iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let before = text.get(..at).unwrap_or_default();
            !NONE.iter().any(|none| before.ends_with(none))
        })
    });
    if says {
        return Err(Why::PublicOfficial(Official { column, text }));
    }
    Ok(())
}

fn role_of(text: &str) -> Result<&'static str, Why> {
    let found = ROLES.iter().find(|(_, names)| names.contains(&text));
    found
        .map(|(role, _)| *role)
        .ok_or_else(|| Why::UnknownRole(text.to_owned()))
}

/// The villages of the codes; `None` when the row has no code.
fn by_code(
    row: &Row,
    headings: &Headings,
    known: &Known<'_>,
    repairs: &mut Vec<Repaired>,
) -> Result<Option<Vec<VillageCode>>, Why> {
    let at = headings.at(Column::Code);
    let Some(cell) = clean::text(row, at, Column::Code)? else {
        return Ok(None);
    };
    let is_number = at
        .and_then(|at| row.get(&at))
        .is_some_and(|cell| matches!(cell.value, Value::Number(_)));
    let Cleaned { text, repairs: of_cell } = cell;
    repairs.extend(of_cell);
    let mut codes = Vec::new();
    for part in clean::parts(&text) {
        let part = Cleaned {
            text: part.to_owned(),
            repairs: Vec::new(),
        };
        let (code, told) = clean::code(part, is_number, &known.codes)?;
        if !known.by_code.contains_key(&code) {
            return Err(Why::UnknownCode(code));
        }
        repairs.extend(told);
        codes.push(code);
    }
    Ok(Some(codes))
}

fn by_name(
    row: &Row,
    headings: &Headings,
    known: &Known<'_>,
    person: &Listed,
    repairs: &mut Vec<Repaired>,
) -> Result<Vec<VillageCode>, Stop> {
    let take = |column| clean::text(row, headings.at(column), column);
    let cell = take(Column::Village)?.ok_or(Why::Missing(Column::Village))?;
    let text = taken(cell, repairs);
    let mut part = |column| -> Result<Option<String>, Why> { Ok(take(column)?.map(|cell| taken(cell, repairs))) };
    let (township, county) = (part(Column::Township)?, part(Column::County)?);
    let among = known.among(township.as_deref(), county.as_deref());
    let mut codes = Vec::new();
    for name in clean::parts(&text) {
        let village = match names::meant(name, &among) {
            Meant::One(village, other_form) => {
                repairs.push(Repaired {
                    column: Column::Village,
                    repair: Repair::CodeFound,
                    was: name.to_owned(),
                    now: village.code.to_string(),
                });
                if other_form {
                    repairs.push(Repaired {
                        column: Column::Village,
                        repair: Repair::Form,
                        was: name.to_owned(),
                        now: village.name.clone(),
                    });
                }
                village
            }
            Meant::Many(count) => return Err(Why::ManyVillages(name.to_owned(), count).into()),
            Meant::Near(near) if township.is_some() => {
                let question = Question::NearVillages {
                    given: name.to_owned(),
                    near: near.into_iter().cloned().collect(),
                };
                return Err(Stop::Asked(Box::new((question, person.clone()))));
            }
            Meant::Near(_) | Meant::None => return Err(Why::UnknownVillage(name.to_owned()).into()),
        };
        codes.push(village.code.clone());
    }
    Ok(codes)
}

/// Rows that are not taken in, by whom they are about: the first of each.
#[derive(Default)]
struct Left {
    by_name: BTreeMap<String, Place>,
    by_person: BTreeMap<(String, String), Place>,
}

/// The rows of each person, in the place of the first of them.
fn together(rows: Vec<Read>, people: &[Person]) -> Vec<Line<Listed>> {
    let mut groups: BTreeMap<(String, String), Group> = BTreeMap::new();
    let mut lines: Vec<Line<Listed>> = Vec::new();
    let mut left = Left::default();
    for row in rows {
        let verdict = match row.found {
            Err(Stop::Refused(why)) => {
                if why != Why::Sum {
                    let place = || row.place.clone();
                    left.by_name.entry(row.shown.clone()).or_insert_with(place);
                }
                Verdict::Refused(why)
            }
            Err(Stop::Asked(asked)) => {
                let (question, person) = *asked;
                let place = || row.place.clone();
                left.by_person.entry(key(&person)).or_insert_with(place);
                Verdict::Asked(question, person)
            }
            Ok(found) => join(found, &row.place, lines.len(), &mut groups),
        };
        lines.push(Line {
            place: row.place,
            shown: row.shown,
            repairs: row.repairs,
            verdict,
        });
    }
    let mut known: BTreeMap<&str, Vec<&Person>> = BTreeMap::new();
    for person in people.iter().filter(|person| person.role == Role::Counsel) {
        known.entry(&person.name).or_default().push(person);
    }
    for group in groups.into_values() {
        settle(group, &left, &known, &mut lines);
    }
    lines
}

fn key(person: &Listed) -> (String, String) {
    (person.name.clone(), person.post.clone())
}

/// One person's rows.
struct Group {
    person: Listed,
    phone: String,
    /// Places in the lines, the first first.
    lines: Vec<usize>,
    first: Place,
}

fn join(found: Found, place: &Place, line: usize, groups: &mut BTreeMap<(String, String), Group>) -> Verdict<Listed> {
    let Found { person, phone } = found;
    let Some(group) = groups.get_mut(&key(&person)) else {
        let group = Group {
            person: person.clone(),
            phone,
            lines: vec![line],
            first: place.clone(),
        };
        groups.insert(key(&person), group);
        return Verdict::Taken(person);
    };
    let first = group.first.clone();
    if !phone.is_empty() && !group.phone.is_empty() && phone != group.phone {
        return Verdict::Asked(Question::OtherPhone { first }, person);
    }
    if person
        .villages
        .iter()
        .all(|village| group.person.villages.contains(village))
    {
        return Verdict::Repeated(first);
    }
    group.lines.push(line);
    group.person.villages.extend(person.villages);
    group.person.villages.sort();
    group.person.villages.dedup();
    Verdict::Joined(first)
}

/// What becomes of a person, over all of their rows: whoever has one that is not taken in waits with every other one.
fn settle(group: Group, left: &Left, known: &BTreeMap<&str, Vec<&Person>>, lines: &mut [Line<Listed>]) {
    let Group { person, lines: own, .. } = group;
    let waits = left
        .by_person
        .get(&key(&person))
        .or_else(|| left.by_name.get(&person.name));
    let verdict = match waits {
        Some(place) => Verdict::Waits(place.clone()),
        None => against_register(&person, known.get(person.name.as_str()).map_or(&[], Vec::as_slice)),
    };
    for (at, line) in own.into_iter().enumerate() {
        let Some(line) = lines.get_mut(line) else { continue };
        match &verdict {
            // The first row stands for the person; the others say that they are joined to it.
            Verdict::Taken(_) if at > 0 => {}
            verdict => line.verdict = verdict.clone(),
        }
    }
}

/// `named`: the counsel of the register who have this name.
fn against_register(person: &Listed, named: &[&Person]) -> Verdict<Listed> {
    if let Some(known) = named.iter().find(|known| known.post == person.post) {
        let scope: BTreeSet<Area> = known.scope.iter().cloned().collect();
        let listed: BTreeSet<Area> = person.villages.iter().map(VillageCode::area).collect();
        return if scope == listed {
            Verdict::Known
        } else {
            let known = known.scope.clone();
            Verdict::Asked(Question::OtherScope { known }, person.clone())
        };
    }
    match named.first() {
        Some(known) => {
            let known = known.post.clone();
            Verdict::Asked(Question::SameName { known }, person.clone())
        }
        None => Verdict::Taken(person.clone()),
    }
}
