//! Rule files (dated, versioned data in `rules/*.toml`) and the arithmetic of the duty, with an explanation of every
//! minute counted or left out. No number of any policy is a constant here.

mod file;
mod remind;
mod tally;

pub use file::{RuleFile, RuleFileError};
pub use remind::{REMIND_FROM_DAY, days_left, is_time_to_remind};
pub use tally::{Counted, Line, Reason, Service, Tally, tally};
