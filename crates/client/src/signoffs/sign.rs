//! Signing: the cadre's PIN, each time, opens the key; the act covers exactly the content that was shown.
//!
//! What can be refused without the PIN is refused before it is tried, so that a refusal never costs a try.

use cunfa_core::act::{Body, SignOff};
use cunfa_core::entry::Rule;
use cunfa_core::said::{self, MAX_REASON_GRAPHEMES};
use cunfa_core::{Action, Confirmation, Ink, Opinion, PersonId, confirmation};
use cunfa_protocol::Code;
use cunfa_protocol::command::Sign;
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::view::EntryView;
use cunfa_store::{EntryRecord, StoredPerson};

use crate::desk::{Desk, code_of};
use crate::entries::writing::{self, Signed, Signer};
use crate::entries::{open_entry, view};
use crate::session::{pin, unlock};
use crate::signoffs::open_signing;

/// Signs.
pub(crate) fn sign(desk: &mut Desk, with: Sign) -> Result<EntryView, Code> {
    let record = open_entry::record(desk, with.entry)?;
    open_signing::refuse(desk, &record)?;
    if record.current.is_for_paper() {
        return Err(Code::Signing {
            refusal: Refusal::ForPaper,
        });
    }
    if record.current_content != with.content {
        return Err(Code::ChangedMeanwhile);
    }
    let stored = signer(desk, with.slot, &record)?;
    let remark = remark(with.opinion, &with.remark)?;
    let earlier = desk.store()?.ink_shapes().map_err(code_of)?;
    check_ink(&with.ink, &earlier)?;
    let confirmations = confirmations(with.confirmations, &record, &with.ink, &earlier)?;
    let opened = pin::try_pin(desk, with.slot, &with.pin)?;
    let key = unlock::signing_key(&opened.pin_key, &unlock::stored(desk, with.slot)?)?;
    let signed = Signed {
        entry: record.entry,
        village: &record.official.village,
        heads: record.doc.heads(),
        content: record.current_content,
    };
    let person = &stored.person;
    let sign_off = SignOff {
        opinion: with.opinion,
        remark,
        name: person.name.clone(),
        post: person.post.clone(),
        ink: with.ink,
        confirmations,
    };
    let act = writing::signed_act(desk, &Signer { person, key: &key }, &signed, Body::SignOff(sign_off))?;
    let written = writing::append_act(desk, &signed, act)?;
    view::entry_view(desk, written)
}

/// The cadre of this village in the slot, who has not signed this text yet.
fn signer(desk: &Desk, slot: u32, record: &EntryRecord) -> Result<StoredPerson, Code> {
    let stored = unlock::stored(desk, slot)?;
    if !stored.person.may_in(Action::SignOff, &record.official.village) {
        return Err(Code::Signing {
            refusal: Refusal::NotThisVillage,
        });
    }
    if open_signing::standing(desk, &stored)?.is_none() {
        return Err(Code::Signing {
            refusal: Refusal::NotEnrolled,
        });
    }
    if has_signed(record, stored.person.id) {
        return Err(Code::Signing {
            refusal: Refusal::SignedAlready,
        });
    }
    Ok(stored)
}

fn has_signed(record: &EntryRecord, person: PersonId) -> bool {
    record.acts.iter().any(|act| {
        let sign_off = matches!(act.act.body, Body::SignOff(_));
        sign_off && act.holds && act.act.person == person && act.content == Some(record.current_content)
    })
}

fn remark(opinion: Opinion, typed: &str) -> Result<String, Code> {
    let said = match opinion {
        Opinion::Differs => said::check(typed, MAX_REASON_GRAPHEMES),
        Opinion::True | Opinion::TrueAndSatisfied => said::check_optional(typed, MAX_REASON_GRAPHEMES),
    };
    said.map_err(|rule| Code::Signing {
        refusal: match rule {
            Rule::TooLong { given, max } => Refusal::RemarkTooLong { given, max },
            Rule::ControlCharacters => Refusal::HiddenCharacters,
            _ => Refusal::RemarkMissing,
        },
    })
}

/// Refuses a blank, a dot, or a copy of any ink stored on this device.
fn check_ink(ink: &Ink, earlier: &[Vec<u8>]) -> Result<(), Code> {
    ink.check(earlier).map_err(|fault| Code::Signing {
        refusal: Refusal::Ink(fault),
    })
}

/// What villagers confirm, as it is signed: each a person of the content, by ink of their own or before a witness.
fn confirmations(
    given: Vec<Confirmation>,
    record: &EntryRecord,
    signer: &Ink,
    earlier: &[Vec<u8>],
) -> Result<Vec<Confirmation>, Code> {
    let given: Vec<Confirmation> = given.into_iter().map(Confirmation::tidied).collect();
    match confirmation::check(&given, &record.current.persons, signer, earlier) {
        Ok(()) => Ok(given),
        Err(failures) => Err(Code::Signing {
            refusal: Refusal::Confirmations(failures),
        }),
    }
}
