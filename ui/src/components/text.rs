//! Text fields that are safe for input methods: while somebody composes, nothing is written back and nothing is told;
//! what was composed is told when it is committed.

use super::changing::changing;
use cunfa_core::text::unprintable;
use leptos::ev::{CompositionEvent, Event, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;

use super::chips::ErrorLine;
use crate::model::typing::{belongs_to_input_method, may_write_back};
use crate::words;

/// Label, hint and error around a field; `id` ties them to it.
#[component]
pub fn Hinted(
    /// Id of the field inside.
    id: String,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// What to write.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Whether the label is only for screen readers.
    #[prop(optional)]
    bare: bool,
    /// What it holds, where that is a text.
    #[prop(optional, into)]
    value: Signal<String>,
    /// The field.
    children: Children,
) -> impl IntoView {
    let error_test = format!("{id}-error");
    let rare_test = format!("{id}-rare");
    // Among what was typed; most texts hold none.
    let rare = Memo::new(move |_| value.with(|text| unprintable(text)));
    let rare = move || {
        let test = rare_test.clone();
        let said = rare.with(|found| (!found.is_empty()).then(|| words::rare::in_field(found)));
        said.map(|said| view! { <p class="field-hint" data-test=test>{said}</p> })
    };
    view! {
        <div class="field" class:field-wrong=move || error.with(Option::is_some)>
            <label for=id.clone() class=if bare { "sr-only" } else { "field-label" }>
                {changing(move || label.get())}
                {optional.then(|| view! { <span class="field-optional">{words::OPTIONAL}</span> })}
            </label>
            {children()}
            <div id=format!("{id}-about")>
                <ErrorLine error=error test=error_test />
                {changing(rare)}
                <Show when=move || !hint.with(String::is_empty)>
                    <p class="field-hint">{changing(move || hint.get())}</p>
                </Show>
            </div>
        </div>
    }
}

/// What a field does with composition and typing.
#[derive(Clone, Copy)]
struct Typing {
    composing: StoredValue<bool>,
    on_text: Callback<String>,
    on_enter: Option<Callback<()>>,
}

impl Typing {
    fn new(on_text: Callback<String>, on_enter: Option<Callback<()>>) -> Typing {
        Typing {
            composing: StoredValue::new(false),
            on_text,
            on_enter,
        }
    }

    fn input(self, event: &Event) {
        if !self.composing.get_value() {
            self.on_text.run(event_target_value(event));
        }
    }

    fn started(self) {
        self.composing.set_value(true);
    }

    fn ended(self, event: &CompositionEvent) {
        self.composing.set_value(false);
        self.on_text.run(event_target_value(event));
    }

    /// Leaving the field ends every composition, also of input methods that forget to say so. A field that is taken off the page is
    /// left as well, when nobody listens any more.
    fn left(self, event: &impl wasm_bindgen::JsCast) {
        if self.composing.try_get_value() == Some(true) {
            self.composing.set_value(false);
            self.on_text.run(event_target_value(event));
        }
    }

    fn key(self, event: &KeyboardEvent) {
        if event.key() != "Enter" || belongs_to_input_method(event.is_composing(), event.key_code()) {
            return;
        }
        if let Some(on_enter) = self.on_enter {
            event.prevent_default();
            on_enter.run(());
        }
    }
}

/// One line of text.
#[component]
pub fn TextInput(
    /// Id and `data-test`.
    #[prop(into)]
    id: String,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Told after every change.
    on_text: Callback<String>,
    /// Enter, outside composition.
    #[prop(optional)]
    on_enter: Option<Callback<()>>,
    /// What to write.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// `inputmode`, when not text.
    #[prop(optional)]
    mode: &'static str,
    /// `type`, when not text.
    #[prop(optional)]
    kind: &'static str,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Whether the label is only for screen readers.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let node: NodeRef<html::Input> = NodeRef::new();
    let typing = Typing::new(on_text, on_enter);
    Effect::new(move |_| {
        let value = value.get();
        if let Some(field) = node.get()
            && may_write_back(typing.composing.get_value(), &field.value(), &value)
        {
            field.set_value(&value);
        }
    });
    view! {
        <Hinted id=id.clone() label=label hint=hint error=error optional=optional bare=bare value=value>
            <input
                node_ref=node
                id=id.clone()
                data-test=id.clone()
                class="text"
                type=if kind.is_empty() { "text" } else { kind }
                inputmode=(!mode.is_empty()).then_some(mode)
                placeholder=move || if bare { label.get() } else { String::new() }
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-describedby=format!("{id}-about")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:input=move |event| typing.input(&event)
                on:change=move |event| typing.input(&event)
                on:compositionstart=move |_| typing.started()
                on:compositionend=move |event| typing.ended(&event)
                on:blur=move |event| typing.left(&event)
                on:keydown=move |event| typing.key(&event)
            />
        </Hinted>
    }
}

/// Many lines of text; grows with what it holds. Enter makes a line.
#[component]
pub fn TextArea(
    /// Id and `data-test`.
    #[prop(into)]
    id: String,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Told after every change.
    on_text: Callback<String>,
    /// What to write.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Lines shown when empty.
    #[prop(default = 3)]
    rows: u8,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let node: NodeRef<html::Textarea> = NodeRef::new();
    let typing = Typing::new(on_text, None);
    Effect::new(move |_| {
        let value = value.get();
        let Some(field) = node.get() else { return };
        if may_write_back(typing.composing.get_value(), &field.value(), &value) {
            field.set_value(&value);
        }
        let style = web_sys::HtmlElement::style(&field);
        let _ = style.set_property("height", "auto");
        let _ = style.set_property("height", &format!("{}px", field.scroll_height().saturating_add(2)));
    });
    view! {
        <Hinted id=id.clone() label=label hint=hint error=error optional=optional value=value>
            <textarea
                node_ref=node
                id=id.clone()
                data-test=id.clone()
                class="text text-area"
                rows=rows.to_string()
                autocomplete="off"
                spellcheck="false"
                aria-describedby=format!("{id}-about")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:input=move |event| typing.input(&event)
                on:compositionstart=move |_| typing.started()
                on:compositionend=move |event| typing.ended(&event)
                on:blur=move |event| typing.left(&event)
            ></textarea>
        </Hinted>
    }
}
