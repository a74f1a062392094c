//! A request in a courier's file, and what the sealed reply answers.

use std::io::Cursor;

use cunfa_evidence::courier::{CourierKey, Kind, Opened, Sealing};
use cunfa_protocol::courier::{HEAD, Head, SYNC};
use cunfa_protocol::wire::{Blob, VERSION, encode};

use super::{Answered, Asked, House, NOW_MS, TestDevice, key};

fn reply_key() -> CourierKey {
    CourierKey::from_secret([77; 32]).unwrap()
}

/// Carries a request to the server in a file of its own; gives the answers of the reply.
pub fn taken(house: &House, device: &TestDevice, request: &Asked) -> Vec<Answered> {
    let answers = carried(house, device, SYNC, &request.body().unwrap()).into_iter();
    answers.map(|bytes| Answered::read(&bytes).unwrap()).collect()
}

/// The same of a body of any kind; gives the bodies of that kind in the reply.
pub fn carried(house: &House, device: &TestDevice, kind: u8, body: &[u8]) -> Vec<Vec<u8>> {
    let reader = CourierKey::of_county(&key("county")).unwrap().recipient();
    let mut out = Sealing::new(Cursor::new(Vec::new()), Kind::ToCounty, reader, [5; 32]).unwrap();
    let head = Head {
        version: VERSION,
        device: device.id,
        reply_key: Blob(reply_key().recipient().0.to_vec()),
    };
    out.frame(HEAD, &encode(&head).unwrap()).unwrap();
    out.frame(kind, body).unwrap();
    let file = out.finish(&device.device_key).unwrap().into_inner();
    let mut reply = Cursor::new(Vec::new());
    house.server.import(Cursor::new(&file), &mut reply, NOW_MS).unwrap();
    let mut opened = Opened::open(Cursor::new(reply.get_ref().as_slice()), Kind::ToDevice, |reader| {
        (reader == reply_key().recipient().id()).then(reply_key)
    })
    .unwrap();
    let mut answers = Vec::new();
    while let Some(frame) = opened.next().unwrap() {
        if frame.kind == kind {
            answers.push(frame.bytes);
        }
    }
    answers
}
