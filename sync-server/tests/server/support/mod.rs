//! A server in memory or on a file, people, enrolled devices, and what they write. Everything is seeded.

mod device;
mod house;
mod ledger;
pub mod photos;
mod program;
mod seeded;
mod stage;

pub use device::{TestDevice, is_later};
pub use house::{House, NOW_MS, OFFICE, OTHER_VILLAGE, VILLAGE, enrolment, founding, read};
pub use ledger::{Ledger, ink, sign_off};
pub use program::Program;
pub use seeded::{Seeded, key};
pub use stage::{Stage, stage};
