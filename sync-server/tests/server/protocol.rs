//! docs/protocol.md belongs to the code: what travels cannot change without the page being touched.

use std::path::Path;

use cunfa_core::attachment::CHUNK_BYTES;
use cunfa_protocol::wire::{
    MAX_ASKED, MAX_BATCHES, MAX_CHUNKS_BYTES, MAX_ITEM_BYTES, MAX_REQUEST_BYTES, Refusal, VERSION,
};
use cunfa_server::refusal::{status, version};

fn read(path: &str) -> String {
    let path = Path::new("..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The code without blanks, so that formatting alone changes nothing.
fn squeezed(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What the page describes, in the order its hash is made.
const DESCRIBED: [&str; 12] = [
    "wire.rs",
    "wire/asked_for.rs",
    "wire/digest.rs",
    "wire/spoken.rs",
    "items.rs",
    "index.rs",
    "lacking.rs",
    "devices.rs",
    "figures.rs",
    "registers.rs",
    "inquiries.rs",
    "firms.rs",
];

#[test]
fn the_page_names_the_hash_of_the_code_it_describes() {
    let page = read("docs/protocol.md");
    let mut code = String::new();
    for file in DESCRIBED {
        assert!(page.contains(&format!("`{file}`")), "{file}");
        code.push_str(&squeezed(&read(&format!("crates/protocol/src/{file}"))));
    }
    let hash = cunfa_evidence::hash(code.as_bytes());
    assert!(
        page.contains(&hash.to_string()),
        "what travels changed: bring docs/protocol.md up to date, then write this hash into it: {hash}"
    );
}

#[test]
fn the_page_names_every_status_and_limit() {
    let page = read("docs/protocol.md");
    let refusals = [
        (Refusal::SignInAgain, "sign_in_again"),
        (Refusal::DeviceRevoked, "device_revoked"),
        (Refusal::Unreadable, "unreadable"),
        (Refusal::TooLarge, "too_large"),
        (version(), "version"),
        (Refusal::InvitationUnknown, "invitation_unknown"),
        (Refusal::InvitationUsed, "invitation_used"),
        (Refusal::InvitationExpired, "invitation_expired"),
        (Refusal::PersonAlreadyHere, "person_already_here"),
        (Refusal::BadProof, "bad_proof"),
        (Refusal::Busy, "busy"),
    ];
    for (refusal, code) in refusals {
        let row = format!("| {} | `{code}` |", status(&refusal));
        assert!(page.contains(&row), "no row {row}");
    }
    for text in [
        format!("version {VERSION}"),
        MAX_REQUEST_BYTES.to_string(),
        MAX_BATCHES.to_string(),
        "| 429 | `busy` |".to_owned(),
        format!("| body of a request for chunks | {MAX_CHUNKS_BYTES} bytes; one item of it {MAX_ITEM_BYTES} |"),
        format!("in one request | {MAX_ASKED} of each |"),
        format!("chunks** of {CHUNK_BYTES} bytes"),
    ] {
        assert!(page.contains(&text), "no {text}");
    }
}
