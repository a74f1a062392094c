//! From a statement to its bytes.

use cunfa_core::register::Column;
use cunfa_core::{
    Body, Confirmation, Decision, Explanation, Opening, Registration, Review, SignOff, Submission, Void,
};

use super::codes::{APPROVE, RETURN, clock, kind, opinion, question, role, way};
use super::{FIELDS, Statement, VERSION, ink};
use crate::cbor::Writer;
use crate::suite::SM2_SM3;

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
    out.uint(role(act.role).into());
    out.bytes(act.device.as_bytes()).int(act.device_time_s);
    out.uint(clock(statement.clock).into());
    out.optional(statement.root, |out, root| {
        out.array(2).uint(root.size).bytes(&root.hash6);
    });
    out.optional(statement.previous, |out, act| {
        out.bytes(&act);
    });
    out.finish()
}

fn body(out: &mut Writer, body: &Body) {
    match body {
        Body::SignOff(body) => sign_off(out, body),
        Body::Review(body) => review(out, body),
        Body::Void(Void { reason }) | Body::Opening(Opening { reason }) => {
            out.array(1).text(reason);
        }
        Body::Submission(Submission { way: by }) => {
            out.array(1).uint(way(*by).into());
        }
        Body::Acknowledgement => {
            out.array(0);
        }
        Body::Explanation(body) => explanation(out, body),
        Body::Registration(body) => registration(out, body),
    }
}

fn registration(out: &mut Writer, body: &Registration) {
    out.array(4);
    out.optional(body.after, |out, act| {
        out.bytes(act.as_bytes());
    });
    out.optional(body.withdrawn.as_deref(), |out, reason| {
        out.text(reason);
    });
    out.uint(body.kind.number().into());
    let values: Vec<(Column, &str)> = body.values.iter().collect();
    out.array_of(&values, |out, (column, text)| {
        out.array(2).uint(column.number().into()).text(text);
    });
}

fn explanation(out: &mut Writer, body: &Explanation) {
    out.array(3).uint(question(body.question).into());
    out.array_of(&body.others, |out, entry| {
        out.bytes(entry.as_bytes());
    });
    out.text(&body.text);
}

fn sign_off(out: &mut Writer, body: &SignOff) {
    out.array(6).uint(opinion(body.opinion).into());
    out.text(&body.remark).text(&body.name).text(&body.post);
    ink::write(out, &body.ink);
    out.array_of(&body.confirmations, confirmation);
}

fn confirmation(out: &mut Writer, one: &Confirmation) {
    out.array(4).text(&one.row).text(&one.name);
    out.optional(one.ink.as_ref(), ink::write);
    out.optional(one.witness.as_ref(), |out, witness| {
        out.array(2).text(&witness.name).text(&witness.reason);
    });
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
