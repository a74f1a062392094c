//! The half-year assessment of counsel and villages (半年考核) and what areas come to, for the county's and the city's reports. Pure: entries, rule
//! files, the present day and what the registers tell are given; every number comes from `rules` and opens to its steps. What the data cannot
//! tell is named ([`Limit`]) and never guessed; where no appointment is registered, who serves a village is supposed, and said to be.

mod assessed;
mod coverage;
mod limit;
mod months;
mod reckon;
mod score;
mod sources;

pub use assessed::{
    AssessedCounsel, AssessedMonth, AssessedVillage, Entries, LectureDuty, Paid, PaySum, ScoreLine, Scored, Scores,
};
pub use coverage::{Coverage, MonthSum};
pub use limit::Limit;
pub use months::months_of_year;
pub use reckon::{Assessment, assess, explain};
pub use score::Total;
pub use sources::{Conclusion, Given, Ground, Serving, Sources, Suppositions, services, span};
