//! Who stands in an entry as a party (当事人), as far as that is held against entries of the counsel's other villages: P二(五) has a counsel step
//! back where the interests of two villages, or of people in them, conflict. Which side somebody is on nobody writes down, so that it is asked.

use chrono::{Months, NaiveDate};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::entry::Entry;
use crate::kind::Kind;
use crate::village::VillageCode;

/// Matters of one party are held against each other within so many months: a dispute seldom lasts longer, and the same name comes again by chance.
pub const PARTY_MONTHS: u32 = 12;
/// Most entries of one name that are looked at, so that what an entry costs to show stays the same.
pub const MAX_OF_NAME: usize = 256;
/// Shorter texts name nobody in particular.
const FEWEST_GRAPHEMES: usize = 2;
/// What stands between parties in one text. No word is: 和 and 与 are parts of names.
const BETWEEN: &str = "、，,；;。\n\r\t/／|　 ";
/// What forms and courts call parties; it names nobody.
const NOBODY: [&str; 18] = [
    "双方",
    "甲方",
    "乙方",
    "丙方",
    "原告",
    "被告",
    "第三人",
    "申请人",
    "被申请人",
    "当事人",
    "村民",
    "群众",
    "村委",
    "村委会",
    "居委会",
    "村民委员会",
    "村民小组",
    "匿名",
];

/// A party.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party {
    /// Name, without blanks.
    pub name: String,
    /// Phone, where one is given with the name; else empty.
    pub phone: String,
}

impl Party {
    /// Whether both may be the same: the same name, and no two phones that say otherwise. Of two people of one name it holds too, which is why
    /// it is only asked.
    #[must_use]
    pub fn may_be(&self, other: &Party) -> bool {
        let told_apart = !self.phone.is_empty() && !other.phone.is_empty() && self.phone != other.phone;
        self.name == other.name && !told_apart
    }

    /// Which of these villages it names, as "那马村" does and "那马村村民委员会": of those whose names stand in it the one of the longest name, since
    /// 大新村 is not 新村. The entry's own village has to be among them.
    pub fn village_named<'v>(&self, villages: &'v [(VillageCode, String)]) -> Option<&'v VillageCode> {
        let named = villages
            .iter()
            .filter(|(_, name)| name.graphemes(true).count() >= FEWEST_GRAPHEMES && self.name.contains(name.as_str()));
        named.max_by_key(|(_, name)| name.len()).map(|(village, _)| village)
    }
}

/// Whether a counsel acts in such a matter for somebody, or between people: then it has sides.
fn has_sides(kind: Kind) -> bool {
    match kind {
        Kind::Mediation | Kind::Drafting | Kind::LegalAid | Kind::Contract | Kind::Petition | Kind::Litigation => true,
        Kind::Consultation
        | Kind::Visit
        | Kind::Lecture
        | Kind::VillageRules
        | Kind::Election
        | Kind::Publicity
        | Kind::Other => false,
    }
}

/// The parties of an entry, sorted, none twice: its persons and, of a mediation, whom the text names. None where the matter has no sides.
/// Hidden names (张某) and words that name nobody (甲方) are left out.
#[must_use]
pub fn parties(text: &Entry) -> Vec<Party> {
    if !has_sides(text.kind) {
        return Vec::new();
    }
    let persons = text
        .persons
        .iter()
        .map(|person| (person.name.as_str(), person.phone.as_str()));
    let named = text.mediation.iter().flat_map(|mediation| names(&mediation.parties));
    let mut parties: Vec<Party> = persons
        .filter_map(|(name, phone)| party(name, phone))
        .chain(named.filter_map(|name| party(&name, "")))
        .collect();
    parties.sort();
    parties.dedup();
    parties
}

/// The names in "申请人：韦志强（58 岁）、黄和平": between signs, without what stands before a colon or in brackets.
fn names(text: &str) -> Vec<String> {
    let mut open = 0_u32;
    let mut plain = String::new();
    for sign in text.chars() {
        match sign {
            '(' | '（' => open += 1,
            ')' | '）' => open = open.saturating_sub(1),
            _ if open == 0 => plain.push(sign),
            _ => {}
        }
    }
    let named = plain.split(|sign| BETWEEN.contains(sign));
    named
        .filter_map(|one| one.rsplit([':', '：']).next().map(str::to_owned))
        .collect()
}

fn party(name: &str, phone: &str) -> Option<Party> {
    let name: String = name.split_whitespace().collect();
    let is_somebody = name.graphemes(true).count() >= FEWEST_GRAPHEMES
        && !name.contains(['某', '*', '×', 'X'])
        && !NOBODY.contains(&name.as_str());
    let phone = phone.chars().filter(char::is_ascii_digit).collect();
    is_somebody.then_some(Party { name, phone })
}

/// The civil dates within which matters are held against one of this date, both included.
#[must_use]
pub fn party_dates(date: NaiveDate) -> (NaiveDate, NaiveDate) {
    let months = Months::new(PARTY_MONTHS);
    (
        date.checked_sub_months(months).unwrap_or(NaiveDate::MIN),
        date.checked_add_months(months).unwrap_or(NaiveDate::MAX),
    )
}
