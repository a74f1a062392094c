//! Every part on one page, in every theme and size: for who builds screens. In debug builds only, at the address `#/gallery`
//! (`cargo xtask ui --dev`); the bundle that is shipped does not hold it, which `cargo xtask ui` checks.

use cunfa_core::{Stage, Standing};
use cunfa_protocol::Code;
use cunfa_protocol::view::{Delivery, ParkedReason};
use leptos::prelude::*;

use crate::components::{
    Banner, Button, ChangedMark, Chip, Chips, DeliveryMark, Dialog, Empty, FailureBanner, Icon, Loading, Look, PinPad,
    Ring, Shape, StageMark, StandingMark, TextArea, TextInput, Tone,
};
use crate::words::{self, field as f, gallery as w};

/// Its address.
const ADDRESS: &str = "#/gallery";
/// Stands in every build that holds the page (`xtask/src/ui.rs`).
pub const MARK: &str = "cunfa-gallery-of-parts";

/// The colours of `tokens.css`.
const COLOURS: [&str; 28] = [
    "ground",
    "surface",
    "surface-2",
    "line",
    "line-strong",
    "ink",
    "ink-2",
    "action",
    "action-strong",
    "action-soft",
    "on-action",
    "focus",
    "cover",
    "paper",
    "paper-2",
    "paper-ink",
    "paper-ink-2",
    "paper-edge",
    "rule",
    "vermilion",
    "on-vermilion",
    "warn",
    "warn-soft",
    "error",
    "error-soft",
    "good",
    "good-soft",
    "good-line",
];
const SHAPES: [Shape; 19] = [
    Shape::Tick,
    Shape::Warning,
    Shape::Home,
    Shape::Volume,
    Shape::Up,
    Shape::Down,
    Shape::Camera,
    Shape::Settings,
    Shape::Pen,
    Shape::Seal,
    Shape::Back,
    Shape::Cross,
    Shape::Search,
    Shape::Lock,
    Shape::Plus,
    Shape::Next,
    Shape::Offline,
    Shape::Online,
    Shape::Erase,
];
const STAGES: [Stage; 6] = [
    Stage::Unsigned,
    Stage::Signed,
    Stage::InReview,
    Stage::Returned,
    Stage::Approved,
    Stage::Voided,
];
const LOOKS: [Look; 4] = [Look::Primary, Look::Plain, Look::Quiet, Look::Danger];
const TONES: [Tone; 4] = [Tone::Info, Tone::Warning, Tone::Error, Tone::Good];

/// Mounts it when the page was opened at its address; says whether it was.
pub fn shown() -> bool {
    let is_asked = window().location().hash().is_ok_and(|hash| hash == ADDRESS);
    if is_asked {
        leptos::mount::mount_to_body(Gallery);
    }
    is_asked
}

/// Sets how the page looks, as the settings do.
fn looks(name: &'static str, options: Vec<(&'static str, &'static str)>, label: &'static str) -> impl IntoView {
    let attribute = format!("data-{name}");
    let chosen = RwSignal::new(options.first().map(|(code, _)| *code).unwrap_or_default());
    let options: Vec<Chip<&'static str>> = options
        .iter()
        .map(|(code, word)| Chip::new(*code, *word, *code))
        .collect();
    Effect::new(move |_| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute(&attribute, chosen.get());
        }
    });
    view! {
        <Chips label=label options=options test=name is_chosen=move |code: &&'static str| chosen.get() == *code
            on_choose=Callback::new(move |code| chosen.set(code)) />
    }
}

fn part(title: &'static str, view: impl IntoView) -> impl IntoView {
    view! { <section class="card"><h2>{title}</h2>{view}</section> }
}

fn colours() -> impl IntoView {
    let one = |name: &'static str| {
        view! {
            <li>
                <span>{name}</span>
                <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
                    <rect x="1" y="1" width="22" height="22" rx="3" fill=format!("var(--{name})") stroke="currentColor" />
                </svg>
            </li>
        }
    };
    view! { <ul class="lines">{COLOURS.map(one).collect_view()}</ul> }
}

fn buttons() -> impl IntoView {
    let nothing = Callback::new(|()| ());
    let one = move |look: Look| {
        view! {
            <div class="buttons">
                <Button label=f::ENTRY_SIGN test=format!("gallery-{look:?}") look=look on_press=nothing />
                <Button label=f::ENTRY_SIGN test=format!("gallery-{look:?}-disabled") look=look disabled=true on_press=nothing />
                <Button label=words::WORKING test=format!("gallery-{look:?}-busy") look=look busy=true on_press=nothing />
            </div>
        }
    };
    LOOKS.map(one).collect_view()
}

