//! What people answered for on a page: sign-offs, reviews, a voiding, corrections, and which fields differ. Pure.

use cunfa_core::{Body, Confirmation, Decision, Field, Ink, Opinion, Stage, Standing, Witness};
use cunfa_protocol::view::{ActView, EntryView};

/// The marks of one page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// Sign-offs over the text of this page, the official one first.
    pub sign_offs: Vec<SignMark>,
    /// Who submitted the page as signed by hand, when its official signature is on paper.
    pub on_paper: Option<PaperMark>,
    /// The reviews that stand, oldest first.
    pub reviews: Vec<ReviewMark>,
    /// Why the entry is void, if it is.
    pub void: Option<String>,
    /// Whether a later entry corrects this one.
    pub corrected: bool,
    /// Fields to be marked as different from the other text.
    pub differing: Vec<Field>,
}

/// A sign-off on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignMark {
    /// Name at signing.
    pub name: String,
    /// Post at signing.
    pub post: String,
    /// Opinion.
    pub opinion: Opinion,
    /// In own words; may be empty.
    pub remark: String,
    /// The handwriting.
    pub drawn: Drawn,
    /// What villagers confirmed with it.
    pub confirmed: Vec<Confirmed>,
    /// Device clock, ms since 1970.
    pub device_time_ms: i64,
    /// Whether the signature holds for exactly what was signed.
    pub holds: bool,
    /// How far the signer's enrolment was looked at.
    pub standing: Option<Standing>,
}

/// A page that was signed by hand and submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperMark {
    /// Who submitted it.
    pub name: String,
    /// Device clock, ms since 1970.
    pub device_time_ms: i64,
}

/// Handwriting as the page draws it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// SVG path in pad units.
    pub path: String,
    /// The part of the pad that holds ink: left, top, width, height.
    pub bounds: (i32, i32, i32, i32),
}

/// A villager's confirmation on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// Whose.
    pub name: String,
    /// Who stood in, and why; none when the person wrote.
    pub witness: Option<Witness>,
    /// The person's handwriting, or the witness's; none when there is none.
    pub drawn: Option<Drawn>,
}

impl Drawn {
    /// The drawing of some ink.
    #[must_use]
    pub fn of(ink: &Ink) -> Drawn {
        Drawn {
            path: ink.svg_path(),
            bounds: ink_box(ink),
        }
    }
}

impl Confirmed {
    /// The mark of a confirmation.
    #[must_use]
    pub fn of(confirmation: &Confirmation) -> Confirmed {
        Confirmed {
            name: confirmation.name.clone(),
            witness: confirmation.witness.clone(),
            drawn: confirmation.ink.as_ref().map(Drawn::of),
        }
    }
}

/// A review on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewMark {
    /// Who.
    pub name: String,
    /// Reasons of a return; empty for an approval.
    pub reasons: Vec<String>,
    /// Device clock, ms since 1970.
    pub device_time_ms: i64,
}

impl Marks {
    /// The marks of an opened entry's official text.
    #[must_use]
    pub fn of(view: &EntryView) -> Marks {
        let official = view.life.official;
        let marked = view.acts.iter().filter(|act| act.holds);
        let marked = marked.filter_map(|act| sign_mark(act).map(|mark| (official == Some(act.act.id), mark)));
        // The official one first.
        let (mut sign_offs, others): (Vec<_>, Vec<_>) = marked.partition(|(official, _)| *official);
        sign_offs.extend(others);
        let shown = if view.life.sign_offs_differ { 1 } else { sign_offs.len() };
        Marks {
            sign_offs: sign_offs.into_iter().take(shown).map(|(_, mark)| mark).collect(),
            on_paper: on_paper(view),
            reviews: view
                .acts
                .iter()
                .filter(|act| act.holds)
                .filter_map(review_mark)
                .collect(),
            void: void_reason(view),
            corrected: !view.corrected_by.is_empty(),
            differing: Vec::new(),
        }
    }

