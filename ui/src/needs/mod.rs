//! 群众需求: recorded by a cadre or the office with a finger, a to-do of the counsel, answered by an entry. One part a file.

mod close;
mod form;
mod inquiries;
mod list;
mod one;
mod panel;
mod row;
mod typing;

pub use form::RecordScreen;
pub use list::{NeedsCard, NeedsScreen, RecordButton};
pub use one::{AnsweredNeed, NeedScreen};
pub use panel::NeedPanel;
