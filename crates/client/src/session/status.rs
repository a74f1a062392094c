//! How the device stands. Answered locked or not; whole names only once it is open.

use cunfa_protocol::Code;
use cunfa_protocol::view::{DemoSwitch, Me, Session, SessionStage, Slot};
use cunfa_store::keyfile;

use crate::desk::Desk;
use crate::session::{display, pin};

/// The view, as it is asked for: a wait that a clock put back would make endless begins anew. A file that had to be closed
/// again is the answer, once.
pub(crate) fn asked(desk: &mut Desk) -> Result<Session, Code> {
    if let Some(code) = desk.why_closed() {
        return Err(code);
    }
    if pin::settle_waits(desk).is_err() {
        tracing::warn!("a wait after wrong PINs could not be kept");
    }
    Ok(status(desk))
}

/// The view.
pub(crate) fn status(desk: &Desk) -> Session {
    Session {
        stage: stage(desk),
        display: display::stored(desk),
        slots: desk
            .key_file
            .iter()
            .flat_map(|file| &file.slots)
            .map(|known| slot(desk, known))
            .collect(),
        demo: desk.demo.as_ref().map(|switch| DemoSwitch { cut: switch.is_cut() }),
    }
}

fn stage(desk: &Desk) -> SessionStage {
    let Some(session) = &desk.session else {
        return if desk.key_file.is_some() {
            SessionStage::Locked
        } else {
            SessionStage::Fresh
        };
    };
    let device = desk.store().ok().and_then(|store| store.device().ok().flatten());
    let (device_name, server) = device.map(|device| (device.name, device.server)).unwrap_or_default();
    SessionStage::Open(Me {
        slot: session.slot,
        person: session.person.clone(),
        device_name,
        server,
    })
}

/// One person as the lock screen shows it; the whole name while the device is open.
pub(crate) fn slot(desk: &Desk, known: &keyfile::Slot) -> Slot {
    let person = desk.session.as_ref().and_then(|_| desk.person_in(known.slot));
    Slot {
        slot: known.slot,
        label: person
            .as_ref()
            .map_or_else(|| known.label.clone(), |person| person.name.clone()),
        role: known.role,
        person: person.map(|person| person.id),
        wait_ms: known.wait_ms(desk.now_ms()),
        tries_left: known.tries_left(),
    }
}
