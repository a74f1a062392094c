//! Every reason for which a batch is refused for good, each from a batch that is right in everything else.

use cunfa_core::act::Body;
use cunfa_core::{EntryId, Ink, Role, Stroke};
use cunfa_evidence::act::{SignedAct, sign};
use cunfa_evidence::batch::{MAX_BATCH_BYTES, SealedBatch};
use cunfa_evidence::canonical;
use cunfa_protocol::view::ParkedReason;

use crate::support::{House, Ledger, OTHER_VILLAGE, TestDevice, VILLAGE, is_later, key, sign_off};

struct Stage {
    house: House,
    counsel: TestDevice,
    cadre: TestDevice,
    office: TestDevice,
    ledger: Ledger,
}

/// An entry that is on the server.
fn stage() -> Stage {
    let house = House::new();
    let (mut counsel, cadre, office) = (house.counsel("a"), house.cadre("b"), house.office("c"));
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &ledger.first(&counsel));
    Stage { house, counsel, cadre, office, ledger }
}

impl Stage {
    /// The sign-off, stored.
    fn signed(&mut self) -> SignedAct {
        let act = self.ledger.sign_off(&self.house, &self.cadre);
        self.cadre.push(&self.house, &self.ledger.sealed(&self.cadre, &[], &[&act]));
        act
    }
}

#[test]
fn a_flipped_byte_anywhere_in_a_batch_is_refused() {
    let Stage { house, mut counsel, .. } = stage();
    let sealed = Ledger::new(&house, &counsel, VILLAGE).first(&counsel);
    for place in (0..sealed.bytes.len()).step_by(7) {
        let mut flipped = sealed.clone();
        flipped.bytes[place] ^= 1;
        assert_eq!(counsel.refusal(&house, &flipped), ParkedReason::Signature);
    }
    let mut flipped = sealed.clone();
    flipped.signature[5] ^= 1;
    assert_eq!(counsel.refusal(&house, &flipped), ParkedReason::Signature);
    counsel.push(&house, &sealed);
}

#[test]
fn another_devices_batch_or_key_is_refused() {
    let Stage { house, mut counsel, .. } = stage();
    let other = house.device("d", &counsel.person.clone());
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    let under_my_key = ledger.batch(&other, &[&ledger.genesis], &[]).seal(&counsel.device_key).unwrap();
    assert_eq!(counsel.refusal(&house, &under_my_key), ParkedReason::Signature);
    let under_its_key = ledger.first(&other);
    assert_eq!(counsel.refusal(&house, &under_its_key), ParkedReason::Signature);
}

#[test]
fn bytes_that_are_no_batch_are_damaged_and_too_many_are_too_large() {
    let Stage { house, mut counsel, .. } = stage();
    let signed = |bytes: Vec<u8>| {
        let sealed = SealedBatch { bytes, signature: Vec::new() };
        seal_again(sealed, &counsel)
    };
    let (garbage, large) = (signed(vec![7; 100]), signed(vec![7; MAX_BATCH_BYTES + 1]));
    assert_eq!(counsel.refusal(&house, &garbage), ParkedReason::Damaged);
    assert_eq!(counsel.refusal(&house, &large), ParkedReason::TooLarge);
}

/// Signs any bytes as the device signs a batch.
fn seal_again(mut sealed: SealedBatch, device: &TestDevice) -> SealedBatch {
    let message = [b"\x82\x6bcunfa/batch\x58\x20".as_slice(), sealed.id().as_bytes()].concat();
    sealed.signature = device.device_key.sign(&message).to_vec();
    sealed
}

#[test]
fn a_change_that_is_no_change_is_damaged() {
    let Stage { house, mut counsel, ledger, .. } = stage();
    for place in [0, 5, 9, 40, ledger.genesis.len() - 1] {
        let mut change = ledger.genesis.clone();
        change[place] ^= 0x40;
        let sealed = ledger.sealed(&counsel, &[&change], &[]);
        assert_eq!(counsel.refusal(&house, &sealed), ParkedReason::Damaged, "byte {place}");
    }
}

