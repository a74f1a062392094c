//! Rule files (dated, versioned data in `rules/*.toml`), their order in time, and the arithmetic of the duty, with an explanation of every
//! minute counted or left out. No number of any policy is a constant here.

mod count;
mod file;
mod option;
mod pay;
mod preview;
mod read;
mod reckoning;
mod remind;
mod score_sheet;
mod tally;
mod timeline;

pub use file::{RuleFile, RuleFileError, RuleName};
pub use option::{Deduction, Direction, MonthBoundary, Period, Question, RoundedPart, Rounding};
pub use pay::{Pay, PayReason, PayStep, pay, pay_of_months};
pub use preview::{Difference, preview, trial};
pub use reckoning::{Duty, Reckoning, Services, Span, span, tally};
pub use remind::{REMIND_FROM_DAY, days_left, is_time_to_remind};
pub use score_sheet::{Measure, ScoreItem, ScoreSheet};
pub use tally::{Counted, LectureLine, Line, MadeUp, Reason, Service, Tally, first_of_month};
pub use timeline::{Basis, RuleFault, Rules, SHIPPED, Timeline, shipped_for};
