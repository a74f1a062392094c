//! A list of villages against the register.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Area, Village, VillageCode};

use super::clean::{self, Cleaned};
use super::heading::{self, Headings, Words};
use super::names;
use super::{Column, Line, ListError, Place, Preview, Question, Repair, Repaired, Verdict, Why};
use crate::read::{Book, Row, Value};

/// What the columns are called.
const WORDS: &Words = &[
    (
        Column::Code,
        &[
            "code",
            "代码",
            "村代码",
            "村级代码",
            "村社区代码",
            "村居代码",
            "行政区划代码",
            "区划代码",
            "行政区代码",
            "统计用区划代码",
            "统计区划代码",
            "统计代码",
            "编码",
            "村编码",
            "行政村代码",
            "行政村编码",
            "社区代码",
            "12位代码",
            "代码12位",
            "区划编码",
        ],
    ),
    (
        Column::Village,
        &[
            "village",
            "村",
            "村名",
            "村名称",
            "村社区",
            "村社区名称",
            "村居",
            "村居名称",
            "行政村",
            "行政村名称",
            "行政村社区",
            "社区",
            "社区名称",
            "名称",
            "村委会",
            "村委会名称",
            "村民委员会",
            "村级名称",
            "建制村",
            "村或社区",
        ],
    ),
    (
        Column::Township,
        &[
            "township",
            "乡镇",
            "乡镇街道",
            "乡镇街道名称",
            "乡镇名称",
            "镇",
            "镇街",
            "街道",
            "街道乡镇",
            "所属乡镇",
            "所属乡镇街道",
            "所在乡镇",
            "镇乡",
            "镇办",
            "乡镇办",
        ],
    ),
    (
        Column::County,
        &[
            "county",
            "县",
            "区",
            "县区",
            "区县",
            "县市区",
            "区县市",
            "市县区",
            "县区名称",
            "所属县区",
            "所属区县",
            "城区",
            "县城区",
            "县级名称",
            "县名",
            "所在县区",
        ],
    ),
    (
        Column::City,
        &["city", "市", "地市", "设区市", "地级市", "市名", "市州", "所属市"],
    ),
];

/// Words that stand where a name should in a row of sums.
const SUMS: [&str; 5] = ["合计", "总计", "小计", "共计", "总数"];

/// Looks at a list of villages: what of it is new in the register, changes it, or does not fit it. A row needs the code and the name;
/// what else it lacks is taken from the register's other villages of the same place.
///
/// # Errors
/// As [`ListError`].
pub fn villages(book: &Book, register: &[Village]) -> Result<Preview<Village>, ListError> {
    let known = Known::new(register);
    let mut list = List {
        known: &known,
        first: BTreeMap::new(),
        lines: Vec::new(),
    };
    let (mut other_sheets, mut other_columns) = (Vec::new(), BTreeSet::new());
    let mut found = false;
    for sheet in &book.sheets {
        let suffices = |columns: &BTreeMap<Column, u32>| {
            columns.contains_key(&Column::Code) && columns.contains_key(&Column::Village)
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
                list.row(place, row, &headings);
            }
        }
    }
    let hidden = book.hidden.clone();
    if !found {
        return Err(ListError::NoHeadings { hidden });
    }
    if list.lines.is_empty() {
        return Err(ListError::NoRows { hidden });
    }
    let List { first, mut lines, .. } = list;
    ask_for_other_codes(&mut lines, register, &first);
    Ok(Preview {
        hidden,
        other_sheets,
        other_columns: other_columns.into_iter().collect(),
        lines,
    })
}

/// The register, by code and by place.
struct Known<'k> {
    villages: BTreeMap<&'k VillageCode, &'k Village>,
    codes: BTreeSet<&'k VillageCode>,
    /// Some village of each place, by the first 4, 6 and 9 digits.
    places: BTreeMap<&'k str, &'k Village>,
}

impl<'k> Known<'k> {
    fn new(register: &'k [Village]) -> Known<'k> {
        let mut places = BTreeMap::new();
        for village in register {
            for digits in [4, 6, 9] {
                if let Some(place) = village.code.as_str().get(..digits) {
                    places.entry(place).or_insert(village);
                }
            }
        }
        Known {
            villages: register.iter().map(|village| (&village.code, village)).collect(),
            codes: register.iter().map(|village| &village.code).collect(),
            places,
        }
    }

    /// What the register says of the place of a code.
    fn place(&self, code: &VillageCode, column: Column) -> Option<&'k str> {
        let digits = match column {
            Column::City => 4,
            Column::County => 6,
            _ => 9,
        };
        let village = self.places.get(code.as_str().get(..digits)?)?;
        Some(match column {
            Column::City => &village.city,
            Column::County => &village.county,
            _ => &village.township,
        })
    }
}

struct List<'k> {
    known: &'k Known<'k>,
    /// The first row of each code.
    first: BTreeMap<VillageCode, (Place, String)>,
    lines: Vec<Line<Village>>,
}

