//! Parameters of a composed query, and the clause that keeps it inside a scope.

use cunfa_core::Area;
use rusqlite::types::Value;
use rusqlite::{Params, params_from_iter};

/// Bound values in the order of their places.
#[derive(Debug, Default)]
pub(crate) struct Bounds(Vec<Value>);

impl Bounds {
    /// Binds a value; gives its place.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("?{}", self.0.len())
    }

    pub(crate) fn parameters(&self) -> impl Params + '_ {
        params_from_iter(self.0.iter())
    }
}

/// The areas that lie in no other one of them, each once: no village lies in two of these.
pub(crate) fn outermost(scope: &[Area]) -> Vec<Area> {
    let within = |inner: &Area, outer: &Area| inner != outer && inner.as_str().starts_with(outer.as_str());
    let mut outermost: Vec<Area> = Vec::new();
    for area in scope {
        if !scope.iter().any(|other| within(area, other)) && !outermost.contains(area) {
            outermost.push(area.clone());
        }
    }
    outermost
}

/// The places of the first code of an area, and of what follows its last one.
pub(crate) fn range(area: &Area, bounds: &mut Bounds) -> (String, String) {
    // ':' follows '9'.
    (bounds.bind(area.as_str().to_owned()), bounds.bind(format!("{area}:")))
}

/// Whether a column of village codes lies in any of the areas; nothing lies in no area.
pub(crate) fn clause(column: &str, scope: &[Area], bounds: &mut Bounds) -> String {
    let mut ranges = Vec::new();
    for area in scope {
        let (from, before) = range(area, bounds);
        ranges.push(format!("({column} >= {from} AND {column} < {before})"));
    }
    if ranges.is_empty() {
        "0".to_owned()
    } else {
        format!("({})", ranges.join(" OR "))
    }
}
