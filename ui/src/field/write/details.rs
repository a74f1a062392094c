//! What the kinds have of their own: a lecture, which is among the first things written, and in a module of its own the rest.

use cunfa_core::Detail;
use cunfa_core::entry::{Asks, Field, LectureForm, MediationForm, Wanted};
use leptos::prelude::*;

use super::writing::Writing;
use crate::components::{Chip, Chips, TextArea, TextInput};
use crate::later::parts;
use crate::words::{self, field as w, form as f};

/// One short text of the lecture.
#[component]
fn LectureText(
    writing: Writing,
    id: &'static str,
    field: Field,
    part: fn(&mut LectureForm) -> &mut String,
    #[prop(optional)] mode: &'static str,
) -> impl IntoView {
    let value = Signal::derive(move || writing.form.with(|form| part(&mut form.lecture.clone()).clone()));
    let typed = Callback::new(move |text| writing.edit(id, |form| *part(&mut form.lecture) = text));
    view! { <TextInput id=id label=f::field(&field) value=value on_text=typed mode=mode error=writing.error(field) /> }
}

/// 主题, 主讲人, 地点, 参加人数, 发放份数.
#[component]
pub fn LectureDetails(writing: Writing) -> impl IntoView {
    view! {
        <div class="pairs">
            <LectureText writing=writing id="lecture-topic" field=Field::LectureTopic part=|lecture| &mut lecture.topic />
            <LectureText writing=writing id="lecture-speaker" field=Field::LectureSpeaker part=|lecture| &mut lecture.speaker />
            <LectureText writing=writing id="lecture-place" field=Field::LecturePlace part=|lecture| &mut lecture.place />
            <LectureText writing=writing id="lecture-heads" field=Field::LectureHeadCount mode="numeric" part=|lecture| &mut lecture.head_count />
            <LectureText writing=writing id="lecture-copies" field=Field::LectureCopies mode="numeric" part=|lecture| &mut lecture.copies />
        </div>
    }
}

parts! {
    /// What a kind has of its own beside a lecture's.
    pub fn own(writing: Writing, asks: Asks) {
        view! {
            {(asks.mediation == Wanted::Needed).then(|| view! { <MediationDetails writing=writing /> })}
            {(!asks.details.is_empty()).then(|| view! { <ShortDetails writing=writing details=asks.details /> })}
        }
    }
}

/// The details of a kind, each of which may stay empty.
#[component]
fn ShortDetails(writing: Writing, details: &'static [Detail]) -> impl IntoView {
    let field = |of: &Detail| {
        let of = *of;
        let (id, field) = (format!("detail-{}", of.code()), Field::Detail(of));
        let label = f::field(&field);
        let value = Signal::derive(move || writing.form.with(|form| form.detail(of).to_owned()));
        let typed = Callback::new(move |text| writing.edit(of.code(), |form| form.set_detail(of, text)));
        let (hint, error) = (f::detail_hint(of), writing.error(field));
        if of == Detail::Changes {
            view! { <TextArea id=id label=label hint=hint rows=2 optional=true value=value on_text=typed error=error /> }
                .into_any()
        } else {
            view! { <TextInput id=id label=label hint=hint optional=true value=value on_text=typed error=error /> }
                .into_any()
        }
    };
    view! { <div class="pairs">{details.iter().map(field).collect_view()}</div> }
}

/// One short text of the mediation.
#[component]
fn MediationText(
    writing: Writing,
    id: &'static str,
    field: Field,
    part: fn(&mut MediationForm) -> &mut String,
) -> impl IntoView {
    let value = Signal::derive(move || writing.form.with(|form| part(&mut form.mediation.clone()).clone()));
    let typed = Callback::new(move |text| writing.edit(id, |form| *part(&mut form.mediation) = text));
    view! { <TextInput id=id label=f::field(&field) value=value on_text=typed error=writing.error(field) /> }
}

/// 当事人, 纠纷类型, 是否达成协议.
#[component]
fn MediationDetails(writing: Writing) -> impl IntoView {
    let options = vec![Chip::new(true, words::YES, "yes"), Chip::new(false, words::NO, "no")];
    view! {
        <div class="pairs">
            <MediationText writing=writing id="mediation-parties" field=Field::MediationParties part=|form| &mut form.parties />
            <MediationText writing=writing id="mediation-dispute" field=Field::MediationDispute part=|form| &mut form.dispute />
        </div>
        <Chips label=f::field(&Field::MediationAgreed) options=options test="mediation-agreed"
            is_chosen=move |agreed: &bool| writing.form.with(|form| form.mediation.agreed == Some(*agreed))
            on_choose=Callback::new(move |agreed| writing.edit("agreed", |form| form.mediation.agreed = Some(agreed)))
            error=writing.error(Field::MediationAgreed) />
        <p class="field-hint">{w::WET_SIGN}</p>
    }
}
