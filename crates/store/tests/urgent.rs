//! What touches stability goes up before all else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;

#[test]
fn a_major_entry_is_sealed_before_older_ones() {
    let mut tablet = Tablet::new(1);
    for number in 1..=3 {
        let mut written = entry(&format!("01-{number:04}"), "宅基地");
        written.major = (number == 3).then(|| "涉及三十余户".to_owned());
        tablet.write(id(number), &written).unwrap();
    }
    let mut order = Vec::new();
    while tablet.store.seal(&key(tablet.number + 100), 1).unwrap() > 0 {
        let batches = tablet.store.next_batches(usize::MAX, 10).unwrap();
        tablet.store.mark_sending(&ids(&batches)).unwrap();
        order.extend(batches.iter().map(|batch| batch.entry));
    }
    assert_eq!(order, [id(3), id(1), id(2)]);
}
