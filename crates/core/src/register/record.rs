//! Records with their values read: what the rest of the program counts by.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::column::Column as C;
use super::days::{Days, Half};
use super::kind::RecordKind;
use super::values::Values;
use crate::ids::{EntryId, PersonId};
use crate::kind::codes;
use crate::village::VillageCode;

codes!(
    /// What a firm is.
    FirmKind {
        /// 律师事务所.
        LawFirm = "law_firm",
        /// 基层法律服务所.
        LegalService = "legal_service",
    }
);
codes!(
    /// What a counsel is by profession.
    CounselKind {
        /// 律师.
        Lawyer = "lawyer",
        /// 实习人员.
        Trainee = "trainee",
        /// 基层法律服务工作者.
        LegalWorker = "legal_worker",
    }
);
codes!(
    /// 考核等次.
    Verdict {
        /// 优秀.
        Good = "good",
        /// 合格.
        Basic = "basic",
        /// 不合格.
        Poor = "poor",
    }
);

/// A record of one kind with its values read.
pub trait Record: Sized {
    /// Its kind.
    const KIND: RecordKind;

    /// Reads it; `None` where a value that must be there is not, or cannot be read.
    fn read(record: EntryId, values: &Values) -> Option<Self>;
}

/// 律所（基层法律服务所）.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firm {
    /// Its record.
    pub record: EntryId,
    /// Name.
    pub name: String,
    /// What it is.
    pub kind: FirmKind,
    /// Phone; may be empty.
    pub phone: String,
}

impl Record for Firm {
    const KIND: RecordKind = RecordKind::Firm;

    fn read(record: EntryId, values: &Values) -> Option<Firm> {
        Some(Firm {
            record,
            name: values.get(C::Name)?.to_owned(),
            kind: FirmKind::from_code(values.get(C::FirmKind)?)?,
            phone: values.text(C::Phone),
        })
    }
}

/// 法律顾问.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounselRecord {
    /// Its record.
    pub record: EntryId,
    /// Who; the id that the person has in the program.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// By profession.
    pub kind: CounselKind,
    /// The record of the firm.
    pub firm: Option<EntryId>,
    /// Phone; may be empty.
    pub phone: String,
}

impl Record for CounselRecord {
    const KIND: RecordKind = RecordKind::Counsel;

    fn read(record: EntryId, values: &Values) -> Option<CounselRecord> {
        Some(CounselRecord {
            record,
            person: values.person()?,
            name: values.get(C::Name)?.to_owned(),
            kind: CounselKind::from_code(values.get(C::CounselKind)?)?,
            firm: values.record(C::Firm),
            phone: values.text(C::Phone),
        })
    }
}

/// 聘任: one counsel, one village, from a day to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Its record.
    pub record: EntryId,
    /// Where.
    pub village: VillageCode,
    /// Who.
    pub person: PersonId,
    /// When.
    pub days: Days,
    /// 原有安排.
    pub is_prior: bool,
    /// The recusal it stands in for.
    pub stands_in: Option<EntryId>,
    /// 合同编号; may be empty.
    pub contract_number: String,
    /// 签订日期.
    pub contract_date: Option<NaiveDate>,
}

impl Record for Appointment {
    const KIND: RecordKind = RecordKind::Appointment;

    fn read(record: EntryId, values: &Values) -> Option<Appointment> {
        Some(Appointment {
            record,
            village: values.village(C::Village)?,
            person: values.person()?,
            days: values.days()?,
            is_prior: values.yes(C::Prior),
            stands_in: values.record(C::Recusal),
            contract_number: values.text(C::ContractNumber),
            contract_date: values.date(C::ContractDate),
        })
    }
}

/// 公示牌.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// Its record.
    pub record: EntryId,
    /// Whose.
    pub village: VillageCode,
    /// 职责.
    pub duties: String,
    /// 驻村时间, in words.
    pub on_site_hours: String,
    /// Phone.
    pub phone: String,
    /// 地点.
    pub place: String,
    /// 下次到村日期.
    pub next_visit: Option<NaiveDate>,
}

impl Record for Board {
    const KIND: RecordKind = RecordKind::Board;

    fn read(record: EntryId, values: &Values) -> Option<Board> {
        Some(Board {
            record,
            village: values.village(C::Village)?,
            duties: values.text(C::Duties),
            on_site_hours: values.text(C::OnSiteHours),
            phone: values.text(C::Phone),
            place: values.text(C::Place),
            next_visit: values.date(C::NextVisit),
        })
    }
}

/// 回避: a counsel does not act in a village, because of its conflict with another one or for another reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recusal {
    /// Its record.
    pub record: EntryId,
    /// Where the counsel does not act.
    pub village: VillageCode,
    /// The other village of the conflict.
    pub other_village: Option<VillageCode>,
    /// Who.
    pub person: PersonId,
    /// When.
    pub days: Days,
    /// Why.
    pub reason: String,
}

