//! An entry's life, derived from its acts and from what is stored about delivery; the same set of facts gives the same
//! life in any order of arrival.

mod facts;

use serde::{Deserialize, Serialize};

use self::facts::SignedFacts;
use crate::act::Act;
use crate::ids::{ActId, Digest};

/// Where an entry stands. (草稿 is not here: a draft is no entry yet.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 待签字.
    Unsigned,
    /// 已签字: signed here, not yet known to be on the server.
    Signed,
    /// 待审核: the server holds entry and signature, by stored receipts.
    InReview,
    /// 已退回.
    Returned,
    /// 已通过.
    Approved,
    /// 作废.
    Voided,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 6] = [
        Stage::Unsigned,
        Stage::Signed,
        Stage::InReview,
        Stage::Returned,
        Stage::Approved,
        Stage::Voided,
    ];

    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Stage::Unsigned => "unsigned",
            Stage::Signed => "signed",
            Stage::InReview => "in_review",
            Stage::Returned => "returned",
            Stage::Approved => "approved",
            Stage::Voided => "voided",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

/// One act as the derivation needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<'a> {
    /// The act. Only acts whose signature verified are given here.
    pub act: &'a Act,
    /// Digest of the canonical content at the act's heads.
    pub content: Digest,
    /// Whether a stored receipt (or its arrival from the server) proves that the server holds it.
    pub delivered: bool,
}

/// The derived life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// Where it stands.
    pub stage: Stage,
    /// The signature that gives the official text, a sign-off or the submission of a signed page: the approved one, else one that nobody decided over, of a text that
    /// nobody returned, else the returned one; among equals one over the document's present content, then the smallest act id. `None` while nobody has signed.
    pub official: Option<ActId>,
    /// 签后有改动: the document's content now differs from the official text.
    pub changed_after_signing: bool,
    /// Two sign-offs over different content are both kept.
    pub sign_offs_differ: bool,
    /// 另有不同意见: one text was approved by one review and returned by another. Both stay; which one counts is said at [`derive`].
    pub reviews_differ: bool,
    /// Reasons of the voiding or of the return that stands, in the order of the acts' ids; else empty.
    pub reasons: Vec<String>,
}

/// Derives the life. A signature is a sign-off, or the submission of what was signed on paper; another submission changes nothing here.
/// `current` is the digest of the document's canonical content now; `content_delivered` says whether
/// every change of the document is known to be on the server.
///
/// A void stands over everything. Else the reviews decide: an approved sign-off makes it `Approved`, also when another
/// sign-off was returned. Else a sign-off that nobody decided over, of a text that nobody returned, waits, also when another text
/// was returned before: it makes it `InReview` when the content and some such sign-off are delivered, otherwise `Signed`. Else a return, which stands
/// over an approval of the *same* sign-off, makes it `Returned`. A review of an act that is no
/// known sign-off says nothing (yet). So two officers who decide over one sign-off, each without the other's word, come to the same end everywhere: the
/// return counts, and [`Life::reviews_differ`] tells both (decision 0015). The result is the same for every order of `facts`, and with facts given twice.
#[must_use]
pub fn derive(facts: &[Fact<'_>], current: Digest, content_delivered: bool) -> Life {
    let signed = SignedFacts::gather(facts);
    let voids = signed.voids();
    let official = signed.official(current);
    let stage = if voids.is_empty() {
        signed.stage(official, content_delivered)
    } else {
        Stage::Voided
    };
    let official = official.map(|(id, _)| id);
    Life {
        stage,
        official,
        changed_after_signing: official.is_some_and(|id| !signed.covers(id, current)),
        sign_offs_differ: signed.contents().len() > 1,
        reviews_differ: signed.reviews_differ(),
        reasons: match stage {
            Stage::Voided => voids,
            Stage::Returned => signed.return_reasons(official),
            Stage::Unsigned | Stage::Signed | Stage::InReview | Stage::Approved => Vec::new(),
        },
    }
}
