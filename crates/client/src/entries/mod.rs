//! Writing and reading the ledger: drafts, entries, volumes.

pub(crate) mod drafts;
pub(crate) mod due;
pub(crate) mod evidence;
pub(crate) mod follow_up;
pub(crate) mod home;
pub(crate) mod open_entry;
pub(crate) mod places;
pub(crate) mod questions;
pub(crate) mod reminder;
pub(crate) mod row;
pub(crate) mod save_entry;
pub(crate) mod settle;
pub(crate) mod start_draft;
pub(crate) mod submission;
pub(crate) mod submit_paper;
pub(crate) mod tally;
pub(crate) mod view;
pub(crate) mod villages;
pub(crate) mod void_entry;
pub(crate) mod volume;
pub(crate) mod writing;
