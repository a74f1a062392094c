//! Acts: what people answer for. Append-only, signed, outside the merging document. Their signed form is in `evidence`.

use serde::{Deserialize, Serialize};

use crate::confirmation::Confirmation;
use crate::entry::Entry;
use crate::ids::{ActId, DeviceId, Digest, EntryId, KeyId, PersonId};
use crate::ink::Ink;
use crate::permission::Action;
use crate::person::Role;
use crate::question::{MAX_OTHERS, QuestionKind};
use crate::register::Registration;

/// One verified or still unverified act as the program works with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Identity.
    pub id: ActId,
    /// The entry it is about.
    pub entry: EntryId,
    /// Heads of the entry's document at the act, sorted.
    pub heads: Vec<Digest>,
    /// What was done.
    pub body: Body,
    /// Who.
    pub person: PersonId,
    /// With which key.
    pub key: KeyId,
    /// As what.
    pub role: Role,
    /// On which device.
    pub device: DeviceId,
    /// Device clock, seconds since 1970-01-01 UTC. Shown with its quality, never deciding anything.
    pub device_time_s: i64,
}

impl Act {
    /// Device clock in ms since 1970-01-01 UTC, of whole seconds.
    #[must_use]
    pub fn device_time_ms(&self) -> i64 {
        self.device_time_s.saturating_mul(1_000)
    }

    /// Whether the act may say this of the text at its heads: a submission, a voiding and an explanation are words of the entry's own
    /// counsel; acknowledged is what the text calls 重大事项.
    ///
    /// # Errors
    /// Each [`CounselFault`].
    pub fn check_counsel(&self, text: &Entry) -> Result<(), CounselFault> {
        match self.body {
            Body::Submission(_) | Body::Void(_) | Body::Explanation(_) if self.person != text.counsel => {
                Err(CounselFault::OtherCounsel)
            }
            Body::Submission(Submission { way: Way::Paper }) if !text.has_signed_page() => {
                Err(CounselFault::NoSignedPage)
            }
            Body::Acknowledgement if text.major.is_none() => Err(CounselFault::NotMajor),
            Body::Submission(_)
            | Body::SignOff(_)
            | Body::Review(_)
            | Body::Void(_)
            | Body::Acknowledgement
            | Body::Explanation(_)
            | Body::Opening(_)
            | Body::Registration(_) => Ok(()),
        }
    }
}

/// Why an act may not be made over a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CounselFault {
    /// The entry is another counsel's.
    OtherCounsel,
    /// Said to be signed on paper, but the text names no page with the signatures.
    NoSignedPage,
    /// Acknowledged as 重大事项, but the text does not say that it is one.
    NotMajor,
}

/// What an act says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// 签署意见 by a cadre.
    SignOff(SignOff),
    /// 审核 by the office.
    Review(Review),
    /// 作废 by the counsel.
    Void(Void),
    /// 提交 by the counsel of the entry.
    Submission(Submission),
    /// 知悉 by the office: a 重大事项 was read there. It decides nothing.
    Acknowledgement,
    /// 说明 by the counsel of the entry, to a question it raises.
    Explanation(Explanation),
    /// 查看全文 by the county or the city.
    Opening(Opening),
    /// 登记 of a record of the county's registers; what is the act's entry elsewhere is the record's id.
    Registration(Registration),
}

