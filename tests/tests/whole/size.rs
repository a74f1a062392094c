//! What an act costs on the wire: bytes that it adds to a compressed batch.

use cunfa_tests::bench::evidence::act_bytes::{MAX_ADDED_BYTES, measure};

use super::scene;

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