impl List<'_> {
    fn row(&mut self, place: Place, row: &Row, headings: &Headings) {
        let mut repairs = Vec::new();
        let mut shown = String::new();
        let verdict = self.judge(&place, row, headings, &mut repairs, &mut shown);
        let verdict = match verdict {
            Ok(None) => return,
            Ok(Some(verdict)) => verdict,
            Err(why) => Verdict::Refused(why),
        };
        self.lines.push(Line {
            place,
            shown,
            repairs,
            verdict,
        });
    }

    /// What becomes of a row; `None` when nothing stands in the columns that matter.
    fn judge(
        &mut self,
        place: &Place,
        row: &Row,
        headings: &Headings,
        repairs: &mut Vec<Repaired>,
        shown: &mut String,
    ) -> Result<Option<Verdict<Village>>, Why> {
        let take = |column| clean::text(row, headings.at(column), column);
        let name = take(Column::Village)?;
        if let Some(name) = &name {
            name.text.clone_into(shown);
        }
        if is_sum(row) {
            return Err(Why::Sum);
        }
        let code = take(Column::Code)?;
        let (code, name) = match (code, name) {
            (None, None) => return Ok(None),
            (None, Some(_)) => return Err(Why::Missing(Column::Code)),
            (Some(_), None) => return Err(Why::Missing(Column::Village)),
            (Some(code), Some(name)) => (code, name),
        };
        let at = headings.at(Column::Code).and_then(|at| row.get(&at));
        let is_number = at.is_some_and(|cell| matches!(cell.value, Value::Number(_)));
        let (code, of_code) = clean::code(code, is_number, &self.known.codes)?;
        repairs.extend(of_code);
        let name = taken(name, repairs);
        if !is_good(&name) {
            return Err(Why::BadText(Column::Village));
        }
        let village = Village {
            city: self.part(take(Column::City)?, &code, Column::City, repairs)?,
            county: self.part(take(Column::County)?, &code, Column::County, repairs)?,
            township: self.part(take(Column::Township)?, &code, Column::Township, repairs)?,
            name,
            code,
        };
        Ok(Some(self.against_register(place, village, repairs)?))
    }

    /// 市, 县 or 乡镇: as the list says, unless the register says otherwise of this code's place.
    fn part(
        &self,
        given: Option<Cleaned>,
        code: &VillageCode,
        column: Column,
        repairs: &mut Vec<Repaired>,
    ) -> Result<String, Why> {
        let known = self.known.place(code, column);
        match (given, known) {
            (Some(given), Some(known)) => {
                if !names::is_area(&given.text, known) {
                    return Err(Why::Elsewhere {
                        column,
                        given: given.text,
                        known: known.to_owned(),
                    });
                }
                repairs.extend(given.repairs);
                if given.text != known {
                    repairs.push(Repaired {
                        column,
                        repair: Repair::Form,
                        was: given.text,
                        now: known.to_owned(),
                    });
                }
                Ok(known.to_owned())
            }
            (Some(given), None) => {
                let text = taken(given, repairs);
                if is_good(&text) {
                    Ok(text)
                } else {
                    Err(Why::BadText(column))
                }
            }
            (None, Some(known)) => {
                repairs.push(Repaired {
                    column,
                    repair: Repair::Derived,
                    was: String::new(),
                    now: known.to_owned(),
                });
                Ok(known.to_owned())
            }
            (None, None) => Err(Why::Missing(column)),
        }
    }

    fn against_register(
        &mut self,
        place: &Place,
        mut village: Village,
        repairs: &mut Vec<Repaired>,
    ) -> Result<Verdict<Village>, Why> {
        if let Some((first, name)) = self.first.get(&village.code) {
            return if names::are_one(name, &village.name) {
                Ok(Verdict::Repeated(first.clone()))
            } else {
                Err(Why::CodeTwice(first.clone()))
            };
        }
        let here = (place.clone(), village.name.clone());
        self.first.insert(village.code.clone(), here);
        let Some(known) = self.known.villages.get(&village.code) else {
            return Ok(Verdict::Taken(village));
        };
        if village.name == known.name {
            return Ok(Verdict::Known);
        }
        if names::are_one(&village.name, &known.name) {
            repairs.push(Repaired {
                column: Column::Village,
                repair: Repair::Form,
                was: village.name,
                now: known.name.clone(),
            });
            return Ok(Verdict::Known);
        }
        village.township.clone_from(&known.township);
        let known = (*known).clone();
        Ok(Verdict::Asked(Question::Renamed { known }, village))
    }
}

/// A new code whose name is that of a village of the township that the list has under no code: renumbered, or a slip of a digit?
fn ask_for_other_codes(
    lines: &mut [Line<Village>],
    register: &[Village],
    listed: &BTreeMap<VillageCode, (Place, String)>,
) {
    let mut left: BTreeMap<Area, Vec<&Village>> = BTreeMap::new();
    for village in register.iter().filter(|village| !listed.contains_key(&village.code)) {
        left.entry(village.code.township()).or_default().push(village);
    }
    for line in lines {
        let Verdict::Taken(village) = &line.verdict else {
            continue;
        };
        let here = left.get(&village.code.township()).map_or(&[][..], Vec::as_slice);
        let near = here.iter().find(|known| names::are_alike(&known.name, &village.name));
        if let Some(known) = near {
            let known = (*known).clone();
            line.verdict = Verdict::Asked(Question::OtherCode { known }, village.clone());
        }
    }
}

/// Whether a cell of the row says that it is one of sums: 合计, 合 计：23.
pub(super) fn is_sum(row: &Row) -> bool {
    row.values().any(|cell| {
        let Value::Text(text) = &cell.value else { return false };
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let rest = SUMS.iter().find_map(|word| text.strip_prefix(word));
        rest.is_some_and(|rest| {
            rest.chars()
                .next()
                .is_none_or(|c| c.is_ascii_digit() || "：:（(".contains(c))
        })
    })
}

/// The text, with its repairs told.
pub(super) fn taken(cleaned: Cleaned, repairs: &mut Vec<Repaired>) -> String {
    repairs.extend(cleaned.repairs);
    cleaned.text
}

/// Short enough for a name, and nothing in it that cannot be shown.
pub(super) fn is_good(text: &str) -> bool {
    use cunfa_core::text::{graphemes, has_control};
    !text.is_empty()
        && graphemes(text) <= cunfa_core::entry::MAX_NAME_GRAPHEMES
        && !has_control(text)
        && !text.contains('\n')
}
