//! What screens ask, answered from the derived tables without loading a document.

pub(crate) mod area;
pub(crate) mod digests;
pub(crate) mod due;
pub(crate) mod home;
pub(crate) mod needs;
pub(crate) mod questions;
pub(crate) mod queue;
pub(crate) mod row;
pub(crate) mod rows;
pub(crate) mod services;
pub(crate) mod texts;
pub(crate) mod unsent;

pub use digests::Digests;
pub use home::Counts;
pub use needs::{NeedQuery, NeedRow, OpenNeeds};
pub use questions::{Asked, Asking};
pub use row::Row;
pub use rows::{Page, RowQuery};
