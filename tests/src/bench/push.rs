//! Push of one entry with one sign-off: round trips and bytes, HTTP headers included.

use cunfa_core::{Ink, Opinion, Point, Stroke};
use cunfa_protocol::command::{OpenSigning, Sign};
use cunfa_protocol::view::{EntryView, SyncOutcome};

use super::field_device::FieldDevice;
use super::link::Counts;
use super::report::{Figure, show};
use crate::story::DEMO_PIN;

/// Most bytes up: the entry, its counsel's submission, and a sign-off with its ink.
const MAX_UP_BYTES: f64 = 1_800.0;

/// Handwriting of about 300 samples: three strokes with the wobble of a hand.
#[must_use]
pub fn ink(hand: i32) -> Ink {
    let stroke = |number: i32| {
        Stroke(
            (0..100)
                .map(|sample| {
                    let wobble = ((sample * 7919 + hand * 104_729 + number * 31) % 23) - 11;
                    let x = 800 + number * 2600 + sample * 22 + wobble;
                    let y = 2600 + ((sample * sample) % 1700) + wobble * 3;
                    let t_ms = u32::try_from(number * 1500 + sample * 12).unwrap_or(0);
                    Point {
                        x,
                        y,
                        t_ms,
                        pressure: None,
                    }
                })
                .collect(),
        )
    };
    Ink {
        width: 10_000,
        height: 6_000,
        strokes: (0..3).map(stroke).collect(),
    }
}

/// Signs an entry with the cadre on the device (the second person).
///
/// # Errors
/// What failed.
pub async fn sign(device: &FieldDevice, entry: &EntryView, hand: i32) -> Result<EntryView, String> {
    let signing = device.ask(OpenSigning { entry: entry.row.entry }).await?;
    let signer = signing.signers.first().ok_or("no cadre on the device")?;
    let sign = Sign {
        entry: entry.row.entry,
        content: signing.content,
        slot: signer.slot.slot,
        pin: DEMO_PIN.to_owned(),
        opinion: Opinion::True,
        remark: String::new(),
        ink: ink(hand),
        confirmations: Vec::new(),
    };
    let signed = device.ask(sign).await?;
    device.take_back().await?;
    Ok(signed)
}

/// Measures, after everything earlier has gone up.
///
/// # Errors
/// What failed.
pub async fn measure(device: &FieldDevice, counts: &Counts) -> Result<Vec<Figure>, String> {
    let done = |outcome: SyncOutcome| {
        if outcome == SyncOutcome::Done {
            Ok(())
        } else {
            Err(format!("sync: {outcome:?}"))
        }
    };
    done(device.app.sync_pass().await)?;
    let entry = device.save(1_000_003).await?;
    sign(device, &entry, 5).await?;
    let _ = counts.take();
    done(device.app.sync_pass().await)?;
    let (up, down, requests) = counts.take();
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let figures = vec![
        Figure::lower(
            "push 1 entry + 1 sign-off: round trips",
            requests as f64,
            "requests",
            Some(1.0),
        ),
        Figure::lower("push 1 entry + 1 sign-off: up", up as f64, "bytes", Some(MAX_UP_BYTES)),
        Figure::lower("push 1 entry + 1 sign-off: down", down as f64, "bytes", None),
    ];
    figures.iter().for_each(show);
    Ok(figures)
}