fn chips() -> impl IntoView {
    let chosen = RwSignal::new(1_u8);
    let options = || {
        vec![
            Chip::new(1, w::ONE, "1"),
            Chip::new(2, w::TWO, "2"),
            Chip::new(3, w::LONG, "3"),
        ]
    };
    let is = move |one: &u8| chosen.get() == *one;
    let choose = Callback::new(move |one| chosen.set(one));
    view! {
        <Chips label=w::CHIPS options=options() test="gallery-chip" is_chosen=is on_choose=choose />
        <Chips label=w::CHIPS options=options() test="gallery-chip-wrong" is_chosen=is on_choose=choose
            error=Signal::derive(|| Some(w::FAULT.to_owned())) />
    }
}

fn fields() -> impl IntoView {
    let text = RwSignal::new(String::new());
    let typed = Callback::new(move |typed| text.set(typed));
    let fault = || Signal::derive(|| Some(w::FAULT.to_owned()));
    view! {
        <TextInput id="gallery-text" label=w::FIELD hint=w::HINT value=text on_text=typed />
        <TextInput id="gallery-optional" label=w::FIELD optional=true value=text on_text=typed />
        <TextInput id="gallery-wrong" label=w::FIELD value=text error=fault() on_text=typed />
        <TextArea id="gallery-area" label=w::FIELD hint=w::HINT value=text on_text=typed />
        <TextArea id="gallery-area-wrong" label=w::FIELD value=text error=fault() on_text=typed />
    }
}

fn marks() -> impl IntoView {
    let deliveries = [
        Delivery::Here,
        Delivery::Parked(ParkedReason::Content),
        Delivery::Delivered,
        Delivery::NotHere,
    ];
    view! {
        <p class="row-marks">{STAGES.map(|stage| view! { <StageMark stage=stage /> }).collect_view()}</p>
        <p class="row-marks">{deliveries.map(|one| view! { <DeliveryMark delivery=one /> }).collect_view()}</p>
        <p class="row-marks"><ChangedMark /><StandingMark standing=Some(Standing::Provisional) /></p>
    }
}

fn banners() -> impl IntoView {
    let one = |tone: Tone| {
        view! { <Banner tone=tone test=format!("gallery-{tone:?}")><p>{w::SENTENCE}</p></Banner> }
    };
    let failure = Signal::derive(|| Some(Code::NoNetwork));
    view! {
        {TONES.map(one).collect_view()}
        <FailureBanner code=failure on_again=Callback::new(|()| ()) />
        <Empty title=w::ONE hint=w::SENTENCE />
        <Loading />
    }
}

fn rings() -> impl IntoView {
    let one = |permille: u32| view! { <Ring permille=permille value=format!("{}%", permille / 10) of=w::ONE /> };
    [0, 333, 1000].map(one).collect_view()
}

/// The page.
#[component]
pub fn Gallery() -> impl IntoView {
    let open = RwSignal::new(false);
    let (theme, size, scale) = (
        vec![
            ("light", f::THEME_LIGHT),
            ("contrast", f::THEME_CONTRAST),
            ("dark", f::THEME_DARK),
        ],
        vec![("standard", f::TEXT_STANDARD), ("elder", f::TEXT_ELDER)],
        vec![("100", "100%"), ("125", "125%"), ("150", "150%"), ("200", "200%")],
    );
    view! {
        <main id="main" class="screen" data-test="gallery" data-mark=MARK>
            <div class="stack">
                <h1>{w::TITLE}</h1>
                {part(w::LOOK, (looks("theme", theme, f::DISPLAY_THEME), looks("text", size, f::DISPLAY_TEXT), looks("scale", scale, f::DISPLAY_SCALE)))}
                {part(w::COLOURS, colours())}
                {part(w::BUTTONS, buttons())}
                {part(w::CHIPS, chips())}
                {part(w::FIELDS, fields())}
                {part(w::MARKS, marks())}
                {part(w::BANNERS, banners())}
                {part(w::RINGS, rings())}
                {part(w::SHAPES, view! { <p class="row-marks">{SHAPES.map(|shape| view! { <Icon shape=shape /> }).collect_view()}</p> })}
                {part(w::PAD, view! { <PinPad label=words::PIN confirm=words::CONFIRM on_done=Callback::new(|_| ()) test="gallery-pin" /> })}
                {part(w::DIALOG, view! { <Button label=w::DIALOG test="gallery-dialog-open" on_press=Callback::new(move |()| open.set(true)) /> })}
            </div>
            <Dialog open=open title=w::DIALOG test="gallery-dialog">
                <p>{w::SENTENCE}</p>
                <div class="buttons"><Button label=words::CLOSE test="gallery-dialog-close" on_press=Callback::new(move |()| open.set(false)) /></div>
            </Dialog>
        </main>
    }
}
