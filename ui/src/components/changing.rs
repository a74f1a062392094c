//! What changes in a view.

use leptos::prelude::*;

/// Draws, and draws again whenever a signal that `draw` reads changes. In a view, a closure by itself does the same, with code of its own for each
/// closure; this one code serves all of them.
pub fn changing<V: IntoView + 'static>(draw: impl Fn() -> V + Send + 'static) -> AnyView {
    let draw: Box<dyn Fn() -> AnyView + Send> = Box::new(move || draw().into_any());
    (move || draw()).into_any()
}
