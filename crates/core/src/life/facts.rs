//! The facts of one entry, put in an order that does not depend on their arrival.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fact, Stage};
use crate::act::{Act, Body, Decision};
use crate::ids::{ActId, Digest};

/// What the reviews say of one signature and of its text. Ordered by which one is official first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// Approved by somebody, returned by nobody.
    Approved,
    /// Not reviewed, and nobody returned this text under another signature: it waits.
    Open,
    /// Returned by somebody.
    Returned,
    /// Not reviewed, but its text was returned under another signature.
    TextReturned,
}

/// Signatures (sign-offs, and submissions of what was signed on paper) with their reviews, and voidings; everything keyed by act id.
#[derive(Default)]
pub(super) struct SignedFacts<'a> {
    signatures: BTreeMap<ActId, SignedContent>,
    reviews: BTreeMap<ActId, BTreeMap<ActId, &'a Decision>>,
    voids: BTreeMap<ActId, &'a str>,
}

#[derive(Default)]
struct SignedContent {
    contents: BTreeSet<Digest>,
    delivered: bool,
}

impl<'a> SignedFacts<'a> {
    pub(super) fn gather(facts: &[Fact<'a>]) -> SignedFacts<'a> {
        let mut gathered = SignedFacts::default();
        facts.iter().for_each(|fact| gathered.add(fact));
        gathered
    }

    fn add(&mut self, fact: &Fact<'a>) {
        let act = fact.act;
        match &act.body {
            Body::SignOff(_) | Body::Submission(_) => self.add_signature(act, fact),
            Body::Review(review) => {
                self.reviews
                    .entry(review.sign_off)
                    .or_default()
                    .insert(act.id, &review.decision);
            }
            Body::Void(void) => {
                self.voids.insert(act.id, &void.reason);
            }
            Body::Acknowledgement | Body::Explanation(_) | Body::Opening(_) | Body::Registration(_) => {}
        }
    }

    fn add_signature(&mut self, act: &Act, fact: &Fact<'a>) {
        if act.body.makes_official() {
            let signed = self.signatures.entry(act.id).or_default();
            signed.contents.insert(fact.content);
            signed.delivered |= fact.delivered;
        }
    }

    /// The official signature and what the reviews say of it.
    pub(super) fn official(&self, current: Digest) -> Option<(ActId, Verdict)> {
        let rank = |id: &ActId| (self.verdict(*id), !self.covers(*id, current), *id);
        let (verdict, _, id) = self.signatures.keys().map(rank).min()?;
        Some((id, verdict))
    }

    /// Where an entry that nobody voided stands.
    pub(super) fn stage(&self, official: Option<(ActId, Verdict)>, content_delivered: bool) -> Stage {
        match official.map(|(_, verdict)| verdict) {
            None => Stage::Unsigned,
            Some(Verdict::Approved) => Stage::Approved,
            Some(Verdict::Returned | Verdict::TextReturned) => Stage::Returned,
            Some(Verdict::Open) if content_delivered && self.any_open_delivered() => Stage::InReview,
            Some(Verdict::Open) => Stage::Signed,
        }
    }

    /// Whether the sign-off was given over this content.
    pub(super) fn covers(&self, sign_off: ActId, content: Digest) -> bool {
        self.signatures
            .get(&sign_off)
            .is_some_and(|signed| signed.contents.contains(&content))
    }

    /// Every content that was signed.
    pub(super) fn contents(&self) -> BTreeSet<Digest> {
        self.signatures
            .values()
            .flat_map(|signed| signed.contents.iter().copied())
            .collect()
    }

    fn any_open_delivered(&self) -> bool {
        let mut delivered = self.signatures.iter().filter(|(_, signed)| signed.delivered);
        delivered.any(|(id, _)| self.verdict(*id) == Verdict::Open)
    }

    /// Whether one text was both approved and returned, under one signature or several.
    pub(super) fn reviews_differ(&self) -> bool {
        let approved = |id: &&ActId| self.decisions(**id).any(|decision| !is_return(decision));
        let mut approved = self.signatures.keys().filter(approved);
        approved.any(|id| self.is_text_returned(*id))
    }

    /// The reasons of every voiding.
    pub(super) fn voids(&self) -> Vec<String> {
        self.voids.values().map(|reason| (*reason).to_owned()).collect()
    }

    /// The reasons of every return of this sign-off.
    pub(super) fn return_reasons(&self, sign_off: Option<ActId>) -> Vec<String> {
        let decisions = sign_off.into_iter().flat_map(|id| self.decisions(id));
        let reasons = decisions.flat_map(|decision| match decision {
            Decision::Approve => &[],
            Decision::Return { reasons } => reasons.as_slice(),
        });
        reasons.cloned().collect()
    }

    fn verdict(&self, signature: ActId) -> Verdict {
        if self.is_returned(signature) {
            Verdict::Returned
        } else if self.decisions(signature).next().is_some() {
            Verdict::Approved
        } else if self.is_text_returned(signature) {
            Verdict::TextReturned
        } else {
            Verdict::Open
        }
    }

    fn is_returned(&self, signature: ActId) -> bool {
        self.decisions(signature).any(is_return)
    }

    fn is_text_returned(&self, signature: ActId) -> bool {
        let same = |other: &SignedContent| {
            let of = self.signatures.get(&signature);
            of.is_some_and(|of| !of.contents.is_disjoint(&other.contents))
        };
        let mut others = self.signatures.iter().filter(|(_, other)| same(other));
        others.any(|(id, _)| self.is_returned(*id))
    }

    fn decisions(&self, sign_off: ActId) -> impl Iterator<Item = &'a Decision> + '_ {
        self.reviews
            .get(&sign_off)
            .into_iter()
            .flat_map(|reviews| reviews.values().copied())
    }
}

fn is_return(decision: &Decision) -> bool {
    match decision {
        Decision::Approve => false,
        Decision::Return { .. } => true,
    }
}