impl Record for Recusal {
    const KIND: RecordKind = RecordKind::Recusal;

    fn read(record: EntryId, values: &Values) -> Option<Recusal> {
        Some(Recusal {
            record,
            village: values.village(C::Village)?,
            other_village: values.village(C::OtherVillage),
            person: values.person()?,
            days: values.days()?,
            reason: values.text(C::Reason),
        })
    }
}

/// 培训.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Training {
    /// Its record.
    pub record: EntryId,
    /// Who.
    pub person: PersonId,
    /// When.
    pub date: NaiveDate,
    /// On what.
    pub topic: String,
    /// How long.
    pub minutes: u32,
}

impl Record for Training {
    const KIND: RecordKind = RecordKind::Training;

    fn read(record: EntryId, values: &Values) -> Option<Training> {
        Some(Training {
            record,
            person: values.person()?,
            date: values.date(C::Date)?,
            topic: values.text(C::Topic),
            minutes: values.minutes()?,
        })
    }
}

/// 收费备案.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Its record.
    pub record: EntryId,
    /// Where.
    pub village: VillageCode,
    /// Who was paid.
    pub person: PersonId,
    /// When.
    pub date: NaiveDate,
    /// For what.
    pub matter: String,
    /// How much.
    pub fen: u32,
    /// Whether the county acknowledged it.
    pub is_acknowledged: bool,
}

impl Record for Filing {
    const KIND: RecordKind = RecordKind::Filing;

    fn read(record: EntryId, values: &Values) -> Option<Filing> {
        Some(Filing {
            record,
            village: values.village(C::Village)?,
            person: values.person()?,
            date: values.date(C::Date)?,
            matter: values.text(C::Matter),
            fen: values.fen()?,
            is_acknowledged: values.yes(C::Acknowledged),
        })
    }
}

/// 村（社区）变更: a new name, or into which one it is merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageChange {
    /// Its record.
    pub record: EntryId,
    /// Which.
    pub village: VillageCode,
    /// Its new name.
    pub name: Option<String>,
    /// Into which it is merged.
    pub merged_into: Option<VillageCode>,
    /// From when.
    pub from: NaiveDate,
}

impl Record for VillageChange {
    const KIND: RecordKind = RecordKind::Village;

    fn read(record: EntryId, values: &Values) -> Option<VillageChange> {
        Some(VillageChange {
            record,
            village: values.village(C::Village)?,
            name: values.get(C::Name).map(str::to_owned),
            merged_into: values.village(C::MergedInto),
            from: values.date(C::From)?,
        })
    }
}

/// 配备申请 and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    /// Its record.
    pub record: EntryId,
    /// Villages that the county cannot staff.
    pub villages: BTreeSet<VillageCode>,
    /// What the county says; may be empty.
    pub note: String,
    /// What the city answered.
    pub answer: Option<String>,
    /// Which firms it recommends, in words; may be empty.
    pub firms: String,
}

impl Record for Allocation {
    const KIND: RecordKind = RecordKind::Allocation;

    fn read(record: EntryId, values: &Values) -> Option<Allocation> {
        let villages = values.villages(C::Villages);
        (!villages.is_empty()).then(|| Allocation {
            record,
            villages,
            note: values.text(C::Note),
            answer: values.get(C::Answer).map(str::to_owned),
            firms: values.text(C::Firms),
        })
    }
}

/// 半年考核.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Its record.
    pub record: EntryId,
    /// Who.
    pub person: PersonId,
    /// Which half.
    pub half: Half,
    /// Scores in tenths of a point, by key.
    pub scores: BTreeMap<String, u32>,
    /// 考核等次.
    pub verdict: Verdict,
    /// More about it; may be empty.
    pub note: String,
}

impl Record for Assessment {
    const KIND: RecordKind = RecordKind::Assessment;

    fn read(record: EntryId, values: &Values) -> Option<Assessment> {
        Some(Assessment {
            record,
            person: values.person()?,
            half: values.half()?,
            scores: values.scores(),
            verdict: Verdict::from_code(values.get(C::Verdict)?)?,
            note: values.text(C::Note),
        })
    }
}

/// 报酬 of a counsel in a village, from a day on until there is a later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// Its record.
    pub record: EntryId,
    /// Where.
    pub village: VillageCode,
    /// Who.
    pub person: PersonId,
    /// From when.
    pub from: NaiveDate,
    /// For each month.
    pub fen: u32,
}

impl Record for Fee {
    const KIND: RecordKind = RecordKind::Fee;

    fn read(record: EntryId, values: &Values) -> Option<Fee> {
        Some(Fee {
            record,
            village: values.village(C::Village)?,
            person: values.person()?,
            from: values.date(C::From)?,
            fen: values.fen()?,
        })
    }
}
