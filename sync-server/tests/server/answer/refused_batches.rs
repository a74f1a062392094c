//! Every reason for which a batch is refused for good, each from a batch that is right in everything else.

use cunfa_core::{EntryId, Role};
use cunfa_evidence::batch::{MAX_BATCH_BYTES, SealedBatch};
use cunfa_protocol::view::ParkedReason;

use crate::support::{Ledger, OTHER_VILLAGE, Stage, TestDevice, VILLAGE, stage};

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
    let under_my_key = ledger
        .batch(&other, &[&ledger.genesis], &[])
        .seal(&counsel.device_key)
        .unwrap();
    assert_eq!(counsel.refusal(&house, &under_my_key), ParkedReason::Signature);
    let under_its_key = ledger.first(&other);
    assert_eq!(counsel.refusal(&house, &under_its_key), ParkedReason::Signature);
}

#[test]
fn bytes_that_are_no_batch_are_damaged_and_too_many_are_too_large() {
    let Stage { house, mut counsel, .. } = stage();
    let signed = |bytes: Vec<u8>| {
        let sealed = SealedBatch {
            bytes,
            signature: Vec::new(),
        };
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
    let Stage {
        house,
        mut counsel,
        ledger,
        ..
    } = stage();
    for place in [0, 5, 9, 40, ledger.genesis.len() - 1] {
        let mut change = ledger.genesis.clone();
        change[place] ^= 0x40;
        let sealed = ledger.sealed(&counsel, &[&change], &[]);
        assert_eq!(counsel.refusal(&house, &sealed), ParkedReason::Damaged, "byte {place}");
    }
}

#[test]
fn a_batch_of_nothing_is_refused() {
    let Stage {
        house,
        mut counsel,
        ledger,
        ..
    } = stage();
    let empty = ledger.sealed(&counsel, &[], &[]);
    assert_eq!(counsel.refusal(&house, &empty), ParkedReason::Content);
}

#[test]
fn only_a_counsel_writes_entries() {
    let Stage {
        house,
        mut cadre,
        mut office,
        mut ledger,
        ..
    } = stage();
    let edit = ledger.edit(&house, "matter", "改");
    let (by_cadre, by_office) = (
        ledger.sealed(&cadre, &[&edit], &[]),
        ledger.sealed(&office, &[&edit], &[]),
    );
    assert_eq!(cadre.refusal(&house, &by_cadre), ParkedReason::NotAllowed);
    assert_eq!(office.refusal(&house, &by_office), ParkedReason::NotAllowed);
}

#[test]
fn a_village_outside_the_scope_or_the_register_is_refused() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        ..
    } = stage();
    let elsewhere = Ledger::new(&house, &counsel, "450102101204");
    assert_eq!(
        counsel.refusal(&house, &elsewhere.first(&counsel)),
        ParkedReason::OutOfScope
    );
    let unknown = Ledger::new(&house, &counsel, "450102101999");
    assert_eq!(
        counsel.refusal(&house, &unknown.first(&counsel)),
        ParkedReason::OutOfScope
    );
    let mut other = Ledger::new(&house, &counsel, OTHER_VILLAGE);
    counsel.push(&house, &other.first(&counsel));
    let act = other.sign_off(&house, &cadre);
    assert_eq!(
        cadre.refusal(&house, &other.sealed(&cadre, &[], &[&act])),
        ParkedReason::OutOfScope
    );
    other.village = VILLAGE.to_owned();
    assert_eq!(
        cadre.refusal(&house, &other.sealed(&cadre, &[], &[&act])),
        ParkedReason::Content
    );
}

#[test]
fn an_entry_stays_in_its_village_and_with_its_counsel() {
    let Stage {
        house,
        mut counsel,
        mut ledger,
        ..
    } = stage();
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
    assert_eq!(
        counsel.refusal(&house, &ledger.first(&counsel)),
        ParkedReason::NotAllowed
    );
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
    assert_eq!(
        counsel.refusal(&house, &bad_date.first(&counsel)),
        ParkedReason::Content
    );
    assert_eq!(counsel.refusal(&house, &new_kind.first(&counsel)), ParkedReason::TooNew);
    counsel.push(&house, &new_key.first(&counsel));
}

#[test]
fn an_entry_that_corrects_carries_on_or_answers_itself_is_refused() {
    for key in ["corrects", "follows", "answers"] {
        let Stage {
            house,
            mut counsel,
            mut ledger,
            ..
        } = stage();
        let own = ledger.id.to_string();
        let edit = ledger.edit(&house, key, &own);
        let sealed = ledger.sealed(&counsel, &[&edit], &[]);
        assert_eq!(counsel.refusal(&house, &sealed), ParkedReason::Content, "{key}");
    }
}

#[test]
fn a_change_of_another_entry_is_refused() {
    let Stage {
        house,
        mut counsel,
        mut ledger,
        ..
    } = stage();
    let genesis = ledger.genesis.clone();
    ledger.id = EntryId([5; 16]);
    assert_eq!(
        counsel.refusal(&house, &ledger.sealed(&counsel, &[&genesis], &[])),
        ParkedReason::Content
    );
}
