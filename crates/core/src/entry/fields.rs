//! An entry as flat keys with short texts: the shape the document stores, merges and shows conflicts in.
//!
//! Keys: `village number counsel counsel_name date start end minutes mode kind matter advice result result_class
//! lecture.topic lecture.speaker lecture.place lecture.head_count lecture.copies mediation.parties mediation.dispute
//! mediation.agreed paid major corrects follow_up follows answers written_at`, per detail, `detail.<code>`, per person,
//! `person.<row>.name|phone|category`, and, per attachment, `attachment.<row>`, which holds kind, hash and length ([`Attachment::to_text`](crate::Attachment::to_text)). Absent = not given.
//! Unknown keys are left alone by everybody (a newer program wrote them; nobody writes to such an entry or signs it here, [`is_of_newer`]), but for
//! those that begin with `attachment.`: nobody may sign less than there is.
//!
//! Texts stand as they are. Everything else has exactly one spelling: dates `2026-11-23`, times `09:30`, numbers without
//! sign or leading zero, `true` or `false`, ids in lower-case hex, kinds and classes by code. Reading refuses another spelling.

mod key;
mod read;
mod write;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kind::Detail;

pub use key::is_of_newer;
pub use read::from_fields;
pub use write::to_fields;

/// A document's texts by key.
pub type FieldMap = BTreeMap<String, String>;

/// A field of the form, for messages and conflicts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Village.
    Village,
    /// Number.
    Number,
    /// Service date.
    Date,
    /// Start.
    Start,
    /// End.
    End,
    /// Minutes.
    Minutes,
    /// Mode.
    Mode,
    /// Kind.
    Kind,
    /// The persons as a whole.
    Persons,
    /// One person's name.
    PersonName(String),
    /// One person's phone.
    PersonPhone(String),
    /// 事由.
    Matter,
    /// 内容.
    Advice,
    /// 结果.
    Result,
    /// 结果类别.
    ResultClass,
    /// 主题.
    LectureTopic,
    /// 主讲人.
    LectureSpeaker,
    /// 地点.
    LecturePlace,
    /// 参加人数.
    LectureHeadCount,
    /// 发放份数.
    LectureCopies,
    /// 当事人.
    MediationParties,
    /// 纠纷类型.
    MediationDispute,
    /// 是否达成协议.
    MediationAgreed,
    /// A detail of the kind's own.
    Detail(Detail),
    /// 收费备案.
    Paid,
    /// 重大事项.
    Major,
    /// 跟进日期.
    FollowUp,
    /// The entry it corrects.
    Corrects,
    /// The entry it carries on.
    Follows,
    /// The 群众法律需求 it answers.
    Answers,
    /// The attachments as a whole.
    Attachments,
    /// A key this program does not know.
    Other(String),
}

/// Why a document's fields are not an entry, or not a need.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldsError {
    /// A needed key is absent.
    #[error("reading a document: {0} is missing")]
    Missing(&'static str),
    /// A text does not parse as what the key holds.
    #[error("reading a document: {key} holds an unreadable value")]
    Unreadable {
        /// The key.
        key: String,
    },
}
