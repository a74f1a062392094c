//! A banner: one thing that must be seen, with what can be done about it. It never closes by itself.

use leptos::prelude::*;

use super::icon::{Icon, Shape};

/// How serious it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Good to know.
    #[default]
    Info,
    /// Needs somebody.
    Warning,
    /// Went wrong.
    Error,
    /// Went well.
    Good,
}

/// A banner.
#[component]
pub fn Banner(
    /// How serious.
    #[prop(optional)]
    tone: Tone,
    /// Name for tests.
    #[prop(into)]
    test: String,
    /// What it says and offers.
    children: Children,
) -> impl IntoView {
    let (class, shape, role) = match tone {
        Tone::Info => ("banner", Shape::Pen, "status"),
        Tone::Warning => ("banner banner-warning", Shape::Warning, "status"),
        Tone::Error => ("banner banner-error", Shape::Warning, "alert"),
        Tone::Good => ("banner banner-good", Shape::Tick, "status"),
    };
    view! {
        <div class=class role=role data-test=test>
            <Icon shape=shape />
            <div class="banner-body">{children()}</div>
        </div>
    }
}
