//! Who holds the device: enrolment, PINs, unlocking, locking, the display setting.

pub(crate) mod access;
pub(crate) mod add_person;
pub(crate) mod code;
pub(crate) mod cost;
pub(crate) mod devices;
pub(crate) mod display;
pub(crate) mod enrol;
pub(crate) mod enrol_cadre;
pub(crate) mod invite;
pub(crate) mod joining;
pub(crate) mod lock;
mod pending;
pub(crate) mod pin;
mod renewal;
pub(crate) mod reset_pin;
pub(crate) mod sign_in_again;
pub(crate) mod status;
mod surname;
pub(crate) mod unlock;
pub(crate) mod wrap_anew;
