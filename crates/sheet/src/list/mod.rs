//! A list as an office keeps it, to what would be taken in of it: every row accepted, repaired with each repair named, asked about, or
//! refused with why. Nothing is guessed in silence; codes and reasons here, words where they are shown.

mod clean;
mod counsel;
mod heading;
mod names;
mod villages;

use cunfa_core::{Area, Village, VillageCode};

pub use counsel::{Held, Listed, counsel};
pub use villages::villages;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// 12 digits of a village, or several.
    Code,
    /// 村（社区）, or several.
    Village,
    /// 乡镇（街道）.
    Township,
    /// 县（区）.
    County,
    /// 市.
    City,
    /// 姓名.
    Name,
    /// 律师, 实习人员, 基层法律服务工作者.
    Role,
    /// 律师事务所 or 基层法律服务所.
    Firm,
    /// 职务.
    Post,
    /// 电话. Read to tell two people of one name apart; taken in nowhere.
    Phone,
    /// 备注.
    Remark,
}

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The sheet; empty for a text file.
    pub sheet: String,
    /// The row, from 1, as the program shows it.
    pub row: u32,
}

/// What was put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Repair {
    /// Covered by a merged cell above: its value was taken.
    Merged,
    /// A formula: the value stored with it was taken.
    Formula,
    /// A code stored as a number, read as digits.
    Number,
    /// A number in scientific notation that still has every digit.
    Scientific,
    /// ".0" at the end of a code.
    TrailingZero,
    /// Zeros lost at the beginning: with them it is a code of the register.
    LeadingZeros,
    /// Full-width digits, letters, signs.
    FullWidth,
    /// Characters nobody sees.
    Invisible,
    /// Blanks within or around.
    Spaces,
    /// An apostrophe or ="…" that kept digits as text.
    Quoted,
    /// Not in the list; taken from the register by the code.
    Derived,
    /// Another written form of the register's name (村委会 for 村).
    Form,
    /// The code was found by the names of township and village.
    CodeFound,
}

/// One repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// Where in the row.
    pub column: Column,
    /// What was put right.
    pub repair: Repair,
    /// As it stood there.
    pub was: String,
    /// As it is taken.
    pub now: String,
}

/// What a person has to decide. Until then the row is not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The register has another name under this code: was the village renamed?
    Renamed {
        /// The register's.
        known: Village,
    },
    /// The code is new, and a village of the same or nearly the same name stands under another code in this township.
    OtherCode {
        /// The register's.
        known: Village,
    },
    /// No village has this name; these are near.
    NearVillages {
        /// As it stands in the list.
        given: String,
        /// The near ones.
        near: Vec<Village>,
    },
    /// The person is in the register, with other villages.
    OtherScope {
        /// Those of the register.
        known: Vec<Area>,
    },
    /// Somebody of this name is in the register, with another firm or post.
    SameName {
        /// The post in the register.
        known: String,
    },
    /// A row above has the same name and firm and another phone: is it the same person?
    OtherPhone {
        /// That row.
        first: Place,
    },
}

/// Why a row is not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A column that is needed is empty.
    Missing(Column),
    /// An error, or a formula without a stored value.
    ErrorCell(Column, String),
    /// A code with another number of digits than 12.
    Digits(String),
    /// A code in scientific notation that lost its last digits.
    DigitsLost(String),
    /// A code with something else than digits.
    NotDigits(String),
    /// No village of the register has this code.
    UnknownCode(VillageCode),
    /// No village of the register has this name, nor nearly.
    UnknownVillage(String),
    /// Several villages of the register have this name; the list does not say which.
    ManyVillages(String, usize),
    /// The code lies elsewhere than the list says.
    Elsewhere {
        /// 乡镇 or 县区.
        column: Column,
        /// As the list says.
        given: String,
        /// As the register says.
        known: String,
    },
    /// The code stands above with another name.
    CodeTwice(Place),
    /// A public official: never a counsel (P二(四)).
    PublicOfficial(Official),
    /// A role that is none of the three.
    UnknownRole(String),
    /// Too long, or with characters that are not allowed.
    BadText(Column),
    /// The row is a sum.
    Sum,
}

/// Where it says that somebody is a public official.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// The column.
    pub column: Column,
    /// Its text.
    pub text: String,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict<T> {
    /// Taken in.
    Taken(T),
    /// In the register already, the same.
    Known,
    /// The same as a row above; taken once.
    Repeated(Place),
    /// A further village of the person in a row above.
    Joined(Place),
    /// Not taken in, since another row of the same person is not.
    Waits(Place),
    /// Not taken in before somebody decides.
    Asked(Question, T),
    /// Not taken in.
    Refused(Why),
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<T> {
    /// Where.
    pub place: Place,
    /// What it is about, as far as it could be read: a village's or a person's name.
    pub shown: String,
    /// What was put right.
    pub repairs: Vec<Repaired>,
    /// What becomes of it.
    pub verdict: Verdict<T>,
}

/// A list, before anything is taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview<T> {
    /// Hidden sheets, not read.
    pub hidden: Vec<String>,
    /// Sheets without the headings, not read.
    pub other_sheets: Vec<String>,
    /// Headings that nothing is taken from.
    pub other_columns: Vec<String>,
    /// The rows, sheet by sheet.
    pub lines: Vec<Line<T>>,
}

/// How many rows of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows taken in as they stand.
    pub accepted: usize,
    /// Rows taken in with repairs.
    pub repaired: usize,
    /// Rows that change nothing: known, repeated, joined to another.
    pub nothing_new: usize,
    /// Rows that wait for a decision, or for another row.
    pub asked: usize,
    /// Rows refused.
    pub refused: usize,
}

impl<T> Preview<T> {
    /// The counts.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for line in &self.lines {
            let one = match &line.verdict {
                Verdict::Taken(_) | Verdict::Joined(_) if !line.repairs.is_empty() => &mut counts.repaired,
                Verdict::Taken(_) => &mut counts.accepted,
                Verdict::Known | Verdict::Repeated(_) | Verdict::Joined(_) => &mut counts.nothing_new,
                Verdict::Asked(..) | Verdict::Waits(_) => &mut counts.asked,
                Verdict::Refused(_) => &mut counts.refused,
            };
            *one += 1;
        }
        counts
    }

    /// What would be taken in, in the list's order.
    pub fn taken(&self) -> impl Iterator<Item = &T> {
        self.lines.iter().filter_map(|line| match &line.verdict {
            Verdict::Taken(item) => Some(item),
            _ => None,
        })
    }
}

/// Why a file is not the list that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// No visible sheet has a row with the headings.
    #[error("reading a list: no headings")]
    NoHeadings {
        /// Hidden sheets, which were not looked at.
        hidden: Vec<String>,
    },
    /// Headings and no row.
    #[error("reading a list: no rows")]
    NoRows {
        /// Hidden sheets, which were not looked at.
        hidden: Vec<String>,
    },
}
