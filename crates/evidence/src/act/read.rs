//! From bytes to a statement. Shape and limits only; the caller encodes again and compares.

use cunfa_core::confirmation::MAX_CONFIRMATIONS;
use cunfa_core::question::MAX_OTHERS;
use cunfa_core::register::{Column, RecordKind, Values};
use cunfa_core::{
    Act, ActId, Body, Confirmation, Decision, DeviceId, Digest, EntryId, Explanation, KeyId, Opening, Opinion,
    PersonId, QuestionKind, Registration, Review, Role, SignOff, Submission, Void, Way, Witness,
};

use super::codes::{
    self, ACKNOWLEDGEMENT, APPROVE, EXPLANATION, OPENING, REGISTRATION, RETURN, REVIEW, SIGN_OFF, SUBMISSION, VOID,
};
use super::{ActError, ClockQuality, FIELDS, NamedRoot, Statement, VERSION, ink};
use crate::cbor::{Malformed, Reader};
use crate::suite::{SM2_SM3, SuiteError};

/// Most heads of one document.
const MAX_HEADS: usize = 256;
/// Most reasons of one return.
const MAX_REASONS: usize = 256;
/// Every quality of a clock.
const CLOCKS: [ClockQuality; 3] = [ClockQuality::Checked, ClockQuality::Unchecked, ClockQuality::Off];

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
        id: ActId([0; 16]),
        entry: EntryId(from.fixed("entry")?),
        heads: heads(from)?,
        body: body(from, kind)?,
        person: PersonId(from.fixed("person")?),
        key: KeyId(from.fixed("key")?),
        role: coded(from, "role", &Role::ALL, codes::role)?,
        device: DeviceId(from.fixed("device")?),
        device_time_s: from.number("device time")?,
    };
    Ok(Statement {
        act,
        clock: coded(from, "clock quality", &CLOCKS, codes::clock)?,
        root: from.optional("root", root)?,
        previous: from.optional("previous act", |from| from.fixed("previous act"))?,
    })
}

fn root(from: &mut Reader<'_>) -> Result<NamedRoot, Malformed> {
    from.array(2, "root")?;
    Ok(NamedRoot {
        size: from.number("root")?,
        hash6: from.fixed("root")?,
    })
}

/// The value a number stands for.
fn coded<T: Copy>(
    from: &mut Reader<'_>,
    what: &'static str,
    all: &[T],
    code: impl Fn(T) -> u8,
) -> Result<T, Malformed> {
    let found: u8 = from.number(what)?;
    let known = all.iter().copied().find(|known| code(*known) == found);
    known.ok_or(Malformed(what))
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
        SUBMISSION => submission(from).map(Body::Submission),
        ACKNOWLEDGEMENT => from.array(0, "acknowledgement").map(|()| Body::Acknowledgement),
        EXPLANATION => explanation(from).map(Body::Explanation),
        OPENING => opening(from).map(Body::Opening),
        REGISTRATION => registration(from).map(Body::Registration),
        _ => Err(Malformed("unknown kind")),
    }
}

fn sign_off(from: &mut Reader<'_>) -> Result<SignOff, Malformed> {
    from.array(6, "sign-off")?;
    Ok(SignOff {
        opinion: coded(from, "opinion", &Opinion::ALL, codes::opinion)?,
        remark: from.text("remark")?,
        name: from.text("name")?,
        post: from.text("post")?,
        ink: ink::read(from)?,
        confirmations: from.array_of(MAX_CONFIRMATIONS, "confirmations", confirmation)?,
    })
}

fn confirmation(from: &mut Reader<'_>) -> Result<Confirmation, Malformed> {
    from.array(4, "confirmation")?;
    Ok(Confirmation {
        row: from.text("row")?,
        name: from.text("name")?,
        ink: from.optional("ink", ink::read)?,
        witness: from.optional("witness", witness)?,
    })
}

fn witness(from: &mut Reader<'_>) -> Result<Witness, Malformed> {
    from.array(2, "witness")?;
    Ok(Witness {
        name: from.text("witness")?,
        reason: from.text("reason")?,
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

fn opening(from: &mut Reader<'_>) -> Result<Opening, Malformed> {
    from.array(1, "opening")?;
    Ok(Opening {
        reason: from.text("reason")?,
    })
}

fn registration(from: &mut Reader<'_>) -> Result<Registration, Malformed> {
    from.array(4, "registration")?;
    Ok(Registration {
        after: from.optional("act before", |from| from.fixed("act before").map(ActId))?,
        withdrawn: from.optional("withdrawal", |from| from.text("withdrawal"))?,
        kind: coded(from, "kind of record", RecordKind::ALL, RecordKind::number)?,
        values: values(from)?,
    })
}

fn values(from: &mut Reader<'_>) -> Result<Values, Malformed> {
    let pairs = from.array_of(Column::ALL.len(), "values", |from| {
        from.array(2, "value")?;
        Ok((coded(from, "column", Column::ALL, Column::number)?, from.text("value")?))
    })?;
    Values::signed(pairs).ok_or(Malformed("values not sorted, or empty"))
}

fn submission(from: &mut Reader<'_>) -> Result<Submission, Malformed> {
    from.array(1, "submission")?;
    Ok(Submission {
        way: coded(from, "way", &Way::ALL, codes::way)?,
    })
}

fn explanation(from: &mut Reader<'_>) -> Result<Explanation, Malformed> {
    from.array(3, "explanation")?;
    Ok(Explanation {
        question: coded(from, "question", &QuestionKind::ALL, codes::question)?,
        others: others(from)?,
        text: from.text("explanation")?,
    })
}

fn others(from: &mut Reader<'_>) -> Result<Vec<EntryId>, Malformed> {
    let others = from.array_of(MAX_OTHERS, "others", |from| from.fixed("other").map(EntryId))?;
    if others.is_sorted_by(|before, after| before < after) {
        Ok(others)
    } else {
        Err(Malformed("others not sorted"))
    }
}
