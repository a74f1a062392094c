//! Reviews (审核): the office's queue, its decisions one by one and together, what changed since the last one, its month.

pub(crate) mod acknowledge;
pub(crate) mod many;
pub(crate) mod month_check;
pub(crate) mod month_grid;
pub(crate) mod ordinary;
pub(crate) mod queue;
pub(crate) mod returning;
pub(crate) mod review;
pub(crate) mod since;
pub(crate) mod villages;
pub(crate) mod year_grid;
