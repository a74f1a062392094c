//! What an act costs on the wire: bytes that it adds to a compressed batch.

use cunfa_tests::bench::evidence::act_bytes::{MAX_ADDED_BYTES, measure};

use cunfa_evidence::frame::{NONE, pack_parts, unpack};
use cunfa_protocol::view::SyncOutcome;
use cunfa_protocol::wire::MAX_PLAIN_REQUEST_BYTES;
use cunfa_tests::harness::forms::consultation;

use super::{scene, village};

#[tokio::test]
async fn a_review_a_submission_and_a_sign_off_without_ink_and_remark_add_little_to_a_batch() {
    let added = measure(&mut scene()).await.unwrap();
    println!("{added:?}");
    let figures = [
        added.review,
        added.sign_off_beside_entry,
        added.sign_off_alone,
        added.submission_beside_entry,
        added.submission_alone,
    ];
    for bytes in figures {
        assert!(bytes <= MAX_ADDED_BYTES, "{added:?}");
        assert!(bytes > 64, "less than a signature: {added:?}");
    }
}

#[tokio::test]
async fn asking_and_hearing_that_there_is_nothing_takes_few_bytes() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    tablet.sync().await.unwrap();
    tablet.link.remember();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    let requests = tablet.link.remembered();
    let [request] = &requests[..] else {
        panic!("{} requests", requests.len());
    };
    let (up, down) = (request.body.len(), tablet.link.tally().last_whole_bytes);
    println!("{up} bytes up, {down} down");
    assert!(up <= 64 && down <= 40, "{up} bytes up, {down} down");
}

#[tokio::test]
async fn the_dictionary_is_worth_what_it_takes_in_the_programs() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    tablet.sync().await.unwrap();
    tablet.link.remember();
    tablet.sync().await.unwrap();
    let entry = tablet.write(consultation(&village(), "宅基地界址")).await.unwrap();
    tablet.sign(entry.row.entry, 1, 1).await.unwrap();
    tablet.sync().await.unwrap();
    let requests = tablet.link.remembered();
    let sizes = requests.iter().map(|request| {
        let plain = unpack(&request.body, MAX_PLAIN_REQUEST_BYTES).unwrap();
        (request.body.len(), pack_parts(NONE, &[plain]).unwrap().len())
    });
    let sizes: Vec<(usize, usize)> = sizes.collect();
    println!("with and without: {sizes:?}");
    let [(idle, idle_without), (push, push_without)] = sizes[..] else {
        panic!("{} requests", sizes.len());
    };
    assert!(2 * idle < idle_without && push + 200 < push_without, "{sizes:?}");
}
