//! The sync engine by itself: when it sends, when it waits, and that nothing makes it give up.

use cunfa_client::sync::engine::{
    ASKED_MOST_MS, BACKOFF_MOST_MS, BUDGET_BYTES, EVERY_MS, Effect, Engine, Input, Moved, OPENED_MS, Remaining,
    SOON_MS, Trouble,
};
use cunfa_client::sync::pace::CHUNKS_FIRST;
use cunfa_protocol::view::SyncOutcome;
use proptest::prelude::*;

const NOW: i64 = 1_790_000_000_000;
const SEND: Effect = Effect::Send {
    budget_bytes: BUDGET_BYTES,
};

const MOVE: Effect = Effect::Move { chunks: CHUNKS_FIRST };

fn moved(more: bool) -> Input {
    Input::Moved(Moved {
        more,
        chunks: 0,
        took_ms: 0,
    })
}

/// Within the chunks of a pass.
fn moving() -> Engine {
    let mut engine = Engine::default();
    assert_eq!(engine.feed(NOW, 0, Input::Asked), SEND);
    assert_eq!(engine.feed(NOW, 0, Input::Stored(Remaining::Nothing)), MOVE);
    engine
}

fn idle() -> Engine {
    let mut engine = moving();
    assert_eq!(engine.feed(NOW, 0, moved(false)), Effect::Wait);
    engine
}

#[test]
fn a_pass_goes_on_while_something_remains_and_is_complete_when_nothing_does() {
    let mut engine = Engine::default();
    assert_eq!(engine.feed(NOW, 0, Input::Asked), SEND);
    assert_eq!(engine.feed(NOW, 0, Input::Stored(Remaining::More)), SEND);
    assert_eq!(engine.feed(NOW, 0, Input::Stored(Remaining::Nothing)), MOVE);
    assert_eq!(engine.feed(NOW, 0, moved(true)), MOVE);
    assert_eq!(engine.feed(NOW, 0, moved(false)), Effect::Wait);
    assert_eq!((engine.outcome(), engine.is_running()), (SyncOutcome::Done, false));
}

#[test]
fn after_an_error_and_silence_the_timer_alone_tries_again() {
    let mut engine = Engine::default();
    engine.feed(NOW, 0, Input::Asked);
    engine.feed(NOW, 0, Input::Failed(Trouble::NoNetwork));
    let wait = i64::try_from(engine.wait_ms(NOW).unwrap()).unwrap();
    assert_eq!(engine.feed(NOW + wait - 1, 0, Input::Tick), Effect::Wait);
    assert_eq!(engine.feed(NOW + wait, 0, Input::Tick), SEND);
}

#[test]
fn a_write_is_sent_soon_and_a_quiet_device_asks_every_five_minutes() {
    let mut engine = idle();
    assert!(engine.wait_ms(NOW).unwrap() <= EVERY_MS.unsigned_abs());
    engine.feed(NOW, 0, Input::Changed);
    assert_eq!(engine.wait_ms(NOW), Some(SOON_MS.unsigned_abs()));
}

#[test]
fn a_write_during_a_pass_makes_the_pass_take_another_round() {
    let mut engine = Engine::default();
    engine.feed(NOW, 0, Input::Asked);
    assert_eq!(engine.feed(NOW, 0, Input::Changed), Effect::Wait);
    assert_eq!(engine.feed(NOW, 0, Input::Stored(Remaining::Nothing)), SEND);
    assert_eq!(engine.feed(NOW, 0, Input::Stored(Remaining::Nothing)), MOVE);
}

#[test]
fn what_is_written_while_photos_move_goes_before_further_photos() {
    let mut engine = moving();
    assert_eq!(engine.feed(NOW, 0, Input::Changed), Effect::Wait);
    assert_eq!(engine.feed(NOW, 0, moved(true)), SEND);
    assert_eq!(engine.feed(NOW, 0, Input::Stored(Remaining::Nothing)), MOVE);
    // Also when the photos fail: they wait, the text does not.
    engine.feed(NOW, 0, Input::Changed);
    let busy = Trouble::Busy {
        retry_after_s: Some(600),
    };
    assert_eq!(engine.feed(NOW, 0, Input::Failed(busy)), Effect::Wait);
    assert_eq!(engine.wait_ms(NOW), Some(SOON_MS.unsigned_abs()));
    assert_eq!(engine.feed(NOW + SOON_MS, 0, Input::Tick), SEND);
    assert_eq!(
        engine.feed(NOW + SOON_MS, 0, Input::Stored(Remaining::Nothing)),
        Effect::Wait
    );
    assert_eq!(engine.outcome(), SyncOutcome::Busy);
}

