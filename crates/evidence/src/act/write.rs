//! From a statement to its bytes.

use cunfa_core::{Body, Decision, Opinion, Review, SignOff, Void};

use super::{ClockQuality, FIELDS, Statement, VERSION, ink};
use crate::cbor::Writer;
use crate::suite::SM2_SM3;

/// Body codes. Stored and signed; they never change.
pub(super) const SIGN_OFF: u8 = 1;
pub(super) const REVIEW: u8 = 2;
pub(super) const VOID: u8 = 3;

/// Decision codes.
pub(super) const APPROVE: u8 = 1;
pub(super) const RETURN: u8 = 2;

pub(super) fn statement(statement: &Statement) -> Vec<u8> {
    let act = &statement.act;
    let mut out = Writer::new();
    out.array(FIELDS)
        .uint(VERSION.into())
        .uint(SM2_SM3.into())
        .uint(kind(&act.body).into());
    out.array(2).bytes(act.entry.as_bytes());
    out.array_of(&act.heads, |out, head| {
        out.bytes(head.as_bytes());
    });
    body(&mut out, &act.body);
    out.bytes(act.person.as_bytes()).bytes(act.key.as_bytes());
    out.text(act.role.code());
    out.bytes(act.device.as_bytes()).int(act.device_time_ms);
    out.uint(clock(statement.clock).into());
    out.optional(statement.server_token, |out, token| {
        out.bytes(token.as_bytes());
    });
    out.bytes(&statement.nonce);
    out.optional(statement.previous, |out, act| {
        out.bytes(act.as_bytes());
    });
    out.finish()
}

fn kind(body: &Body) -> u8 {
    match body {
        Body::SignOff(_) => SIGN_OFF,
        Body::Review(_) => REVIEW,
        Body::Void(_) => VOID,
    }
}

fn body(out: &mut Writer, body: &Body) {
    match body {
        Body::SignOff(body) => sign_off(out, body),
        Body::Review(body) => review(out, body),
        Body::Void(Void { reason }) => {
            out.array(1).text(reason);
        }
    }
}

fn sign_off(out: &mut Writer, body: &SignOff) {
    out.array(5).uint(opinion(body.opinion).into());
    out.text(&body.remark).text(&body.name).text(&body.post);
    ink::write(out, &body.ink);
}

fn review(out: &mut Writer, body: &Review) {
    out.array(2).bytes(body.sign_off.as_bytes());
    match &body.decision {
        Decision::Approve => {
            out.array(1).uint(APPROVE.into());
        }
        Decision::Return { reasons } => {
            out.array(2).uint(RETURN.into());
            out.array_of(reasons, |out, reason| {
                out.text(reason);
            });
        }
    }
}

pub(super) fn opinion(opinion: Opinion) -> u8 {
    match opinion {
        Opinion::True => 1,
        Opinion::TrueAndSatisfied => 2,
        Opinion::Differs => 3,
    }
}

pub(super) fn clock(clock: ClockQuality) -> u8 {
    match clock {
        ClockQuality::Checked => 1,
        ClockQuality::Unchecked => 2,
        ClockQuality::Off => 3,
    }
}
