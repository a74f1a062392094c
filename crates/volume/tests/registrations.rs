//! Acts of the county's registers are about no entry: in a volume one is held against whoever put it there.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use cunfa_core::register::{Column, RecordKind, Registration, Values};
use cunfa_core::{Body, Stage};
use cunfa_evidence::act::sign;
use cunfa_evidence::canonical;
use cunfa_evidence::certificate::Subject;
use cunfa_volume::report::Code;

use common::*;

#[test]
fn nobody_says_a_word_of_the_registers_of_an_entry() {
    let mut world = tiny();
    let holder = Subject::Person {
        person: Who::County.person(),
        device: Who::County.device(),
    };
    world.certify(Who::County.key().public(), holder, cunfa_core::Standing::Confirmed);
    let mut entry = world.write(|_| ());
    world.send(TABLET, &mut entry, &[]);
    let values = Values::new().with(Column::Name, "南湖律师事务所").with(Column::FirmKind, "law_firm");
    let body = Body::Registration(Registration::new(RecordKind::Firm, values));
    let mut statement = world.statement(Who::County, &entry, body);
    (statement.act.heads, statement.previous) = (Vec::new(), None);
    let act = sign(statement, canonical::no_text(), &Who::County.key());
    world.send(DESK, &mut entry, &[&act]);
    let report = verify_both(&world.volume(), &world.root_key());
    assert_eq!(failing(&report), BTreeSet::from([Code::NotAllowed]));
    assert_eq!(report.entries.last().unwrap().stage, Some(Stage::Unsigned));
}