#[test]
fn a_batch_of_nothing_is_refused() {
    let Stage { house, mut counsel, ledger, .. } = stage();
    let empty = ledger.sealed(&counsel, &[], &[]);
    assert_eq!(counsel.refusal(&house, &empty), ParkedReason::Content);
}

#[test]
fn only_a_counsel_writes_entries() {
    let Stage { house, mut cadre, mut office, mut ledger, .. } = stage();
    let edit = ledger.edit(&house, "matter", "改");
    let (by_cadre, by_office) = (ledger.sealed(&cadre, &[&edit], &[]), ledger.sealed(&office, &[&edit], &[]));
    assert_eq!(cadre.refusal(&house, &by_cadre), ParkedReason::NotAllowed);
    assert_eq!(office.refusal(&house, &by_office), ParkedReason::NotAllowed);
}

#[test]
fn a_village_outside_the_scope_or_the_register_is_refused() {
    let Stage { house, mut counsel, mut cadre, .. } = stage();
    let elsewhere = Ledger::new(&house, &counsel, "450102101204");
    assert_eq!(counsel.refusal(&house, &elsewhere.first(&counsel)), ParkedReason::OutOfScope);
    let unknown = Ledger::new(&house, &counsel, "450102101999");
    assert_eq!(counsel.refusal(&house, &unknown.first(&counsel)), ParkedReason::OutOfScope);
    let mut other = Ledger::new(&house, &counsel, OTHER_VILLAGE);
    counsel.push(&house, &other.first(&counsel));
    let act = other.sign_off(&house, &cadre);
    assert_eq!(cadre.refusal(&house, &other.sealed(&cadre, &[], &[&act])), ParkedReason::OutOfScope);
    other.village = VILLAGE.to_owned();
    assert_eq!(cadre.refusal(&house, &other.sealed(&cadre, &[], &[&act])), ParkedReason::Content);
}

#[test]
fn an_entry_stays_in_its_village_and_with_its_counsel() {
    let Stage { house, mut counsel, mut ledger, .. } = stage();
    let mut moved = ledger.of_same();
    let edit = moved.edit(&house, "village", OTHER_VILLAGE);
    let under_old = moved.sealed(&counsel, &[&edit], &[]);
    assert_eq!(counsel.refusal(&house, &under_old), ParkedReason::Content);
    moved.village = OTHER_VILLAGE.to_owned();
    let under_new = moved.sealed(&counsel, &[&edit], &[]);
    assert_eq!(counsel.refusal(&house, &under_new), ParkedReason::Content);
    let other = house.person(Role::Counsel, &[VILLAGE]);
    let edit = ledger.edit(&house, "counsel", &other.id.to_string());
    let handed_over = ledger.sealed(&counsel, &[&edit], &[]);
    assert_eq!(counsel.refusal(&house, &handed_over), ParkedReason::Content);
}

#[test]
fn nobody_writes_an_entry_in_another_counsels_name() {
    let Stage { house, mut counsel, .. } = stage();
    let other = house.person(Role::Counsel, &[VILLAGE]);
    let ledger = Ledger::of(&house, &other, VILLAGE);
    assert_eq!(counsel.refusal(&house, &ledger.first(&counsel)), ParkedReason::NotAllowed);
}

#[test]
fn a_document_that_is_no_entry_is_refused_and_one_of_a_newer_program_is_too_new() {
    let Stage { house, mut counsel, .. } = stage();
    let with = |change: &dyn Fn(&mut cunfa_core::entry::FieldMap)| {
        let mut fields = Ledger::fields(&counsel, VILLAGE);
        change(&mut fields);
        Ledger::with_fields(&house, VILLAGE, &fields)
    };
    let no_date = with(&|fields| drop(fields.remove("date")));
    let bad_date = with(&|fields| drop(fields.insert("date".into(), "昨天".into())));
    let new_kind = with(&|fields| drop(fields.insert("kind".into(), "teleport".into())));
    let new_key = with(&|fields| drop(fields.insert("hologram".into(), "x".into())));
    assert_eq!(counsel.refusal(&house, &no_date.first(&counsel)), ParkedReason::Content);
    assert_eq!(counsel.refusal(&house, &bad_date.first(&counsel)), ParkedReason::Content);
    assert_eq!(counsel.refusal(&house, &new_kind.first(&counsel)), ParkedReason::TooNew);
    counsel.push(&house, &new_key.first(&counsel));
}

