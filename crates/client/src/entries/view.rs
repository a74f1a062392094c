//! From what the store holds of an entry to what a screen shows of it, and what this person may do with it here and now.

use std::collections::BTreeSet;

use cunfa_core::act::Body;
use cunfa_core::entry::{Field, FieldMap};
use cunfa_core::{Action, Attachment, Entry, Person, Role, Stage};
use cunfa_protocol::Code;
use cunfa_protocol::view::{ActView, Amendment, Conflict, EntryView};
use cunfa_store::{ActRecord, EntryRecord};

use crate::attachments::whereabouts;
use crate::desk::Desk;
use crate::entries::places::Places;
use crate::entries::{evidence, questions, row, submission};
use crate::needs;
use crate::reviews::acknowledge;

/// The view.
pub(crate) fn entry_view(desk: &Desk, record: EntryRecord) -> Result<EntryView, Code> {
    let places = Places::of_session(desk)?;
    let person = desk.person()?;
    let can = Can::of(person, &record);
    let acts = record
        .acts
        .iter()
        // What was signed over a text that this program cannot read, it cannot judge.
        .filter(|act| act.holds || act.content.is_some() || !record.newer)
        .map(|act| act_view(desk, act, &record))
        .collect::<Result<_, Code>>()?;
    let amendment = (record.current_content != record.official_content).then(|| Amendment {
        fields: differing(&record.official_fields, &record.current_fields),
        entry: record.current.clone(),
    });
    let conflicts = record.conflicts.into_iter().map(|(key, values)| Conflict {
        field: Field::of_key(&key),
        key,
        values,
    });
    let answers = match record.official.answers {
        Some(need) => needs::open::answered(desk, need)?,
        None => None,
    };
    let asked = questions::of_row(&mut questions::asking(desk, person)?, person, &record.row)?;
    let attachments = whereabouts::views(desk, named(&record.official, &record.current))?;
    Ok(EntryView {
        row: row::entry_row(&record.row, &places),
        township: places.township(&record.official.village),
        attachments,
        entry: record.official,
        content: record.official_content,
        amendment,
        conflicts: conflicts.collect(),
        life: record.life,
        acts,
        corrected_by: record.corrected_by,
        followed_by: record.followed_by,
        answers,
        may_change: can.change,
        may_void: can.void,
        may_correct: can.correct,
        may_follow: can.follow,
        may_write_another: can.write_another,
        may_sign: can.sign,
        submits: can.submits,
        may_submit_paper: can.submit_paper,
        may_review: can.review,
        may_attach: can.change,
        may_acknowledge: can.acknowledge,
        asked,
    })
}

/// What hangs on either text, each once.
fn named<'e>(official: &'e Entry, current: &'e Entry) -> BTreeSet<&'e Attachment> {
    official.attachments.iter().chain(&current.attachments).collect()
}

/// What this person may do.
struct Can {
    change: bool,
    void: bool,
    correct: bool,
    follow: bool,
    write_another: bool,
    sign: bool,
    submits: bool,
    submit_paper: bool,
    review: bool,
    acknowledge: bool,
}

impl Can {
    fn of(person: &Person, record: &EntryRecord) -> Can {
        let stage = record.life.stage;
        let here = |action| !record.newer && person.may_in(action, &record.official.village);
        let own = record.official.counsel == person.id;
        let signed = match stage {
            Stage::Unsigned | Stage::Voided => false,
            Stage::Signed | Stage::InReview | Stage::Returned | Stage::Approved => true,
        };
        let settled = record.conflicts.is_empty() && stage != Stage::Voided;
        let hands_over = matches!(person.role, Role::Counsel | Role::Cadre) && here(Action::ReadEntry);
        let sign = hands_over && settled && (stage == Stage::Unsigned || record.life.changed_after_signing);
        Can {
            change: own && here(Action::WriteEntry) && stage == Stage::Unsigned,
            void: own && here(Action::VoidEntry) && stage != Stage::Voided,
            correct: own && here(Action::WriteEntry) && signed,
            follow: here(Action::WriteEntry) && stage != Stage::Voided,
            write_another: own && here(Action::WriteEntry) && stage != Stage::Voided,
            sign,
            submits: sign && submission::by_handing_over(person, record),
            submit_paper: submission::may_submit_paper(person, record),
            review: here(Action::Review) && reviewable(record).is_some(),
            acknowledge: acknowledge::is_due(person, record),
        }
    }
}

/// The signature that waits for a decision: the official one, while the entry is in review.
pub(crate) fn reviewable(record: &EntryRecord) -> Option<&ActRecord> {
    let waiting = |act: &&ActRecord| record.life.official == Some(act.act.id) && act.delivered;
    match record.life.stage {
        Stage::InReview => record.acts.iter().find(waiting),
        Stage::Unsigned | Stage::Signed | Stage::Returned | Stage::Approved | Stage::Voided => None,
    }
}

fn act_view(desk: &Desk, act: &ActRecord, record: &EntryRecord) -> Result<ActView, Code> {
    let evidence = evidence::of(desk, act, record)?;
    let (person_name, ink_path) = match &act.act.body {
        Body::SignOff(sign_off) => (sign_off.name.clone(), Some(sign_off.ink.svg_path())),
        Body::Review(_)
        | Body::Void(_)
        | Body::Submission(_)
        | Body::Acknowledgement
        | Body::Explanation(_)
        | Body::Opening(_)
        | Body::Registration(_) => (evidence::certified_name(&evidence), None),
    };
    Ok(ActView {
        person_name,
        ink_path,
        holds: act.holds,
        covers_current: act.content == Some(record.current_content),
        delivered: act.delivered,
        standing: act.standing,
        act: act.act.clone(),
        evidence,
    })
}

/// The fields in which two texts differ, each once, in the form's order.
pub(crate) fn differing(official: &FieldMap, current: &FieldMap) -> Vec<Field> {
    let keys: BTreeSet<&String> = official.keys().chain(current.keys()).collect();
    let differ = keys.into_iter().filter(|key| official.get(*key) != current.get(*key));
    differ
        .map(|key| Field::of_key(key))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}
