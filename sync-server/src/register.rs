//! The village register as a file, and what makes a person of the register acceptable. Pure: texts in, values out.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Area, Person, PersonId, Role, Village, VillageCode};

use crate::db::{Db, DbError, DbResult};

/// Nanning's villages, inside the program (data/README.md).
pub const NANNING: &str = include_str!("../../data/nanning-villages.csv");
/// The first line of a register.
const HEADER: &str = "code,city,county,township,village";

/// Why a register is refused; the line is counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// Another first line.
    #[error("第 1 行应为 {HEADER}")]
    Header,
    /// Not five columns, or a quoted one.
    #[error("第 {0} 行应有五列，不带引号")]
    Columns(usize),
    /// Not a village code.
    #[error("第 {0} 行的代码应为 12 位数字")]
    Code(usize),
    /// An empty name.
    #[error("第 {0} 行有空的名称")]
    Name(usize),
    /// A code that stands twice.
    #[error("第 {0} 行的代码与前面重复")]
    Twice(usize),
    /// No village at all.
    #[error("没有任何村（社区）")]
    Empty,
}

/// Reads a register: UTF-8 CSV of five plain columns, a byte-order mark allowed.
///
/// # Errors
/// The first line that is wrong.
pub fn read_villages(text: &str) -> Result<Vec<Village>, RegisterError> {
    let mut lines = (1usize..).zip(text.trim_start_matches('\u{feff}').lines());
    if lines.next().map(|(_, line)| line.trim()) != Some(HEADER) {
        return Err(RegisterError::Header);
    }
    let mut codes = BTreeSet::new();
    let mut villages = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let village = read_village(number, line)?;
        if !codes.insert(village.code.clone()) {
            return Err(RegisterError::Twice(number));
        }
        villages.push(village);
    }
    if villages.is_empty() {
        Err(RegisterError::Empty)
    } else {
        Ok(villages)
    }
}

fn read_village(number: usize, line: &str) -> Result<Village, RegisterError> {
    let columns: Vec<&str> = line.split(',').map(str::trim).collect();
    let [code, city, county, township, name] = columns.as_slice() else {
        return Err(RegisterError::Columns(number));
    };
    if line.contains('"') {
        return Err(RegisterError::Columns(number));
    }
    if [city, county, township, name].iter().any(|text| text.is_empty()) {
        return Err(RegisterError::Name(number));
    }
    let code: VillageCode = code.parse().map_err(|_| RegisterError::Code(number))?;
    let text = |text: &str| text.to_owned();
    Ok(Village {
        code,
        city: text(city),
        county: text(county),
        township: text(township),
        name: text(name),
    })
}

/// The one county a person's scope lies in; `None` when it is wider, in several, or empty. A device's log is its county's,
/// so only such a person can be enrolled for now.
#[must_use]
pub fn county_of(person: &Person) -> Option<Area> {
    let county = |area: &Area| area.as_str().get(..6).and_then(|digits| digits.parse::<Area>().ok());
    let counties: Option<BTreeSet<Area>> = person.scope.iter().map(county).collect();
    let mut counties = counties?.into_iter();
    match (counties.next(), counties.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// Why a person is not added, or gets no other scope.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// No name.
    #[error("姓名不能为空，最多 60 个字，不能含控制字符")]
    Name,
    /// Too long a post.
    #[error("职务或单位最多 60 个字，不能含控制字符")]
    Post,
    /// No scope.
    #[error("至少要有一个区域或村（社区）代码")]
    NoScope,
    /// A code that no village lies in.
    #[error("代码 {0} 下没有任何村（社区）")]
    NoVillage(Area),
    /// A person is of one county.
    #[error(
        "范围跨了几个县（区）。一个人在每个县（区）各登记一次，各发开通码；市司法局的人用 person add 登记时会自动分开"
    )]
    SeveralCounties,
    /// A person with a device works in its county.
    #[error("此人的设备属于县（区）{0}，范围不能超出它")]
    OtherCounty(Area),
    /// A cadre's scope is villages.
    #[error("村干部的范围应为 12 位的村（社区）代码，{0} 不是")]
    NotAVillage(Area),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A person who is to be added.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Identity, drawn by the caller.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Post or firm.
    pub post: String,
    /// Scope.
    pub scope: Vec<Area>,
}