#[test]
fn a_change_of_another_entry_is_refused() {
    let Stage { house, mut counsel, mut ledger, .. } = stage();
    let genesis = ledger.genesis.clone();
    ledger.id = EntryId([5; 16]);
    assert_eq!(counsel.refusal(&house, &ledger.sealed(&counsel, &[&genesis], &[])), ParkedReason::Content);
}

#[test]
fn an_act_over_other_content_is_refused() {
    let Stage { house, mut cadre, ledger, .. } = stage();
    let mut entry = ledger.entry();
    entry.advice.push('。');
    let statement = ledger.statement(&house, &cadre, sign_off(&cadre));
    let act = sign(statement, canonical::digest(ledger.id, &entry), &cadre.person_key);
    assert_eq!(cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&act])), ParkedReason::Signature);
}

#[test]
fn an_act_with_a_key_the_county_never_certified_is_refused() {
    let Stage { house, mut cadre, ledger, .. } = stage();
    let statement = ledger.statement(&house, &cadre, sign_off(&cadre));
    let act = sign(statement, canonical::digest(ledger.id, &ledger.entry()), &key("stranger"));
    assert_eq!(cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&act])), ParkedReason::Signature);
    let statement = ledger.statement(&house, &cadre, sign_off(&cadre));
    let act = sign(statement, canonical::digest(ledger.id, &ledger.entry()), &cadre.device_key);
    assert_eq!(cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&act])), ParkedReason::Signature);
}

#[test]
fn an_act_in_another_persons_name_role_or_device_is_refused() {
    let Stage { house, mut counsel, mut cadre, office, ledger, .. } = stage();
    let content = canonical::digest(ledger.id, &ledger.entry());
    let mut refused = |change: &dyn Fn(&mut cunfa_evidence::act::Statement)| {
        let mut statement = ledger.statement(&house, &cadre, sign_off(&cadre));
        change(&mut statement);
        let act = sign(statement, content, &cadre.person_key);
        let sealed = ledger.sealed(&cadre, &[], &[&act]);
        cadre.refusal(&house, &sealed)
    };
    assert_eq!(refused(&|statement| statement.act.person = office.person.id), ParkedReason::Signature);
    assert_eq!(refused(&|statement| statement.act.role = Role::Office), ParkedReason::Signature);
    assert_eq!(refused(&|statement| statement.act.device = office.id), ParkedReason::Signature);
    let act = ledger.sign_off(&house, &cadre);
    let carried = ledger.sealed(&counsel, &[], &[&act]);
    assert_eq!(counsel.refusal(&house, &carried), ParkedReason::Signature);
}

#[test]
fn a_role_does_only_what_is_its_own() {
    let mut stage = stage();
    let signed = stage.signed();
    let Stage { house, mut counsel, mut cadre, mut office, ledger } = stage;
    let by_counsel = ledger.sign_off(&house, &counsel);
    assert_eq!(counsel.refusal(&house, &ledger.sealed(&counsel, &[], &[&by_counsel])), ParkedReason::NotAllowed);
    let by_counsel = ledger.approve(&house, &counsel, signed.id());
    assert_eq!(counsel.refusal(&house, &ledger.sealed(&counsel, &[], &[&by_counsel])), ParkedReason::NotAllowed);
    let by_cadre = ledger.approve(&house, &cadre, signed.id());
    assert_eq!(cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&by_cadre])), ParkedReason::NotAllowed);
    let by_cadre = ledger.void(&house, &cadre, "错");
    assert_eq!(cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&by_cadre])), ParkedReason::NotAllowed);
    let by_office = ledger.sign_off(&house, &office);
    assert_eq!(office.refusal(&house, &ledger.sealed(&office, &[], &[&by_office])), ParkedReason::NotAllowed);
    let by_office = ledger.void(&house, &office, "错");
    assert_eq!(office.refusal(&house, &ledger.sealed(&office, &[], &[&by_office])), ParkedReason::NotAllowed);
}

