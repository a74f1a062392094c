//! The acts of one entry: each read, held against its file, its content, its key's certificate, its signature and the tree.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Act, ActId, Attachment, Body, CounselFault, Digest, EntryId, confirmation, may};
use cunfa_evidence::act::{ActError, SignedAct, Statement, id_of};
use cunfa_evidence::batch::Batch;
use cunfa_evidence::certificate::Subject as Holds;
use cunfa_evidence::chain::Place;
use cunfa_evidence::suite::SuiteError;
use cunfa_evidence::{canonical, hash};

use super::Context;
use super::batches::Stored;
use super::entry::{Derived, Subject};
use super::keys::Held;
use super::tree::Named;
use crate::report::{ActKind, ActReport, Code, EntryReport, Finding, Said, Tell};
use crate::{layout, words};

/// A readable act, for the checks across acts.
pub(super) struct Found {
    pub(super) entry: EntryId,
    pub(super) act: Act,
    /// Digest of the content at its heads, if it can be derived.
    pub(super) content: Option<Digest>,
    /// Sequence of its batch and place in it.
    pub(super) place: (u64, usize),
    pub(super) previous: Option<[u8; 6]>,
    /// Whether it came in a batch out of quarantine.
    pub(super) set_aside: bool,
}

/// One act where it stands.
struct Standing<'s> {
    stored: &'s Stored,
    batch: &'s Batch,
    bytes: &'s [u8],
    place: (u64, usize),
}

/// Checks every act of the opened batches.
pub(super) fn check(
    context: &Context<'_>,
    subject: &mut Subject,
    opened: &[(Stored, Batch)],
    report: &mut EntryReport,
    used: &mut BTreeSet<String>,
) -> Vec<Found> {
    let mut seen: BTreeMap<ActId, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (stored, batch) in opened {
        for (place, bytes) in batch.acts.iter().enumerate() {
            let standing = Standing {
                stored,
                batch,
                bytes,
                place: (stored.sequence, place),
            };
            let id = id_of(bytes);
            if let Some(first) = seen.get(&id).and_then(|first| report.acts.get_mut(*first)) {
                first.findings.tell(Code::ActAgain, layout::batch(stored.sequence));
                continue;
            }
            seen.insert(id, report.acts.len());
            let (act, one) = check_one(context, subject, &standing, used);
            report.acts.push(act);
            found.extend(one);
        }
    }
    reviews(&found, report);
    attachments(context, &found, report, used);
    found
}

fn check_one(
    context: &Context<'_>,
    subject: &mut Subject,
    standing: &Standing<'_>,
    used: &mut BTreeSet<String>,
) -> (ActReport, Option<Found>) {
    let mut report = ActReport {
        act: id_of(standing.bytes),
        sequence: standing.stored.sequence,
        said: None,
        findings: Vec::new(),
    };
    let told = &mut report.findings;
    let name = layout::act(report.act);
    if context
        .files
        .get(name.as_str())
        .is_none_or(|file| *file != standing.bytes)
    {
        told.tell(Code::ActMissing, &name);
    }
    used.insert(name);
    let signed = match SignedAct::read(standing.bytes) {
        Ok(signed) => signed,
        Err(error) => {
            told.tell(unreadable(&error), error.to_string());
            return (report, None);
        }
    };
    let statement = signed.statement();
    let act = &statement.act;
    if act.entry != subject.entry {
        told.tell(Code::ActOtherEntry, act.entry.to_string());
    }
    if act.device != standing.stored.device {
        told.tell(Code::ActOtherDevice, act.device.to_string());
    }
    let derived = content(context, subject, act, told, used);
    let held = context.keys.get(act.key);
    match held {
        None => told.tell(Code::KeyUnknown, act.key.to_string()),
        Some(held) => {
            holder(held, act, standing, told);
            let over = derived.as_ref().map(|derived| derived.digest);
            if let Some(digest) = over.or_else(|| (!act.body.is_over_text()).then(canonical::no_text)) {
                signature(&signed, held, digest, told);
            }
        }
    }
    if standing.stored.taken {
        told.tell(Code::SetAside, "");
    }
    body(&act.body, derived.as_ref(), told);
    of_counsel(act, derived.as_ref(), told);
    in_tree(context, standing, statement, told);
    let content = derived.map(|derived| derived.digest);
    report.said = Some(Said {
        kind: kind(&act.body),
        words: words::body(&act.body),
        person: act.person,
        name: name_of(held, &act.body),
        role: act.role,
        key: act.key,
        standing: held.map(|held| held.holder.standing),
        device: act.device,
        device_time_s: act.device_time_s,
        clock: statement.clock,
        content,
        received_at_ms: standing.stored.receipt.as_ref().map(|receipt| receipt.received_at_ms),
    });
    let found = Found {
        entry: subject.entry,
        act: act.clone(),
        content,
        place: standing.place,
        previous: statement.previous,
        set_aside: standing.stored.taken,
    };
    (report, Some(found))
}

