//! Clocks that are wrong, and time zones: nothing is refused, lost or shifted by them.

use cunfa_protocol::view::{Delivery, SyncOutcome};
use cunfa_tests::harness::TestClock;
use cunfa_tests::harness::clock::{MINUTE_MS, YEAR_MS};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::Who;

use super::{scene, village};

// T1
#[tokio::test]
async fn a_clock_that_is_wrong_or_jumps_loses_nothing_and_is_shown() {
    for (jump_ms, name) in [(-60 * MINUTE_MS, "an hour slow"), (2 * YEAR_MS, "two years fast")] {
        let mut scene = scene();
        let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
        let before = tablet
            .write(consultation(&village(), "跳表之前"))
            .await
            .unwrap()
            .row
            .entry;
        tablet.clock.advance(jump_ms);
        let after = tablet
            .write(consultation(&village(), "跳表之后"))
            .await
            .unwrap()
            .row
            .entry;
        tablet.sign(before, 1, 1).await.unwrap();
        tablet.clock.advance(-jump_ms * 2);
        tablet.sign(after, 1, 2).await.unwrap();
        tablet.clock.advance(jump_ms * 2);
        assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done, "{name}");
        office.sync().await.unwrap();
        for entry in [before, after] {
            assert_eq!(
                tablet.entry(entry).await.unwrap().row.delivery,
                Delivery::Delivered,
                "{name}"
            );
            assert!(super::sign_off_of(&office.entry(entry).await.unwrap()).holds, "{name}");
        }
        let skew_ms = tablet.sync_status().await.unwrap().clock_skew_ms.unwrap();
        assert!(
            (skew_ms - jump_ms).abs() <= MINUTE_MS,
            "{name}: the skew is shown as {skew_ms}"
        );
    }
}

// T2
#[tokio::test]
async fn a_service_date_is_the_same_in_every_time_zone() {
    let mut scene = scene();
    let office = scene.office().await.unwrap();
    let mut seen = Vec::new();
    for east_minutes in [0, 480, -480] {
        let device = scene.fresh_with(TestClock::in_zone(east_minutes)).unwrap();
        scene.enrol(&device, &[Who::Counsel]).await.unwrap();
        let written = device.write(consultation(&village(), "同一件事")).await.unwrap();
        device.sync().await.unwrap();
        office.sync().await.unwrap();
        let mut arrived = office.entry(written.row.entry).await.unwrap().entry;
        assert_eq!(arrived, written.entry);
        // The number and the local time of writing belong to the device; everything else is what was typed.
        arrived.number.clear();
        arrived.written_at.clear();
        seen.push(arrived);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[1], seen[2]);
}
