//! From bytes to a statement. Shape and limits only; the caller encodes again and compares.

use cunfa_core::{
    Act, ActId, Body, Decision, DeviceId, Digest, EntryId, KeyId, Opinion, PersonId, Review, Role, SignOff, Void,
};

use super::write::{APPROVE, RETURN, REVIEW, SIGN_OFF, VOID, clock, opinion};
use super::{ActError, ClockQuality, FIELDS, Statement, VERSION, ink};
use crate::cbor::{Malformed, Reader};
use crate::suite::{SM2_SM3, SuiteError};

/// Most heads of one document.
const MAX_HEADS: usize = 256;
/// Most reasons of one return.
const MAX_REASONS: usize = 256;

pub(super) fn statement(from: &mut Reader<'_>) -> Result<Statement, ActError> {
    let fields = from.array_up_to(usize::MAX, "statement")?;
    let version: u8 = from.number("version")?;
    if version != VERSION {
        return Err(ActError::Version(version));
    }
    let suite: u8 = from.number("suite")?;
    if suite != SM2_SM3 {
        return Err(ActError::Suite(SuiteError::UnknownSuite(suite)));
    }
    if fields != FIELDS {
        return Err(ActError::Shape("another number of fields"));
    }
    Ok(rest(from)?)
}

/// Everything after version and suite, in the order it stands.
fn rest(from: &mut Reader<'_>) -> Result<Statement, Malformed> {
    let kind = from.number("kind")?;
    from.array(2, "subject")?;
    let act = Act {
        id: ActId([0; 32]),
        entry: EntryId(from.fixed("entry")?),
        heads: heads(from)?,
        body: body(from, kind)?,
        person: PersonId(from.fixed("person")?),
        key: KeyId(from.fixed("key")?),
        role: from.code("role", Role::from_code)?,
        device: DeviceId(from.fixed("device")?),
        device_time_ms: from.number("device time")?,
    };
    Ok(Statement {
        act,
        clock: read_clock(from)?,
        server_token: from.optional("server token", |from| from.fixed("server token").map(Digest))?,
        nonce: from.fixed("nonce")?,
        previous: from.optional("previous act", |from| from.fixed("previous act").map(ActId))?,
    })
}

fn heads(from: &mut Reader<'_>) -> Result<Vec<Digest>, Malformed> {
    let heads = from.array_of(MAX_HEADS, "heads", |from| from.fixed("head").map(Digest))?;
    if heads.is_sorted_by(|before, after| before < after) {
        Ok(heads)
    } else {
        Err(Malformed("heads not sorted"))
    }
}

fn body(from: &mut Reader<'_>, kind: u8) -> Result<Body, Malformed> {
    match kind {
        SIGN_OFF => sign_off(from).map(Body::SignOff),
        REVIEW => review(from).map(Body::Review),
        VOID => void(from).map(Body::Void),
        _ => Err(Malformed("unknown kind")),
    }
}

fn sign_off(from: &mut Reader<'_>) -> Result<SignOff, Malformed> {
    from.array(5, "sign-off")?;
    Ok(SignOff {
        opinion: read_opinion(from)?,
        remark: from.text("remark")?,
        name: from.text("name")?,
        post: from.text("post")?,
        ink: ink::read(from)?,
    })
}

fn review(from: &mut Reader<'_>) -> Result<Review, Malformed> {
    from.array(2, "review")?;
    Ok(Review {
        sign_off: ActId(from.fixed("sign-off")?),
        decision: decision(from)?,
    })
}

fn decision(from: &mut Reader<'_>) -> Result<Decision, Malformed> {
    let fields = from.array_up_to(2, "decision")?;
    let code: u8 = from.number("decision")?;
    match (code, fields) {
        (APPROVE, 1) => Ok(Decision::Approve),
        (RETURN, 2) => {
            let reasons = from.array_of(MAX_REASONS, "reasons", |from| from.text("reason"))?;
            Ok(Decision::Return { reasons })
        }
        _ => Err(Malformed("decision")),
    }
}

fn void(from: &mut Reader<'_>) -> Result<Void, Malformed> {
    from.array(1, "voiding")?;
    Ok(Void {
        reason: from.text("reason")?,
    })
}

fn read_opinion(from: &mut Reader<'_>) -> Result<Opinion, Malformed> {
    let code: u8 = from.number("opinion")?;
    Opinion::ALL
        .into_iter()
        .find(|known| opinion(*known) == code)
        .ok_or(Malformed("opinion"))
}

fn read_clock(from: &mut Reader<'_>) -> Result<ClockQuality, Malformed> {
    let code: u8 = from.number("clock quality")?;
    let all = [ClockQuality::Checked, ClockQuality::Unchecked, ClockQuality::Off];
    all.into_iter()
        .find(|known| clock(*known) == code)
        .ok_or(Malformed("clock quality"))
}
