//! What is told of a list that an office keeps in a spreadsheet: where a row stands, what was put right in it, what a person has to decide, why
//! it is not taken in. Codes and texts of the list; the words about them are said where they are shown.

use serde::{Deserialize, Serialize};

use crate::village::{Area, Village, VillageCode};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// 聘期, from and to in one cell.
    Term,
    /// The record that a row is about, 32 hex digits, as a table of the registers names it.
    Record,
    /// Why a record was withdrawn.
    Withdrawn,
    /// A value of a record of the registers.
    Of(crate::register::Column),
}

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The sheet; empty for a text file.
    pub sheet: String,
    /// The row, from 1, as the program shows it.
    pub row: u32,
}

/// What was put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// The name is not the register's; the village was taken by its code, as somebody said.
    ByCode,
    /// A date written otherwise.
    Date,
    /// A word for "without end".
    OpenEnd,
}

/// One repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// The registers say otherwise of whom the row names: is it the same person?
    Differs {
        /// In what.
        column: Column,
        /// As the list says.
        given: String,
        /// As the registers say; empty when they say nothing.
        known: String,
    },
    /// Several counsel of the registers have this name, and the row does not say which.
    ManyPeople {
        /// The name.
        name: String,
        /// How many.
        count: usize,
    },
    /// Somebody of this name has an account and no record among the counsel: is it the same person?
    Unlisted {
        /// The name.
        name: String,
    },
    /// No counsel of the registers has this name.
    UnknownPerson {
        /// The name.
        name: String,
    },
    /// A firm that is new, of which the name does not say what it is.
    FirmKind {
        /// The name.
        name: String,
    },
}

/// Why a row is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// What stands there cannot be read as what the column holds.
    Value(Column, String),
    /// No firm of the registers has this name.
    UnknownFirm(String),
    /// No record of this register has this number.
    UnknownRecord(String),
    /// The record is withdrawn, or the row withdraws it: a list takes nothing away.
    Withdrawn,
    /// The row says that there is nothing where the record says this: a list takes nothing away.
    TakesAway(Column, String),
    /// A row above says something else of the same record.
    SaidAbove(Place),
}

/// Where it says that somebody is a public official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Official {
    /// The column.
    pub column: Column,
    /// Its text.
    pub text: String,
}