impl Body {
    /// Every text it carries, in the order it stands there.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Body::SignOff(sign_off) => sign_off.texts(),
            Body::Review(review) => match &review.decision {
                Decision::Approve => Vec::new(),
                Decision::Return { reasons } => reasons.iter().map(String::as_str).collect(),
            },
            Body::Void(void) => vec![&void.reason],
            Body::Submission(_) | Body::Acknowledgement => Vec::new(),
            Body::Explanation(explanation) => vec![&explanation.text],
            Body::Opening(opening) => vec![&opening.reason],
            Body::Registration(registration) => registration.texts(),
        }
    }

    /// What somebody must be allowed to do, to act so.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Body::SignOff(_) => Action::SignOff,
            Body::Review(_) => Action::Review,
            Body::Void(_) => Action::VoidEntry,
            Body::Submission(_) => Action::SubmitEntry,
            Body::Acknowledgement => Action::AcknowledgeMajor,
            Body::Explanation(_) => Action::AnswerQuestion,
            Body::Opening(_) => Action::OpenFromAbove,
            Body::Registration(registration) => registration.action(),
        }
    }

    /// Whether the entry's text is official from it on, and the office decides over it: a sign-off, or the submission of what was
    /// signed on paper.
    #[must_use]
    pub fn makes_official(&self) -> bool {
        match self {
            Body::SignOff(_) | Body::Submission(Submission { way: Way::Paper }) => true,
            Body::Review(_)
            | Body::Void(_)
            | Body::Submission(Submission { way: Way::Electronic })
            | Body::Acknowledgement
            | Body::Explanation(_)
            | Body::Opening(_)
            | Body::Registration(_) => false,
        }
    }

    /// Whether it has a part in where the entry stands; what does not is said beside it.
    #[must_use]
    pub fn moves_entry(&self) -> bool {
        match self {
            Body::SignOff(_) | Body::Review(_) | Body::Void(_) | Body::Submission(_) => true,
            Body::Acknowledgement | Body::Explanation(_) | Body::Opening(_) | Body::Registration(_) => false,
        }
    }

    /// Whether it answers for every field of the text, so that none may hold two values.
    #[must_use]
    pub fn covers_text(&self) -> bool {
        match self {
            Body::SignOff(_) | Body::Submission(_) => true,
            Body::Review(_)
            | Body::Void(_)
            | Body::Acknowledgement
            | Body::Explanation(_)
            | Body::Opening(_)
            | Body::Registration(_) => false,
        }
    }

    /// Whether it is made over a text, so that it names heads and its signature stands over what they say. Who asks to see a text
    /// has not got it: an opening names none ([`Opening`]); of a record there is none.
    #[must_use]
    pub fn is_over_text(&self) -> bool {
        match self {
            Body::SignOff(_)
            | Body::Review(_)
            | Body::Void(_)
            | Body::Submission(_)
            | Body::Acknowledgement
            | Body::Explanation(_) => true,
            Body::Opening(_) | Body::Registration(_) => false,
        }
    }

    /// Whether any text holds characters that are not seen but change what is seen ([`crate::text::has_control`]). Nobody
    /// may answer for such a text.
    #[must_use]
    pub fn has_control(&self) -> bool {
        self.texts().into_iter().any(crate::text::has_control)
    }
}

/// A cadre's signed opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// Opinion by chip.
    pub opinion: Opinion,
    /// Opinion in own words; may be empty.
    pub remark: String,
    /// Name as shown at signing.
    pub name: String,
    /// Post as shown at signing.
    pub post: String,
    /// The handwriting.
    pub ink: Ink,
    /// What villagers confirmed, under this act.
    pub confirmations: Vec<Confirmation>,
}

impl SignOff {
    /// Every handwriting it carries: the signer's, then those of the confirmations.
    pub fn inks(&self) -> impl Iterator<Item = &Ink> {
        let confirmed = self.confirmations.iter().filter_map(|one| one.ink.as_ref());
        std::iter::once(&self.ink).chain(confirmed)
    }

    fn texts(&self) -> Vec<&str> {
        let own = [self.remark.as_str(), &self.name, &self.post];
        let confirmed = self.confirmations.iter().flat_map(Confirmation::texts);
        own.into_iter().chain(confirmed).collect()
    }
}

/// A cadre's opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// 情况属实.
    True,
    /// 情况属实，服务满意.
    TrueAndSatisfied,
    /// 有不同意见 (the remark says which).
    Differs,
}

impl Opinion {
    /// Every opinion.
    pub const ALL: [Opinion; 3] = [Opinion::True, Opinion::TrueAndSatisfied, Opinion::Differs];
}

/// An office's decision over one sign-off, or over one submission of what was signed on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The sign-off or submission that was reviewed ([`Body::makes_official`]).
    pub sign_off: ActId,
    /// The decision.
    pub decision: Decision,
}

/// Approve or return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// 通过.
    Approve,
    /// 退回, with at least one reason.
    Return {
        /// The points to correct, in words.
        reasons: Vec<String>,
    },
}

/// A voiding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Void {
    /// Why.
    pub reason: String,
}

/// The counsel hands the entry in (提交) and answers for its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// How it is signed.
    pub way: Way,
}

/// The county or the city opens the text of an entry (查看全文). Made before the text is there, so it names no heads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Why.
    pub reason: String,
}

/// How the village signs what is submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 交村干部签字: by a cadre's electronic sign-off, still to come.
    Electronic,
    /// 纸上已签字: by hand, on the page that is attached.
    Paper,
}

impl Way {
    /// Every way.
    pub const ALL: [Way; 2] = [Way::Electronic, Way::Paper];
}

/// The counsel's answer (说明) to a question. It stays in the record of acts, whether the question is still asked or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// What was asked.
    pub question: QuestionKind,
    /// The other entries that were asked about, sorted, none twice, at most [`MAX_OTHERS`].
    pub others: Vec<EntryId>,
    /// The answer.
    pub text: String,
}

impl Explanation {
    /// Whether it says something, and names what it is about in the one way there is.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let named = self.others.len() <= MAX_OTHERS && self.others.is_sorted_by(|before, after| before < after);
        named && !self.text.trim().is_empty()
    }
}
