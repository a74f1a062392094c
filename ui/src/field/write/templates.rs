//! Templates over the texts: one touch fills, another takes it back; typed text is overwritten only when the person says so.

use crate::components::changing;
use cunfa_core::{Kind, Template};
use cunfa_protocol::command;
use cunfa_protocol::view::Templates;
use leptos::prelude::*;

use super::writing::Writing;
use crate::components::{Button, Dialog, Look};
use crate::field::templates::{EditTemplate, Editing};
use crate::later::{later, parts};
use crate::live::live;
use crate::model::filling::{self, Fill};
use crate::words::{self, templates as built_in, writing as w};

/// The chips of the kind.
#[component]
pub fn TemplateChips(writing: Writing, kind: Kind) -> impl IntoView {
    let templates = live(&[], || command::Templates {});
    let last = RwSignal::new(None::<Template>);
    let asked = RwSignal::new(None::<Template>);
    let asking = RwSignal::new(false);
    let saving = RwSignal::new(false);
    let fill = move |template: Template, how: Fill| {
        writing.edit_alone("template", |form| filling::fill(form, &template, how));
        asking.set(false);
        last.set(Some(template));
    };
    let choose = move |template: Template| {
        let before = last.get_untracked();
        let ask = writing
            .form
            .with_untracked(|form| filling::asks(form, &template, before.as_ref()));
        if ask {
            asked.set(Some(template));
            asking.set(true);
        } else {
            fill(template, Fill::Over);
        }
    };
    let offered = move || {
        let own = templates.value.get().unwrap_or_default();
        filling::offered(built_in::built_in(), &own, Some(kind))
    };
    let chip = move |(at, template): (usize, Template)| {
        let name = template.name.clone();
        view! {
            <button type="button" class="chip" data-test=format!("template-{at}") on:click=move |_| choose(template.clone())>{name}</button>
        }
    };
    let chips = move || offered().into_iter().enumerate().map(chip).collect_view();
    let filled = move || {
        let name = last.with(|last| last.as_ref().map(|last| last.name.clone()));
        name.filter(|_| writing.last_was("template")).map(|name| {
            let undo = Callback::new(move |()| {
                writing.undo();
                last.set(None);
            });
            view! {
                <div class="buttons undo-line" data-test="template-filled">
                    <span role="status">{w::template_filled(&name)}</span>
                    <Button label=w::UNDO test="template-undo" on_press=undo />
                </div>
            }
        })
    };
    let answer = move |how: Fill| {
        Callback::new(move |()| {
            if let Some(template) = asked.get_untracked() {
                fill(template, how);
            }
        })
    };
    let has_text = Signal::derive(move || {
        let empty = |text: &String| text.trim().is_empty();
        writing
            .form
            .with(|form| empty(&form.matter) && empty(&form.advice) && empty(&form.result))
    });
    let saved = Callback::new(move |kept| {
        templates.put(kept);
        saving.set(false);
    });
    view! {
        <fieldset class="field chips-field" data-test="templates">
            <legend class="field-label">{w::TEMPLATES}<span class="field-optional">{words::OPTIONAL}</span></legend>
            <div class="chips">{changing(chips)}</div>
            {changing(filled)}
            <div>
                <Button label=w::TEMPLATE_SAVE_AS test="template-save-as" look=Look::Quiet disabled=has_text
                    on_press=Callback::new(move |()| saving.set(true)) />
            </div>
        </fieldset>
        <Dialog open=asking title=w::TEMPLATE_ASK test="template-ask">
            <p>{w::TEMPLATE_ASK_LEAD}</p>
            <div class="buttons">
                <Button label=w::TEMPLATE_BLANKS test="template-blanks" look=Look::Primary on_press=answer(Fill::Blanks) />
                <Button label=w::TEMPLATE_OVER test="template-over" on_press=answer(Fill::Over) />
                <Button label=words::CANCEL test="template-cancel" look=Look::Quiet on_press=Callback::new(move |()| asking.set(false)) />
            </div>
        </Dialog>
        <Dialog open=saving title=w::TEMPLATE_SAVE_AS test="template-dialog">
            {later(move || edit(writing.form.with_untracked(|form| filling::template_of(form, kind)), saved, saving))}
        </Dialog>
    }
}

parts! {
    fn edit(template: Template, saved: Callback<Templates>, saving: RwSignal<bool>) {
        view! {
            <EditTemplate editing=Editing::of(template) on_saved=saved on_cancel=Callback::new(move |()| saving.set(false)) />
        }
    }
}
