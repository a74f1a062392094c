//! Reviews (审核): the office's queue, its decisions, its month.

pub(crate) mod acknowledge;
pub(crate) mod month_grid;
pub(crate) mod queue;
pub(crate) mod review;
