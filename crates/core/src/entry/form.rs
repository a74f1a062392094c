//! What a person is still typing: everything may be missing or wrong. Kept as a draft after every change.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use super::{DetailText, Entry, Lecture, Mediation, ServedPerson, ServiceTime};
use crate::ids::EntryId;
use crate::kind::{Kind, Mode, ResultClass};
use crate::village::VillageCode;

/// A form in progress. Texts are as typed; numbers are texts because a person may type anything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Form {
    /// Village.
    pub village: Option<VillageCode>,
    /// Service date.
    pub date: Option<NaiveDate>,
    /// From.
    pub start: Option<NaiveTime>,
    /// To.
    pub end: Option<NaiveTime>,
    /// Length in minutes as typed; used when start or end is missing.
    pub minutes: String,
    /// 方式.
    pub mode: Option<Mode>,
    /// 服务类别.
    pub kind: Option<Kind>,
    /// 服务对象.
    pub persons: Vec<ServedPerson>,
    /// 事由.
    pub matter: String,
    /// 内容.
    pub advice: String,
    /// 结果.
    pub result: String,
    /// 结果类别.
    pub result_class: Option<ResultClass>,
    /// Lecture details; read only for a lecture or publicity.
    pub lecture: LectureForm,
    /// Mediation details; read only for a mediation.
    pub mediation: MediationForm,
    /// Details as typed; those the kind does not have are not read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<DetailText>,
    /// Filing reference; `None` when not paid.
    pub paid: Option<String>,
    /// Why it is 重大事项; `None` when it is not.
    pub major: Option<String>,
    /// The entry it corrects.
    pub corrects: Option<EntryId>,
    /// 跟进日期.
    pub follow_up: Option<NaiveDate>,
    /// The entry it carries on.
    pub follows: Option<EntryId>,
    /// The 群众法律需求 it answers.
    pub answers: Option<EntryId>,
    /// When a timer that still runs was started on arrival (到达时间), local. Kept with the form, so that it outlives the program; an
    /// entry has none.
    pub arrived: Option<NaiveDateTime>,
}

/// Lecture details in progress.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LectureForm {
    /// 主题.
    pub topic: String,
    /// 主讲人.
    pub speaker: String,
    /// 地点.
    pub place: String,
    /// 参加人数, as typed.
    pub head_count: String,
    /// 发放资料份数, as typed.
    pub copies: String,
}

/// Mediation details in progress.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MediationForm {
    /// 当事人.
    pub parties: String,
    /// 纠纷类型.
    pub dispute: String,
    /// Whether an agreement was reached.
    pub agreed: Option<bool>,
}

impl Form {
    /// The form that shows an entry for editing; checking it gives the entry again, apart from the time of writing.
    #[must_use]
    pub fn of(entry: &Entry) -> Form {
        let (start, end, minutes) = match entry.time {
            ServiceTime::Interval { start, end } => (Some(start), Some(end), String::new()),
            ServiceTime::Minutes(minutes) => (None, None, minutes.to_string()),
        };
        Form {
            village: Some(entry.village.clone()),
            date: Some(entry.date),
            start,
            end,
            minutes,
            mode: Some(entry.mode),
            kind: Some(entry.kind),
            persons: entry.persons.clone(),
            matter: entry.matter.clone(),
            advice: entry.advice.clone(),
            result: entry.result.clone(),
            result_class: entry.result_class,
            lecture: entry.lecture.as_ref().map(LectureForm::of).unwrap_or_default(),
            mediation: entry.mediation.as_ref().map(MediationForm::of).unwrap_or_default(),
            details: entry.details.clone(),
            paid: entry.paid.clone(),
            major: entry.major.clone(),
            corrects: entry.corrects,
            follow_up: entry.follow_up,
            follows: entry.follows,
            answers: entry.answers,
            arrived: None,
        }
    }
}

impl LectureForm {
    fn of(lecture: &Lecture) -> LectureForm {
        LectureForm {
            topic: lecture.topic.clone(),
            speaker: lecture.speaker.clone(),
            place: lecture.place.clone(),
            head_count: lecture.head_count.to_string(),
            copies: lecture.copies.to_string(),
        }
    }
}

impl MediationForm {
    fn of(mediation: &Mediation) -> MediationForm {
        MediationForm {
            parties: mediation.parties.clone(),
            dispute: mediation.dispute.clone(),
            agreed: Some(mediation.agreed),
        }
    }
}
