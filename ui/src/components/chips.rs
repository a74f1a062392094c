//! A choice by chips: all options in sight, one touch each. A chosen chip has a tick, not only a colour.

use super::changing::changing;
use leptos::prelude::*;

use super::icon::{Icon, Shape};

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip<T> {
    /// What it stands for.
    pub value: T,
    /// Its word.
    pub label: String,
    /// Its code, for `data-test`.
    pub code: String,
}

impl<T> Chip<T> {
    /// An option.
    pub fn new(value: T, label: impl Into<String>, code: impl Into<String>) -> Chip<T> {
        Chip {
            value,
            label: label.into(),
            code: code.into(),
        }
    }
}

/// A group of chips. `is_chosen` says which are on; choosing a chosen one again is told as well.
#[component]
pub fn Chips<T, F>(
    /// Name of the group, shown above it.
    #[prop(into)]
    label: Signal<String>,
    /// The options.
    #[prop(into)]
    options: Signal<Vec<Chip<T>>>,
    /// Which are on.
    is_chosen: F,
    /// What a touch does.
    on_choose: Callback<T>,
    /// Prefix of `data-test`: each chip is `prefix-code`.
    test: &'static str,
    /// What is wrong with the choice.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether the label is only for screen readers.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Fn(&T) -> bool + Copy + Send + Sync + 'static,
{
    let shown = move |chip: Chip<T>| {
        let (asked, chosen) = (chip.value.clone(), chip.value);
        Shown {
            label: chip.label,
            test: format!("{test}-{}", chip.code),
            on: Memo::new(move |_| is_chosen(&asked)),
            choose: Callback::new(move |()| on_choose.run(chosen.clone())),
        }
    };
    let options = Callback::new(move |()| options.get().into_iter().map(shown).collect());
    view! { <ShownChips label options test error bare /> }
}

/// A chip without its value's type, so that the group is compiled once.
struct Shown {
    label: String,
    test: String,
    on: Memo<bool>,
    choose: Callback<()>,
}

#[component]
fn ShownChips(
    label: Signal<String>,
    options: Callback<(), Vec<Shown>>,
    test: &'static str,
    error: Signal<Option<String>>,
    bare: bool,
) -> impl IntoView {
    let chip = |Shown {
                    label,
                    test,
                    on,
                    choose,
                }: Shown| {
        view! {
            <button
                type="button"
                class="chip"
                data-test=test
                aria-pressed=move || if on.get() { "true" } else { "false" }
                on:click=move |_| choose.run(())
            >
                <Show when=move || on.get()>
                    <Icon shape=Shape::Tick />
                </Show>
                {label}
            </button>
        }
    };
    view! {
        <fieldset class="field chips-field" data-test=test aria-invalid=move || error.get().map(|_| "true")>
            <legend class=if bare { "sr-only" } else { "field-label" }>{changing(move || label.get())}</legend>
            <div class="chips">{changing(move || options.run(()).into_iter().map(chip).collect_view())}</div>
            <ErrorLine error=error test=format!("{test}-error") />
        </fieldset>
    }
}

/// The sentence under a field that is wrong.
#[component]
pub(super) fn ErrorLine(error: Signal<Option<String>>, test: String) -> impl IntoView {
    view! {
        <div class="field-error" role="alert" data-test=test>
            {changing(move || error.get().map(|sentence| view! { <p><Icon shape=Shape::Warning />{sentence}</p> }))}
        </div>
    }
}