/// Checks a person against the register of villages and adds them.
///
/// # Errors
/// As [`PersonError`].
pub fn add_person(db: &dyn Db, new: NewPerson, now_ms: i64) -> Result<Person, PersonError> {
    let NewPerson {
        id,
        name,
        role,
        post,
        scope,
    } = new;
    let (name, post) = (cunfa_core::text::tidy(&name), cunfa_core::text::tidy(&post));
    if name.is_empty() || !is_short(&name) {
        return Err(PersonError::Name);
    }
    if !is_short(&post) {
        return Err(PersonError::Post);
    }
    let scope = check_scope(db, role, scope)?;
    let person = Person {
        id,
        name,
        role,
        post,
        scope,
    };
    db.add_person(&person, now_ms)?;
    Ok(person)
}

/// A scope that a person of this role may have, each area once.
pub(crate) fn check_scope(db: &dyn Db, role: Role, mut scope: Vec<Area>) -> Result<Vec<Area>, PersonError> {
    scope.sort();
    scope.dedup();
    if scope.is_empty() {
        return Err(PersonError::NoScope);
    }
    for area in &scope {
        check_area(db, role, area)?;
    }
    if by_county(db, &scope)?.len() > 1 {
        return Err(PersonError::SeveralCounties);
    }
    Ok(scope)
}

/// What of a scope lies in which county.
///
/// # Errors
/// The database's.
pub fn by_county(db: &dyn Db, scope: &[Area]) -> DbResult<BTreeMap<Area, Vec<Area>>> {
    let mut counties: BTreeMap<Area, BTreeSet<Area>> = BTreeMap::new();
    for area in scope {
        match area.as_str().get(..6).and_then(|digits| digits.parse::<Area>().ok()) {
            Some(county) => drop(counties.entry(county).or_default().insert(area.clone())),
            None => {
                for village in db.villages(std::slice::from_ref(area))? {
                    let county = village.code.county();
                    counties.entry(county.clone()).or_default().insert(county);
                }
            }
        }
    }
    let listed = |(county, areas): (Area, BTreeSet<Area>)| (county, areas.into_iter().collect());
    Ok(counties.into_iter().map(listed).collect())
}

fn check_area(db: &dyn Db, role: Role, area: &Area) -> Result<(), PersonError> {
    if db.villages(std::slice::from_ref(area))?.is_empty() {
        return Err(PersonError::NoVillage(area.clone()));
    }
    match role {
        Role::Cadre if area.as_str().len() != 12 => Err(PersonError::NotAVillage(area.clone())),
        Role::Cadre | Role::Counsel | Role::Office | Role::County | Role::City => Ok(()),
    }
}

fn is_short(text: &str) -> bool {
    cunfa_core::text::graphemes(text) <= cunfa_core::entry::MAX_NAME_GRAPHEMES && !cunfa_core::text::has_control(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn all_villages_of_nanning_are_inside_the_program() {
        let villages = read_villages(NANNING).unwrap();
        assert_eq!(villages.len(), 1_856);
        assert!(
            villages
                .iter()
                .all(|village| village.city == "南宁市" && village.code.as_str().starts_with("4501"))
        );
    }

    #[test]
    fn a_wrong_register_is_refused_with_its_line() {
        let read = |line: &str| read_villages(&format!("{HEADER}\n450102101202,南宁市,兴宁区,三塘镇,那况村\n{line}"));
        assert_eq!(read_villages("a,b\n"), Err(RegisterError::Header));
        assert_eq!(read_villages(HEADER), Err(RegisterError::Empty));
        assert_eq!(
            read("450102101203,南宁市,兴宁区,三塘镇"),
            Err(RegisterError::Columns(3))
        );
        assert_eq!(
            read("450102101203,南宁市,兴宁区,三塘镇,\"甲,乙\""),
            Err(RegisterError::Columns(3))
        );
        assert_eq!(
            read("45010210120,南宁市,兴宁区,三塘镇,甲村"),
            Err(RegisterError::Code(3))
        );
        assert_eq!(read("450102101203,南宁市,兴宁区,,甲村"), Err(RegisterError::Name(3)));
        assert_eq!(
            read("450102101202,南宁市,兴宁区,三塘镇,甲村"),
            Err(RegisterError::Twice(3))
        );
        assert_eq!(read("\n450102101203,南宁市,兴宁区,三塘镇,甲村\r\n").unwrap().len(), 2);
    }

    #[test]
    fn a_byte_order_mark_and_rare_characters_are_read() {
        let text = format!("\u{feff}{HEADER}\r\n451302107210,来宾市,兴宾区,某镇,那𡌶村委会\r\n");
        assert_eq!(read_villages(&text).unwrap()[0].name, "那𡌶村委会");
    }
}