#[test]
fn photos_that_are_asked_to_wait_hold_no_text_back_and_are_not_sent_before_their_time() {
    let mut engine = moving();
    let busy = Trouble::Busy {
        retry_after_s: Some(600),
    };
    engine.feed(NOW, 0, Input::Failed(busy));
    let mut now = NOW;
    for _ in 0..3 {
        engine.feed(now, 0, Input::Changed);
        assert_eq!(engine.wait_ms(now), Some(SOON_MS.unsigned_abs()));
        now += SOON_MS;
        assert_eq!(engine.feed(now, 0, Input::Tick), SEND);
        assert_eq!(engine.feed(now, 0, Input::Stored(Remaining::Nothing)), Effect::Wait);
    }
    let mut engine_asked = engine.clone();
    assert_eq!(engine_asked.feed(now, 0, Input::Asked), SEND);
    assert_eq!(engine_asked.feed(now, 0, Input::Stored(Remaining::Nothing)), MOVE);
    now = NOW + 600_000 * 5 / 4;
    assert_eq!(engine.feed(now, 0, Input::Tick), SEND);
    assert_eq!(engine.feed(now, 0, Input::Stored(Remaining::Nothing)), MOVE);
}

#[test]
fn a_server_that_never_takes_photos_is_asked_less_and_less_and_one_that_brought_some_soon_again() {
    let mut engine = moving();
    let mut waits = Vec::new();
    let mut now = NOW;
    for _ in 0..6 {
        engine.feed(now, 0, Input::Failed(Trouble::NoNetwork));
        let wait = i64::try_from(engine.wait_ms(now).unwrap()).unwrap();
        waits.push(wait);
        now += wait;
        assert_eq!(engine.feed(now, 0, Input::Tick), SEND);
        assert_eq!(engine.feed(now, 0, Input::Stored(Remaining::Nothing)), MOVE);
    }
    assert!(waits.is_sorted() && waits[5] > 8 * waits[0], "{waits:?}");
    engine.feed(now, 0, Input::Came);
    engine.feed(now, 0, Input::Failed(Trouble::NoNetwork));
    assert_eq!(engine.wait_ms(now), Some(waits[0].unsigned_abs()));
}

#[test]
fn what_the_server_puts_off_keeps_no_photo_of_another_entry_here() {
    let mut engine = Engine::default();
    engine.feed(NOW, 0, Input::Asked);
    assert_eq!(engine.feed(NOW, 0, Input::Stored(Remaining::PutOff)), MOVE);
    assert_eq!(engine.feed(NOW, 0, moved(false)), Effect::Wait);
    assert_eq!(engine.outcome(), SyncOutcome::PutOff);
}

#[test]
fn chunks_that_are_too_much_are_halved_to_one_and_then_wait() {
    let mut engine = moving();
    for expected in [8, 4, 2, 1] {
        let effect = engine.feed(NOW, 0, Input::Failed(Trouble::TooLarge));
        assert_eq!(effect, Effect::Move { chunks: expected });
    }
    assert_eq!(engine.feed(NOW, 0, Input::Failed(Trouble::TooLargeAlone)), Effect::Wait);
    assert_eq!(engine.outcome(), SyncOutcome::NotOurServer);
}

#[test]
fn a_wait_the_server_asked_for_is_kept_whatever_is_written_meanwhile() {
    let mut engine = Engine::default();
    engine.feed(NOW, 7, Input::Asked);
    engine.feed(
        NOW,
        7,
        Input::Failed(Trouble::Busy {
            retry_after_s: Some(120),
        }),
    );
    engine.feed(NOW, 7, Input::Changed);
    assert!(engine.wait_ms(NOW).unwrap() >= 120_000);
    assert_eq!(engine.outcome(), SyncOutcome::Busy);
}

