//! The one paper page of the ledger: what can be signed, set like the page of a volume.
//!
//! The signing screen, the desk's middle pane, the entry's detail and the preview before saving all show this page.
//! It shows an entry and its marks and does nothing else: no commands, no state. (Its pictures are fetched by [`crate::photos`].)

mod aloud;
pub mod marks;
mod rows;
mod signed;
mod twin;
pub use crate::words::when;

use cunfa_core::text::unprintable;
use cunfa_core::{Entry, Field};
use leptos::html;
use leptos::prelude::*;

pub use aloud::ReadAloud;
pub use marks::Marks;
pub(crate) use signed::{Handwriting, confirmation, moment};
pub use twin::{SideText, TwoTexts};

use crate::components::RareNote;
use crate::photos::Pictures;
use crate::words::desk as words;
use crate::words::links;
use rows::Row;

/// One entry as a page of the volume. `marks` are what people answered for; none on a page still to be signed.
#[component]
pub fn LedgerPage(
    /// What is shown.
    entry: Entry,
    /// 村（社区）.
    village_name: String,
    /// 乡镇（街道）.
    township: String,
    /// Sign-offs, reviews and differing fields.
    #[prop(optional)]
    marks: Marks,
    /// Where its photos and signed pages can be seen.
    #[prop(optional)]
    pictures: Pictures,
) -> impl IntoView {
    let label = words::ledger_label(&entry.number);
    let stamp = marks
        .void
        .clone()
        .map(|reason| view! { <p class="page-void">{words::voided_because(&reason)}</p> });
    let named = rows::links(&entry, &marks);
    let corrected = marks
        .corrected
        .then(|| view! { <p class="page-note">{words::CORRECTED_LATER}</p> });
    let place = if township.is_empty() {
        village_name
    } else {
        format!("{township} · {village_name}")
    };
    let village_differs = marks.differs(|f| matches!(f, Field::Village));
    let number_differs = marks.differs(|f| matches!(f, Field::Number));
    let mark = || view! { <span class="page-mark">{words::DIFFERS_HERE}</span> };
    let sheet: NodeRef<html::Div> = NodeRef::new();
    let rare = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        if let Some(sheet) = sheet.get() {
            rare.set(unprintable(&sheet.inner_text()));
        }
    });
    view! {
        <article class="page" data-test="ledger-page" aria-label=label>
            <RareNote found=rare test="page-rare" />
            <div class="page-sheet" node_ref=sheet>
                <header class="page-head">
                    <p class="page-title">{words::LEDGER_TITLE}</p>
                    <p class="page-village" class:page-differs=village_differs>{place}{village_differs.then(mark)}</p>
                    <p class="page-number" class:page-differs=number_differs>
                        {words::NUMBER_BEFORE}<span>{entry.number.clone()}</span>{words::NUMBER_AFTER}
                        {number_differs.then(mark)}
                    </p>
                </header>
                {stamp}{named}{corrected}
                <dl class="page-rows">
                    {facts(&entry, &marks)}
                    {rows::people(&entry, &marks)}
                    {details(&entry, &marks)}
                    {texts(&entry, &marks)}
                    {rows::attachments(&entry, &marks, &pictures)}
                    <Row label=words::COUNSEL differs=marks.differs(|f| matches!(f, Field::Other(_)))>{words::counsel_line(&entry.counsel_name, &when::written(&entry.written_at))}</Row>
                    {signed::sign_off_row(&marks)}
                    {signed::review_row(&marks)}
                </dl>
            </div>
        </article>
    }
}

fn facts(entry: &Entry, marks: &Marks) -> impl IntoView + use<> {
    let time_differs = marks.differs(|f| matches!(f, Field::Date | Field::Start | Field::End | Field::Minutes));
    let (day, time) = (when::day(entry.date), when::service_time(entry.time));
    let (mode, kind) = (crate::words::mode(entry.mode), crate::words::kind(entry.kind));
    view! {
        <Row label=words::SERVED_WHEN differs=time_differs>
            <span class="page-day">{day}</span>" "
            <span class="page-time">{time}</span>
        </Row>
        <Row label=words::MODE half=true differs=marks.differs(|f| matches!(f, Field::Mode))>
            {mode}
        </Row>
        <Row label=words::KIND half=true differs=marks.differs(|f| matches!(f, Field::Kind))>
            {kind}
        </Row>
    }
}

fn details(entry: &Entry, marks: &Marks) -> impl IntoView + use<> {
    (
        rows::lecture(entry, marks),
        rows::mediation(entry, marks),
        rows::others(entry, marks),
    )
}

fn texts(entry: &Entry, marks: &Marks) -> impl IntoView + use<> {
    let result = match entry.result_class {
        Some(class) if entry.result.is_empty() => crate::words::result_class(class).to_owned(),
        Some(class) => format!("【{}】{}", crate::words::result_class(class), entry.result),
        None => entry.result.clone(),
    };
    let result_differs = marks.differs(|f| matches!(f, Field::Result | Field::ResultClass));
    (
        rows::text(
            words::MATTER,
            &entry.matter,
            marks.differs(|f| matches!(f, Field::Matter)),
        ),
        rows::text(
            words::ADVICE,
            &entry.advice,
            marks.differs(|f| matches!(f, Field::Advice)),
        ),
        rows::text(words::RESULT, &result, result_differs),
        rows::given(
            words::MAJOR,
            entry.major.as_deref(),
            marks.differs(|f| matches!(f, Field::Major)),
        ),
        rows::given(
            words::PAID,
            entry.paid.as_deref(),
            marks.differs(|f| matches!(f, Field::Paid)),
        ),
        rows::given(
            links::FOLLOW_UP,
            entry.follow_up.map(links::day).as_deref(),
            marks.differs(|f| matches!(f, Field::FollowUp)),
        ),
    )
}
