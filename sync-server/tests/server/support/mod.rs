//! A server in memory or on a file, people, enrolled devices, and what they write. Everything is seeded.

pub mod courier;
mod device;
mod house;
mod ledger;
#[allow(dead_code, reason = "each room uses its part")]
#[path = "../../../../tests/src/harness/messages.rs"]
mod messages;
pub mod needs;
pub mod photos;
mod postgres;
mod program;
pub mod registers;
pub mod s3;
mod seeded;
mod stage;
pub mod wire;

pub use device::{TestDevice, is_later, receipt};
pub use house::{House, NOW_MS, OFFICE, OTHER_VILLAGE, VILLAGE, enrolment, founding, on_both, read};
pub use ledger::{Ledger, ink, sign_off};
pub use messages::{Answered, Asked};
pub use postgres::{OwnDatabase, TlsCluster};
pub use program::{Program, Said, Served};
pub use seeded::{Seeded, key};
pub use stage::{Stage, stage};
