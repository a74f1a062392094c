//! What a lecture and a mediation add.

use cunfa_core::entry::{Field, LectureForm, MediationForm};
use leptos::prelude::*;

use super::writing::Writing;
use crate::components::{Chip, Chips, TextInput};
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
pub fn MediationDetails(writing: Writing) -> impl IntoView {
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
