//! Everything that crosses a boundary, as it is written: JSON for the door, and CBOR for the wire. One snapshot per type.
//!
//! A changed snapshot is a changed promise: an older program or a stored file may not understand it. Whether every type has
//! a snapshot is a house rule; what the values mean is tested in their rooms.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod about;
mod above;
mod backup;
mod courier;
mod deciding;
mod devices;
mod domain;
mod door;
mod finding;
mod firms;
mod index;
mod inquiries;
mod lacking;
mod lists;
mod needs;
mod pictures;
mod questions;
mod registers;
mod report;
mod rules;
mod samples;
mod sheets;
mod views;
mod wire;
mod writing;

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Holds values of one type by a snapshot named `<file>-<Type>`, after reading them back from both forms.
fn held<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, values: &[T]) {
    let mut text = String::new();
    for value in values {
        let json = serde_json::to_string_pretty(value).unwrap();
        assert_eq!(
            &serde_json::from_str::<T>(&json).unwrap(),
            value,
            "{name} reads back from JSON"
        );
        let parsed = serde_json::from_str(&json).unwrap();
        assert_eq!(
            cunfa_protocol::json::read::<T>(&parsed).as_ref(),
            Some(value),
            "{name} reads back as a page reads it"
        );
        let cbor = cunfa_protocol::wire::encode(value).unwrap();
        assert_eq!(
            &cunfa_protocol::wire::decode::<T>(&cbor).unwrap(),
            value,
            "{name} reads back from CBOR"
        );
        text.push_str(&format!("{json}\ncbor {}\n", hex(&cbor)));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