fn unreadable(error: &ActError) -> Code {
    match error {
        ActError::Shape(_) | ActError::TooLarge | ActError::OtherKey => Code::ActUnreadable,
        ActError::NotCanonical => Code::ActNotCanonical,
        ActError::HiddenCharacters => Code::ActHiddenCharacters,
        ActError::Version(_) | ActError::Suite(_) => Code::ActUnknownSuite,
    }
}

fn kind(body: &Body) -> ActKind {
    match body {
        Body::SignOff(_) => ActKind::SignOff,
        Body::Review(_) => ActKind::Review,
        Body::Void(_) => ActKind::Void,
        Body::Submission(_) => ActKind::Submission,
        Body::Acknowledgement => ActKind::Acknowledgement,
        Body::Explanation(_) => ActKind::Explanation,
        Body::Opening(_) => ActKind::Opening,
        Body::Registration(_) => ActKind::Registration,
    }
}

fn name_of(held: Option<&Held>, body: &Body) -> String {
    let certified = held
        .and_then(|held| held.holder.subject.person())
        .map(|person| person.name.clone());
    certified.unwrap_or_else(|| match body {
        Body::SignOff(sign_off) => sign_off.name.clone(),
        Body::Review(_)
        | Body::Void(_)
        | Body::Submission(_)
        | Body::Acknowledgement
        | Body::Explanation(_)
        | Body::Opening(_)
        | Body::Registration(_) => String::new(),
    })
}

/// The content the document gives at the act's heads, held against the one in the volume.
fn content(
    context: &Context<'_>,
    subject: &mut Subject,
    act: &Act,
    told: &mut Vec<Finding>,
    used: &mut BTreeSet<String>,
) -> Option<Derived> {
    if !act.body.is_over_text() {
        if !act.heads.is_empty() {
            told.tell(Code::ContentUnderivable, "");
        }
        return None;
    }
    let name = layout::content(act.entry, &act.heads);
    let derived = subject.content_at(&act.heads);
    match (&derived, context.files.get(name.as_str())) {
        (None, _) => told.tell(Code::ContentUnderivable, ""),
        (Some(_), None) => told.tell(Code::ContentMissing, &name),
        (Some(derived), Some(file)) if derived.bytes == *file => {}
        (Some(_), Some(_)) => told.tell(Code::ContentDiffers, &name),
    }
    let conflicts = subject
        .document
        .as_ref()
        .and_then(|document| document.conflicts_at(&act.heads));
    let covered = |key: &String| !matches!(cunfa_core::Field::of_key(key), cunfa_core::Field::Other(_));
    if act.body.covers_text() && conflicts.unwrap_or_default().keys().any(covered) {
        told.tell(Code::SignedUndecided, "");
    }
    used.insert(name);
    derived
}

/// The attachments that the contents of an entry's acts name, as the volume shows them. One that is not there is noted.
fn attachments(context: &Context<'_>, found: &[Found], report: &mut EntryReport, used: &mut BTreeSet<String>) {
    let contents: BTreeSet<String> = found
        .iter()
        .map(|found| layout::content(found.act.entry, &found.act.heads))
        .collect();
    let shown = contents.iter().filter_map(|name| context.files.get(name.as_str()));
    let named = shown.filter_map(|bytes| canonical::decode(bytes).ok());
    for attachment in named.flat_map(|(_, content)| content.attachments) {
        let name = layout::attachment(attachment.blob);
        match context.files.get(name.as_str()) {
            None => report.findings.tell(Code::AttachmentMissing, &name),
            Some(bytes) if is_it(bytes, &attachment) => {}
            Some(_) => report.findings.tell(Code::AttachmentDiffers, &name),
        }
        used.insert(name);
    }
}

fn is_it(bytes: &[u8], attachment: &Attachment) -> bool {
    u32::try_from(bytes.len()) == Ok(attachment.length) && hash(bytes).0 == attachment.blob.0
}

