//! The devices of an office's area, and what revoked ones delivered.

use cunfa_protocol::devices::{DevicesRequest, DevicesResponse, RulingAnswer, WaitingBatch};
use cunfa_protocol::view::{DeviceRow, Devices, ParkedReason, QuarantineRow, RulingFault, WouldStand};
use cunfa_protocol::wire::{Blob, VERSION};

use super::{held, samples as s};

fn blob(byte: u8) -> Blob {
    Blob(vec![byte; 4])
}

fn rows() -> Vec<DeviceRow> {
    let good = DeviceRow {
        device: s::device(),
        name: "三塘平板".to_owned(),
        people: vec!["韦玉兰".to_owned()],
        last_sync_ms: Some(1_795_399_200_000),
        full_sync_ms: Some(1_795_399_100_000),
        unsent: 3,
        revoked_ms: None,
    };
    let revoked = DeviceRow {
        last_sync_ms: None,
        full_sync_ms: None,
        unsent: 0,
        revoked_ms: Some(1_795_399_300_000),
        ..good.clone()
    };
    vec![good, revoked]
}

fn woulds() -> Vec<WouldStand> {
    vec![
        WouldStand::Yes,
        WouldStand::Later,
        WouldStand::No(ParkedReason::Signature),
    ]
}

fn faults() -> Vec<RulingFault> {
    vec![
        RulingFault::Damaged,
        RulingFault::NotHere,
        RulingFault::DecidedOtherwise,
        RulingFault::Later,
        RulingFault::Refused(ParkedReason::Content),
    ]
}

fn row() -> QuarantineRow {
    QuarantineRow {
        batch: s::batch_id(),
        device: "三塘平板".to_owned(),
        received_ms: 1_795_399_200_000,
        village: "那况村委会".to_owned(),
        entry: Some(s::entry()),
        need: Some(super::needs::need(None)),
        acts: 1,
        would: WouldStand::Yes,
    }
}

pub fn devices() -> Devices {
    Devices {
        devices: rows(),
        waiting: vec![row()],
        more: false,
        fault: Some(RulingFault::Later),
    }
}

fn waiting() -> WaitingBatch {
    WaitingBatch {
        batch: s::batch_id(),
        device: s::device(),
        received_ms: 1_795_399_200_000,
        village: s::village_code(),
        entry: s::entry_id(),
        content: Some(blob(0xc0)),
        need: None,
        acts: 1,
        would: WouldStand::Yes,
    }
}

#[test]
fn an_office_and_the_server_speak_of_devices_like_this() {
    let request = DevicesRequest {
        version: VERSION,
        by: s::person_id(),
        key: s::key(),
        nonce: blob(0xa0),
        rulings: vec![blob(0xa1)],
        signature: blob(0xa2),
    };
    let answers = vec![RulingAnswer::Done, RulingAnswer::NotDone(RulingFault::NotHere)];
    let response = DevicesResponse {
        answers: answers.clone(),
        devices: rows(),
        waiting: vec![waiting()],
        more: true,
    };
    held("devices-DevicesRequest", &[request]);
    held("devices-DevicesResponse", &[response]);
    held("devices-RulingAnswer", &answers);
    let of_need = WaitingBatch {
        content: None,
        need: Some(super::needs::need(None)),
        ..waiting()
    };
    held("devices-WaitingBatch", &[waiting(), of_need]);
}

#[test]
fn the_desk_shows_devices_like_this() {
    held("devices-DeviceRow", &rows());
    held("devices-Devices", &[devices()]);
    held("devices-QuarantineRow", &[row()]);
    held("devices-WouldStand", &woulds());
    held("devices-RulingFault", &faults());
}
