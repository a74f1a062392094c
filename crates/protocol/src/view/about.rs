//! What the app says of itself.

use cunfa_core::Operator;
use serde::{Deserialize, Serialize};

/// Who runs the server this device belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The operator; empty texts for what is not given.
    pub operator: Operator,
}
