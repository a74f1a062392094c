//! The courier's part of the sync centre: closed until somebody asks for it, since looking at sticks takes time.

use crate::components::changing;
use cunfa_protocol::view::{Courier, CourierFile, CourierPlace, CourierWay};
use cunfa_protocol::{Ask, Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::components::{Banner, Button, Chip, Chips, FailureBanner, Loading, Tone};
use crate::later::{later, parts};
use crate::model::hours;
use crate::transport::ask;
use crate::words::courier as w;

/// What the section knows.
#[derive(Clone, Copy)]
struct State {
    courier: RwSignal<Option<Courier>>,
    failure: RwSignal<Option<Code>>,
    said: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl State {
    /// Carries a command out, says what came of it, and looks at the sticks again.
    fn then<C: Ask + 'static>(self, command: C, say: impl FnOnce(C::Answer) -> Option<String> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            match ask(command).await {
                Ok(answer) => {
                    self.said.try_set(say(answer));
                }
                Err(reply) => {
                    self.said.try_set(None);
                    self.failure.try_set(Some(reply.code));
                }
            }
            if let Ok(courier) = ask(command::Courier {}).await {
                self.courier.try_set(Some(courier));
            }
            self.busy.try_set(false);
        });
    }
}

/// 没有网络？用U盘带走
#[component]
pub fn CourierSection() -> impl IntoView {
    let toggled = RwSignal::new(0_u32);
    let toggle = move |_| toggled.update(|times| *times = times.wrapping_add(1));
    view! {
        <details class="card courier" data-test="courier" on:toggle=toggle>
            <summary data-test="courier-open">{w::TITLE}</summary>
            <Show when=move || toggled.get() != 0>
                <div class="stack">{later(move || inside(toggled))}</div>
            </Show>
        </details>
    }
}

parts! {
    fn inside(toggled: RwSignal<u32>) {
        view! { <Inside toggled=toggled /> }
    }
}

#[component]
fn Inside(toggled: RwSignal<u32>) -> impl IntoView {
    let state = State {
        courier: RwSignal::new(None),
        failure: RwSignal::new(None),
        said: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let photos = RwSignal::new(true);
    let look = Callback::new(move |()| state.then(command::Courier {}, |_| None));
    Effect::new(move |_| {
        toggled.track();
        if state.courier.with_untracked(Option::is_none) {
            look.run(());
        }
    });
    view! {
        <p class="field-hint">{w::HINT}</p>
        <FailureBanner code=state.failure />
        {changing(move || state.said.get().map(|said| view! { <Banner tone=Tone::Good test="courier-said"><p>{said}</p></Banner> }))}
        {changing(move || match state.courier.get() {
            Some(courier) => view! { <Open courier=courier state=state photos=photos look=look /> }.into_any(),
            None => view! { <Loading /> }.into_any(),
        })}
    }
}

#[component]
fn Open(courier: Courier, state: State, photos: RwSignal<bool>, look: Callback<()>) -> impl IntoView {
    let would = w::would_carry(courier.entries, courier.photos, &hours::size(courier.photo_bytes));
    let last = courier.last.map(|last| {
        let taken = last.taken_ms.map(clock::moment);
        w::last(&last, &clock::moment(last.made_ms), taken.as_deref())
    });
    let options = vec![
        Chip::new(true, w::PHOTOS, "with"),
        Chip::new(false, w::WITHOUT, "without"),
    ];
    let none = courier.places.is_empty();
    let places = courier
        .places
        .into_iter()
        .map(|one| place(one, state, photos))
        .collect_view();
    view! {
        <p data-test="courier-would">{would}</p>
        {last.map(|last| view! { <p data-test="courier-last">{last}</p> })}
        <Chips label=w::WHAT options=options test="courier-photos" is_chosen=move |with: &bool| photos.get() == *with
            on_choose=Callback::new(move |with| photos.set(with)) />
        {none.then(|| view! { <p data-test="courier-none">{w::NO_PLACE}</p> })}
        {places}
        <div class="buttons"><Button label=w::AGAIN test="courier-again" busy=state.busy on_press=look /></div>
    }
}

fn place(place: CourierPlace, state: State, photos: RwSignal<bool>) -> impl IntoView {
    let path = place.path;
    let export = Callback::new(move |()| {
        let with = command::ExportCourier {
            place: path.clone(),
            photos: photos.get_untracked(),
        };
        state.then(with, |made| Some(w::exported(&made, &hours::size(made.bytes))));
    });
    let files = place.files.into_iter().map(|one| file(one, state)).collect_view();
    view! {
        <div class="buttons">
            <Button label=w::export_to(&place.name) test="courier-export" busy=state.busy on_press=export />
        </div>
        <ul class="items">{files}</ul>
    }
}

fn file(file: CourierFile, state: State) -> impl IntoView {
    let path = file.path;
    let offered = matches!(
        file.way,
        CourierWay::ToCounty | CourierWay::Answer | CourierWay::Unclear
    );
    let import = Callback::new(move |()| {
        let with = command::ImportCourier { path: path.clone() };
        state.then(with, |done| Some(w::imported(&done)));
    });
    view! {
        <li class="item" data-test="courier-file">
            <p class="item-what"><span>{file.name}</span><span>{hours::size(file.bytes)}</span></p>
            <p class="item-why">{w::way(file.way)}</p>
            {offered.then(|| view! { <Button label=w::IMPORT test="courier-import" busy=state.busy on_press=import /> })}
        </li>
    }
}
