//! 登记: at the desk the enrolments that wait for this office and its decisions; on a tablet the roster.

pub(crate) mod decide;
pub(crate) mod roster;
pub(crate) mod waiting;
