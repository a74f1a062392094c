//! The whole product but its window: real apps on real files, a real server on a real file, a wire that does as it is told.
//! Each module is an area; each test one sentence. The cases of public bug reports carry their number in a comment.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod about;
mod above;
mod access;
mod acknowledgement;
mod backup;
mod check;
mod codes;
mod copies;
mod corpus;
mod counties;
mod courier;
mod courier_registers;
mod delivery;
mod details;
mod digests;
mod disk;
mod door;
mod drafts;
mod enrolled;
mod enrolment;
mod feedback;
mod firms;
mod first_sync;
mod forgetting;
mod forms;
mod grids;
mod incoming;
mod inquiries;
mod kill;
mod killed_server;
mod lies;
mod lists;
mod lost_pin;
mod needs;
mod newer;
mod on_the_spot;
mod policy;
mod proxy;
mod quarantine;
mod questions;
mod recusal;
mod refusals;
mod registers;
mod report;
mod restored;
mod rules;
mod search;
mod sheets;
mod sign_in_again;
mod signing;
mod signing_apart;
mod signing_many;
mod simulation;
mod size;
mod story;
mod times;
mod transfer;
mod transfer_http;
mod two_officers;
mod year;

use cunfa_core::entry::Rule;
use cunfa_core::{Body, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::view::{ActView, EntryView};
use cunfa_tests::harness::TestDevice;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::{self, Scene, VILLAGE};

/// A fresh stage.
fn scene() -> Scene {
    Scene::new(7).unwrap()
}

/// What is said of a reason that is too long.
fn too_long(given: usize, max: usize) -> Code {
    Code::ReasonUnfit {
        rule: Rule::TooLong { given, max },
    }
}

/// A tablet with one signed entry about this matter, and an office that has it.
async fn at_the_office(matter: &str) -> (TestDevice, TestDevice) {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let form = consultation(&village(), matter);
    let entry = tablet.write(form).await.unwrap().row.entry;
    tablet.sign(entry, 1, 1).await.unwrap();
    for device in [&tablet, &office] {
        device.sync().await.unwrap();
    }
    (tablet, office)
}

/// The first sign-off of an entry.
fn sign_off_of(view: &EntryView) -> &ActView {
    let sign_off = |act: &&ActView| matches!(act.act.body, Body::SignOff(_));
    view.acts.iter().find(sign_off).unwrap()
}

/// The village most tests play in.
fn village() -> VillageCode {
    scene::village(VILLAGE).unwrap()
}
