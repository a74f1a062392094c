//! A record that is none yet: its form, until it is signed or given up.

use cunfa_protocol::view::RecordView;
use leptos::prelude::*;

use super::form::{self, Form};
use super::{At, New};
use crate::components::{Button, Look};
use crate::words::registers as w;

/// The form of a new record.
#[component]
pub(super) fn Begun(begun: New, at: At) -> impl IntoView {
    let kind = begun.kind;
    let form = Form::new(begun);
    let then = Callback::new(move |view: RecordView| at.begun(&view));
    let close = Callback::new(move |()| at.close());
    view! {
        <Button label=w::TO_LIST test="record-back" look=Look::Quiet on_press=Callback::new(move |()| form.leave(close)) />
        <h2>{w::add(kind)}</h2>
        <p class="field-hint">{w::about(kind)}</p>
        {form::draw(form, then, close)}
    }
}
