//! Two texts beside each other, row by row as the printed page has them.

use super::{Entry, Lecture, Mediation, ServedPerson};

/// A row of the page. The number, the counsel, the time of writing and the entry it corrects are no text of it: a correction always has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// 村（社区）.
    Village,
    /// 服务时间.
    When,
    /// 服务方式.
    Mode,
    /// 服务类别.
    Kind,
    /// 服务对象.
    Persons,
    /// 讲座.
    Lecture,
    /// 调解.
    Mediation,
    /// What else the kind has of its own.
    Details,
    /// 事由.
    Matter,
    /// 服务内容.
    Advice,
    /// 处理结果.
    Result,
    /// 重大事项.
    Major,
    /// 收费备案.
    Paid,
    /// 跟进日期.
    FollowUp,
    /// What it carries on, or which need it answers.
    Links,
    /// 附件.
    Attachments,
}

impl Part {
    /// Every part, in the order of the page.
    pub const ALL: [Part; 16] = [
        Part::Village,
        Part::When,
        Part::Mode,
        Part::Kind,
        Part::Persons,
        Part::Lecture,
        Part::Mediation,
        Part::Details,
        Part::Matter,
        Part::Advice,
        Part::Result,
        Part::Major,
        Part::Paid,
        Part::FollowUp,
        Part::Links,
        Part::Attachments,
    ];

    /// Whether both texts say the same here.
    #[must_use]
    pub fn is_same(self, one: &Entry, other: &Entry) -> bool {
        match self {
            Part::Village => one.village == other.village,
            Part::When => (one.date, one.time) == (other.date, other.time),
            Part::Mode => one.mode == other.mode,
            Part::Kind => one.kind == other.kind,
            Part::Persons => said(&one.persons).eq(said(&other.persons)),
            Part::Lecture => one.lecture == other.lecture,
            Part::Mediation => one.mediation == other.mediation,
            Part::Details => one.details == other.details,
            Part::Matter => one.matter == other.matter,
            Part::Advice => one.advice == other.advice,
            Part::Result => (one.result_class, &one.result) == (other.result_class, &other.result),
            Part::Major => one.major == other.major,
            Part::Paid => one.paid == other.paid,
            Part::FollowUp => one.follow_up == other.follow_up,
            Part::Links => (one.follows, one.answers) == (other.follows, other.answers),
            Part::Attachments => hung(one).eq(hung(other)),
        }
    }

    /// Whether the text says anything here.
    #[must_use]
    pub fn is_given(self, text: &Entry) -> bool {
        match self {
            Part::Village | Part::When | Part::Mode | Part::Kind => true,
            Part::Persons => !text.persons.is_empty(),
            Part::Lecture => text.lecture.as_ref().is_some_and(is_lecture_given),
            Part::Mediation => text.mediation.as_ref().is_some_and(is_mediation_given),
            Part::Details => !text.details.is_empty(),
            Part::Matter => !text.matter.is_empty(),
            Part::Advice => !text.advice.is_empty(),
            Part::Result => text.result_class.is_some() || !text.result.is_empty(),
            Part::Major => text.major.is_some(),
            Part::Paid => text.paid.is_some(),
            Part::FollowUp => text.follow_up.is_some(),
            Part::Links => text.follows.is_some() || text.answers.is_some(),
            Part::Attachments => !text.attachments.is_empty(),
        }
    }
}

/// What differs between two texts, and how much does not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// The parts in which they differ, in the order of the page.
    pub changed: Vec<Part>,
    /// How many parts both texts give, alike.
    pub unchanged: usize,
}

/// Compares two texts.
#[must_use]
pub fn compare(before: &Entry, now: &Entry) -> Comparison {
    let (same, changed): (Vec<Part>, Vec<Part>) = Part::ALL.into_iter().partition(|part| part.is_same(before, now));
    Comparison {
        changed,
        unchanged: same.into_iter().filter(|part| part.is_given(now)).count(),
    }
}

/// What is said of each person; the rows' own keys are nobody's words.
fn said(persons: &[ServedPerson]) -> impl Iterator<Item = (&str, &str, Option<crate::kind::Category>)> {
    persons
        .iter()
        .map(|person| (person.name.as_str(), person.phone.as_str(), person.category))
}

fn hung(text: &Entry) -> impl Iterator<Item = crate::ids::BlobId> {
    text.attachments.iter().map(|attachment| attachment.blob)
}

fn is_lecture_given(lecture: &Lecture) -> bool {
    !lecture.topic.is_empty() || lecture.head_count > 0
}

fn is_mediation_given(mediation: &Mediation) -> bool {
    !mediation.parties.is_empty() || !mediation.dispute.is_empty()
}