#[test]
fn blank_ink_and_reasons_of_blanks_are_refused() {
    let mut stage = stage();
    let signed = stage.signed();
    let Stage { house, mut counsel, mut cadre, mut office, ledger } = stage;
    let dot = Ink { width: 10, height: 10, strokes: vec![Stroke(vec![crate::support::ink().strokes[0].0[0]])] };
    for ink in [Ink { width: 10, height: 10, strokes: Vec::new() }, dot] {
        let Body::SignOff(mut body) = sign_off(&cadre) else { panic!("a sign-off") };
        body.ink = ink;
        let act = ledger.act(&house, &cadre, Body::SignOff(body));
        assert_eq!(cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&act])), ParkedReason::Content);
    }
    for reasons in [&[][..], &["", "  "][..]] {
        let act = ledger.give_back(&house, &office, signed.id(), reasons);
        assert_eq!(office.refusal(&house, &ledger.sealed(&office, &[], &[&act])), ParkedReason::Content);
    }
    let void = ledger.void(&house, &counsel, " \n");
    assert_eq!(counsel.refusal(&house, &ledger.sealed(&counsel, &[], &[&void])), ParkedReason::Content);
}

#[test]
fn a_review_waits_for_its_sign_off_and_reviews_nothing_else() {
    let Stage { house, mut counsel, mut cadre, mut office, ledger } = stage();
    let sign_off = ledger.sign_off(&house, &cadre);
    let review = ledger.approve(&house, &office, sign_off.id());
    let sealed = ledger.sealed(&office, &[], &[&review]);
    assert!(is_later(&office.sync(&house, &[sealed.clone()]).answers[0], sealed.id()));
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&sign_off]));
    office.push(&house, &sealed);
    let void = ledger.void(&house, &counsel, "重复");
    counsel.push(&house, &ledger.sealed(&counsel, &[], &[&void]));
    let of_void = ledger.approve(&house, &office, void.id());
    assert_eq!(office.refusal(&house, &ledger.sealed(&office, &[], &[&of_void])), ParkedReason::Content);
}

#[test]
fn an_act_at_heads_that_are_not_here_waits() {
    let Stage { house, mut counsel, mut cadre, mut ledger, .. } = stage();
    let edit = ledger.edit(&house, "result", "待跟进");
    let act = ledger.sign_off(&house, &cadre);
    let sealed = ledger.sealed(&cadre, &[], &[&act]);
    assert!(is_later(&cadre.sync(&house, &[sealed.clone()]).answers[0], sealed.id()));
    counsel.push(&house, &ledger.sealed(&counsel, &[&edit], &[]));
    cadre.push(&house, &sealed);
}

#[test]
fn a_sign_off_over_a_field_with_two_values_is_refused() {
    let Stage { house, mut counsel, mut cadre, mut ledger, .. } = stage();
    let mut fork = ledger.of_same();
    let (left, right) = (ledger.edit(&house, "matter", "甲"), fork.edit(&house, "matter", "乙"));
    let sealed = ledger.sealed(&counsel, &[&left, &right], &[]);
    counsel.push(&house, &sealed);
    ledger.doc.apply([right.as_slice()]).unwrap();
    let act = ledger.sign_off(&house, &cadre);
    assert_eq!(cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&act])), ParkedReason::Content);
    let settled = ledger.doc.settle("matter", "甲", house.random.bytes()).unwrap();
    counsel.push(&house, &ledger.sealed(&counsel, &[&settled], &[]));
    let act = ledger.sign_off(&house, &cadre);
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&act]));
}

#[test]
fn an_act_of_another_entry_does_not_travel_in_this_ones_batch() {
    let Stage { house, mut counsel, mut cadre, ledger, .. } = stage();
    let other = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &other.first(&counsel));
    let act = other.sign_off(&house, &cadre);
    assert_eq!(cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&act])), ParkedReason::Content);
}

#[test]
fn bytes_that_are_no_act_are_damaged() {
    let Stage { house, mut cadre, ledger, .. } = stage();
    let mut batch = ledger.batch(&cadre, &[], &[]);
    batch.acts.push(vec![0; 40]);
    let sealed = batch.seal(&cadre.device_key).unwrap();
    assert_eq!(cadre.refusal(&house, &sealed), ParkedReason::Damaged);
}