/// Whether the key's holder is who the act says, and may do this there.
fn holder(held: &Held, act: &Act, standing: &Standing<'_>, told: &mut Vec<Finding>) {
    let (village, sequence) = (&standing.batch.village, standing.stored.sequence);
    let Holds::Person { person, device } = &held.holder.subject else {
        told.tell(Code::PersonDiffers, act.person.to_string());
        return;
    };
    if person.id != act.person {
        told.tell(Code::PersonDiffers, act.person.to_string());
    }
    if person.role != act.role {
        told.tell(Code::RoleDiffers, words::role(act.role));
    }
    if *device != act.device {
        told.tell(Code::DeviceDiffers, act.device.to_string());
    }
    if !held.holder.covers_at(village, Place::Sequence(sequence)) {
        told.tell(Code::OutOfScope, village.as_str());
    }
    // A registration is about no entry: nobody says it of one.
    let of_no_entry = matches!(act.body, Body::Registration(_));
    if of_no_entry || !may(act.role, act.body.action()) {
        told.tell(Code::NotAllowed, words::role(act.role));
    }
    let revoked = held.holder.revoked;
    if revoked.is_some_and(|revoked| revoked.from_sequence <= sequence) && !standing.stored.taken {
        told.tell(Code::KeyRevoked, act.key.to_string());
    }
    if held.holder.standing == cunfa_core::Standing::Provisional {
        told.tell(Code::Provisional, &person.name);
    }
    if let Body::SignOff(sign_off) = &act.body
        && sign_off.name != person.name
    {
        told.tell(Code::NameDiffers, &sign_off.name);
    }
}

fn signature(signed: &SignedAct, held: &Held, content: Digest, told: &mut Vec<Finding>) {
    match signed.verify(content, &held.key) {
        Ok(()) => {}
        Err(ActError::Suite(SuiteError::SignatureRange)) => told.tell(Code::SignatureRange, ""),
        Err(_) => told.tell(Code::SignatureWrong, ""),
    }
}

fn body(body: &Body, derived: Option<&Derived>, told: &mut Vec<Finding>) {
    let Body::SignOff(sign_off) = body else { return };
    if sign_off.ink.check(&[]).is_err() {
        told.tell(Code::InkRefused, "");
    }
    let persons = derived
        .map(|derived| derived.content.persons.as_slice())
        .unwrap_or_default();
    if let Err(failures) = confirmation::check(&sign_off.confirmations, persons, &sign_off.ink, &[]) {
        for failure in failures {
            told.tell(Code::ConfirmationRefused, failure.row);
        }
    }
}

/// An entry is submitted, voided and explained by its own counsel, and submitted as signed on paper only with the signed page;
/// acknowledged is what says that it is 重大事项.
fn of_counsel(act: &Act, derived: Option<&Derived>, told: &mut Vec<Finding>) {
    let checked = derived.map_or(Ok(()), |derived| act.check_counsel(&derived.content));
    match checked {
        Ok(()) => {}
        Err(CounselFault::OtherCounsel) => told.tell(Code::NotTheCounsel, act.person.to_string()),
        Err(CounselFault::NoSignedPage) => told.tell(Code::SignedPageMissing, ""),
        Err(CounselFault::NotMajor) => told.tell(Code::NotMajor, ""),
    }
}

/// The act's own place, and the root it names.
fn in_tree(context: &Context<'_>, standing: &Standing<'_>, statement: &Statement, told: &mut Vec<Finding>) {
    let place = context.trees.place(standing.stored.sequence, hash(standing.bytes));
    if let Err(code) = place {
        told.tell(code, "");
    }
    let Some(named) = statement.root else { return };
    // A log that began anew after the act cannot show the roots it lost.
    let lost = context.trees.began_after(statement.act.device_time_ms());
    let code = match (context.trees.named(named), lost) {
        (Named::Wrong | Named::NotShown, true) => Code::NamedRootOfAnotherEpoch,
        (Named::Wrong, false) => Code::NamedRootWrong,
        (Named::NotShown, false) => Code::NamedRootNotShown,
        (Named::Shown, _) if place.is_ok_and(|index| index < named.size) => Code::BeforeNamedRoot,
        (Named::Shown, _) => return,
    };
    told.tell(code, named.size.to_string());
}

/// Every review is of a signature of the same entry: a sign-off, or its submission as signed on paper.
fn reviews(found: &[Found], report: &mut EntryReport) {
    let is_signature = |id: ActId| {
        let mut those = found
            .iter()
            .filter(|found| found.act.body.makes_official() && !found.set_aside);
        those.any(|found| found.act.id == id)
    };
    for one in found {
        let Body::Review(review) = &one.act.body else { continue };
        if is_signature(review.sign_off) {
            continue;
        }
        if let Some(act) = report.acts.iter_mut().find(|act| act.act == one.act.id) {
            act.findings.tell(Code::ReviewOfNothing, review.sign_off.to_string());
        }
    }
}