#[test]
fn an_absurd_retry_after_does_not_silence_the_device_for_ever() {
    let mut engine = Engine::default();
    engine.feed(NOW, u32::MAX, Input::Asked);
    engine.feed(
        NOW,
        u32::MAX,
        Input::Failed(Trouble::Busy {
            retry_after_s: Some(u64::MAX),
        }),
    );
    assert!(engine.wait_ms(NOW).unwrap() <= ASKED_MOST_MS.unsigned_abs() * 5 / 4);
}

#[test]
fn a_request_that_is_too_large_is_halved_until_one_batch_goes_alone_and_then_that_one_is_parked() {
    let mut engine = Engine::default();
    engine.feed(NOW, 0, Input::Asked);
    let mut last = BUDGET_BYTES;
    for _ in 0..32 {
        let Effect::Send { budget_bytes } = engine.feed(NOW, 0, Input::Failed(Trouble::TooLarge)) else {
            panic!("gave up")
        };
        assert!(budget_bytes < last || budget_bytes == 1);
        last = budget_bytes;
    }
    assert_eq!(last, 1);
    assert_eq!(
        engine.feed(NOW, 0, Input::Failed(Trouble::TooLargeAlone)),
        Effect::ParkSent
    );
    assert_eq!(engine.feed(NOW, 0, Input::Parked), Effect::Send { budget_bytes: 1 });
}

#[test]
fn a_clock_put_back_by_years_does_not_put_the_next_attempt_off() {
    let mut engine = idle();
    let years = 2 * 365 * 86_400_000;
    assert_eq!(engine.wait_ms(NOW - years), Some(0));
    assert_eq!(engine.feed(NOW - years, 0, Input::Tick), SEND);
}

#[test]
fn a_dropped_pass_is_taken_up_again() {
    let mut engine = Engine::default();
    engine.feed(NOW, 0, Input::Asked);
    engine.dropped(NOW);
    assert_eq!(engine.feed(NOW, 0, Input::Tick), SEND);
}

fn any_input() -> impl Strategy<Value = Input> {
    let troubles = prop_oneof![
        Just(Trouble::NoNetwork),
        Just(Trouble::NotOurServer),
        any::<Option<u64>>().prop_map(|retry_after_s| Trouble::Busy { retry_after_s }),
        Just(Trouble::SignInAgain),
        Just(Trouble::Revoked),
        Just(Trouble::TooLarge),
        Just(Trouble::TooLargeAlone),
        Just(Trouble::DiskFull),
    ];
    prop_oneof![
        Just(Input::Opened),
        Just(Input::Online),
        Just(Input::Changed),
        Just(Input::Asked),
        Just(Input::Tick),
        Just(Input::Stored(Remaining::Nothing)),
        Just(Input::Stored(Remaining::More)),
        Just(Input::Stored(Remaining::PutOff)),
        Just(Input::Parked),
        Just(Input::Came),
        (any::<bool>(), any::<u16>(), any::<i64>()).prop_map(|(more, chunks, took_ms)| Input::Moved(Moved {
            more,
            chunks,
            took_ms
        })),
        troubles.prop_map(Input::Failed),
    ]
}

#[test]
fn an_opened_device_draws_its_screens_first_and_a_network_that_came_back_is_used_at_once() {
    let mut engine = Engine::default();
    engine.feed(NOW, 0, Input::Opened);
    assert_eq!(engine.wait_ms(NOW), Some(OPENED_MS.unsigned_abs()));
    engine.feed(NOW, 0, Input::Online);
    assert_eq!(engine.wait_ms(NOW), Some(0));
}

proptest! {
    #[test]
    fn whatever_happened_the_next_attempt_is_set_and_comes_within_the_longest_wait(
        steps in prop::collection::vec((any_input(), any::<u32>(), -10_000_000i64..10_000_000), 1..60)
    ) {
        let mut engine = Engine::default();
        let mut now = NOW;
        engine.feed(now, 0, Input::Opened);
        for (input, dice, passed) in steps {
            now += passed;
            engine.feed(now, dice, input);
            if !engine.is_running() {
                let most = (ASKED_MOST_MS * 5 / 4).max(BACKOFF_MOST_MS).unsigned_abs();
                prop_assert!(engine.wait_ms(now).unwrap() <= most);
            }
        }
    }
}