    /// The same marks with these fields marked as different.
    #[must_use]
    pub fn differing(self, fields: &[Field]) -> Marks {
        Marks {
            differing: fields.to_vec(),
            ..self
        }
    }

    /// Whether any of the fields shown in one row is marked as different.
    #[must_use]
    pub fn differs(&self, belongs: impl Fn(&Field) -> bool) -> bool {
        self.differing.iter().any(belongs)
    }
}

fn on_paper(view: &EntryView) -> Option<PaperMark> {
    let official = view.acts.iter().find(|act| view.life.official == Some(act.act.id))?;
    let submitted = matches!(official.act.body, Body::Submission(_));
    submitted.then(|| PaperMark {
        name: official.person_name.clone(),
        device_time_ms: official.act.device_time_ms(),
    })
}

fn void_reason(view: &EntryView) -> Option<String> {
    match view.life.stage {
        Stage::Voided => Some(view.life.reasons.join("；")),
        Stage::Unsigned | Stage::Signed | Stage::InReview | Stage::Returned | Stage::Approved => None,
    }
}

/// A sign-off as a mark; none for other acts.
#[must_use]
pub fn sign_mark(act: &ActView) -> Option<SignMark> {
    let Body::SignOff(sign) = &act.act.body else {
        return None;
    };
    Some(SignMark {
        name: sign.name.clone(),
        post: sign.post.clone(),
        opinion: sign.opinion,
        remark: sign.remark.clone(),
        drawn: Drawn {
            path: act.ink_path.clone().unwrap_or_default(),
            bounds: ink_box(&sign.ink),
        },
        confirmed: sign.confirmations.iter().map(Confirmed::of).collect(),
        device_time_ms: act.act.device_time_ms(),
        holds: act.holds,
        standing: act.standing,
    })
}

fn review_mark(act: &ActView) -> Option<ReviewMark> {
    let Body::Review(review) = &act.act.body else {
        return None;
    };
    let reasons = match &review.decision {
        Decision::Approve => Vec::new(),
        Decision::Return { reasons } => reasons.clone(),
    };
    Some(ReviewMark {
        name: act.person_name.clone(),
        reasons,
        device_time_ms: act.act.device_time_ms(),
    })
}

/// The part of the pad that holds ink, with a small margin; the whole pad when there is no ink.
#[must_use]
pub fn ink_box(ink: &Ink) -> (i32, i32, i32, i32) {
    let points = || ink.strokes.iter().flat_map(|stroke| &stroke.0);
    let span = |of: fn(&cunfa_core::Point) -> i32| {
        let low = points().map(of).min()?;
        points().map(of).max().map(|high| (low, high))
    };
    let (Some((left, right)), Some((top, bottom))) = (span(|p| p.x), span(|p| p.y)) else {
        let side = |units: u32| i32::try_from(units).unwrap_or(i32::MAX).max(1);
        return (0, 0, side(ink.width), side(ink.height));
    };
    let margin = (right.saturating_sub(left).max(bottom.saturating_sub(top)) / 20).max(40);
    let size = |low: i32, high: i32| high.saturating_sub(low).saturating_add(margin.saturating_mul(2));
    (
        left.saturating_sub(margin),
        top.saturating_sub(margin),
        size(left, right),
        size(top, bottom),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunfa_core::{Point, Stroke};

    #[test]
    fn the_ink_box_holds_all_ink_with_a_margin() {
        let point = |x, y| Point {
            x,
            y,
            t_ms: 0,
            pressure: None,
        };
        let ink = Ink {
            width: 10_000,
            height: 5_000,
            strokes: vec![Stroke(vec![point(2_000, 1_000), point(6_000, 3_000)])],
        };
        assert_eq!(ink_box(&ink), (1_800, 800, 4_400, 2_400));
        assert_eq!(
            ink_box(&Ink {
                strokes: Vec::new(),
                ..ink
            }),
            (0, 0, 10_000, 5_000)
        );
    }
}
