//! The sync centre: the true state of everything unsent, in words, and what a person can do about it.

use crate::components::changing;
use cunfa_core::BatchId;
use cunfa_protocol::command;
use cunfa_protocol::view::{
    Filling, ItemState, LittleRoom, Moving, Photos, RecordsNotice, Sync, SyncItem, SyncOutcome, Topic,
};
use cunfa_protocol::{Ask, Code};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::components::{
    Banner, Button, Chip, Chips, FailureBanner, Icon, Loading, Look, Shape, TextInput, Tone, is_long_unsent,
};
use crate::field::courier::CourierSection;
use crate::later::{later, parts};
use crate::live::{Live, live};
use crate::model::hours;
use crate::model::route::Route;
use crate::state::use_app;
use crate::transport::ask;
use crate::words::{field as w, needs as n, photos as p, sync as s};

/// From which difference of clocks on it is said, in ms.
const SKEW_MS: i64 = 5 * 60_000;

/// Asks a command that answers with the sync state.
fn tell<C: Ask<Answer = Sync> + 'static>(live: Live<Sync>, failure: RwSignal<Option<Code>>, command: C) {
    spawn_local(async move {
        match ask(command).await {
            Ok(sync) => {
                failure.try_set(None);
                live.put(sync);
            }
            Err(reply) => {
                failure.try_set(Some(reply.code));
            }
        }
    });
}

/// The sync centre.
#[component]
pub fn SyncCentre() -> impl IntoView {
    let sync = live(&[Topic::Sync, Topic::Entries], || command::SyncStatus {});
    let failure = RwSignal::new(None::<Code>);
    let running = Signal::derive(move || sync.value.with(|sync| sync.as_ref().is_some_and(|sync| sync.running)));
    // Kept over the passes that go on trying, so that nothing typed is lost.
    let signed_out = Memo::new(move |_| {
        let of = |sync: &Sync| sync.outcome == SyncOutcome::SignInAgain && !sync.cut;
        sync.value.with(|sync| sync.as_ref().is_some_and(of))
    });
    let label = Signal::derive(move || if running.get() { w::SYNC_RUNNING } else { w::SYNC_NOW }.to_owned());
    let start = Callback::new(move |()| tell(sync, failure, command::SyncNow {}));
    let retry = Callback::new(move |batch: BatchId| tell(sync, failure, command::RetryParked { batch }));
    view! {
        <div class="stack" data-test="sync">
            <h1>{w::SYNC_TITLE}</h1>
            <FailureBanner code=sync.failure on_again=Callback::new(move |()| sync.again()) />
            <FailureBanner code=failure />
            <div class="buttons">
                <Button label=label test="sync-now" look=Look::Primary busy=running on_press=start />
                <DemoNetwork sync=sync failure=failure />
            </div>
            {changing(move || signed_out.get().then(|| later(move || sign_in(sync, failure))))}
            {changing(move || match sync.value.get() {
                Some(state) => view! { <State sync=state live=sync failure=failure retry=retry /> }.into_any(),
                None => view! { <Loading /> }.into_any(),
            })}
            <CourierSection />
        </div>
    }
}

#[component]
fn State(sync: Sync, live: Live<Sync>, failure: RwSignal<Option<Code>>, retry: Callback<BatchId>) -> impl IntoView {
    let long = is_long_unsent(&sync);
    let tone = if matches!(sync.outcome, SyncOutcome::Done | SyncOutcome::Never) {
        Tone::Info
    } else {
        Tone::Warning
    };
    let skew = sync.clock_skew_ms.filter(|skew| skew.abs() > SKEW_MS);
    let sentence = if sync.cut {
        s::outcome(SyncOutcome::NoNetwork)
    } else {
        s::outcome(sync.outcome)
    };
    let outcome = format!("{:?}", sync.outcome);
    // What lasts, and where to sign in again, say more than how the last attempt ended; both would say it twice.
    let differ = sync.records == Some(RecordsNotice::Differ);
    let said = !sync.cut
        && match sync.outcome {
            SyncOutcome::RecordsDiffer => differ,
            outcome => outcome == SyncOutcome::SignInAgain,
        };
    let ended = (!said).then(|| view! { <Banner tone=tone test="sync-sentence"><p>{sentence}</p></Banner> });
    let noted = sync.records.is_some()
        || !sync.forgotten.is_empty()
        || long
        || skew.is_some()
        || sync.newer > 0
        || sync.room.is_some();
    let notes = noted.then(|| Notes {
        records: sync.records,
        forgotten: sync.forgotten.clone(),
        long,
        skew,
        newer: sync.newer,
        room: sync.room,
    });
    let photos = sync.photos;
    let on_the_way = photos.up.items + photos.down.items + photos.refused + photos.lost > 0;
    let moving = sync.photos.up.items + sync.photos.down.items > 0;
    view! {
        {notes.map(|notes| later(move || noted_here(notes.clone(), live, failure)))}
        <div class="sync-ended" data-test="sync-outcome" data-outcome=outcome>{ended}</div>
        {(!(differ || moving) || !sync.items.is_empty()).then(|| view! { <Items items=sync.items.clone() delivered=sync.delivered unsent=sync.unsent retry=retry /> })}
        {filling(sync.filling, sync.running)}
        {on_the_way.then(|| later(move || moving_photos(photos)))}
        <Facts sync=sync />
    }
}

/// What is seldom to be said.
#[derive(Clone)]
struct Notes {
    records: Option<RecordsNotice>,
    forgotten: Vec<String>,
    long: bool,
    skew: Option<i64>,
    newer: u32,
    room: Option<LittleRoom>,
}

parts! {
    fn sign_in(sync: Live<Sync>, failure: RwSignal<Option<Code>>) {
        view! { <SignIn sync=sync failure=failure /> }
    }

    fn noted_here(notes: Notes, live: Live<Sync>, failure: RwSignal<Option<Code>>) {
        let read = Callback::new(move |()| tell(live, failure, command::ReadRecordsNotice {}));
        let forgotten = (!notes.forgotten.is_empty()).then(|| s::forgotten(&notes.forgotten));
        view! {
            {notes.records.map(|notice| records(notice, read))}
            {forgotten.map(|sentence| view! {
                <Banner tone=Tone::Warning test="sync-forgotten">
                    <p>{sentence}</p>
                    <Button label=s::RECORDS_READ test="sync-forgotten-read" on_press=read />
                </Banner>
            })}
            {notes.room.map(|room| view! { <Banner tone=Tone::Warning test="sync-room"><p>{s::room(room)}</p></Banner> })}
            {notes.long.then(|| view! { <Banner tone=Tone::Error test="sync-long"><p>{w::SYNC_LONG}</p></Banner> })}
            {(notes.newer > 0).then(|| view! { <Banner tone=Tone::Warning test="sync-newer"><p>{s::newer(notes.newer)}</p></Banner> })}
            {notes.skew.map(|skew| view! { <Banner test="sync-skew"><p>{w::skew(skew / 60_000)}</p></Banner> })}
        }
    }

    fn moving_photos(photos: Photos) {
        photos_on_the_way(photos)
    }
}

/// The office's code, for a server that does not know this device any more.
#[component]
fn SignIn(sync: Live<Sync>, failure: RwSignal<Option<Code>>) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<String>);
    let send = Callback::new(move |()| {
        let code = code.with_untracked(|code| code.trim().to_owned());
        missing.set(code.is_empty().then(|| w::ENROL_NEEDED.to_owned()));
        if !code.is_empty() {
            tell(sync, failure, command::SignInAgain { code });
        }
    });
    view! {
        <section class="card stack" aria-labelledby="sign-in" data-test="sign-in-again">
            <h2 id="sign-in">{s::SIGN_IN}</h2>
            <p>{s::SIGN_IN_LEAD}</p>
            <TextInput id="sign-in-code" label=w::ENROL_CODE hint=w::ENROL_CODE_HINT value=code error=missing
                on_text=Callback::new(move |text| { missing.set(None); code.set(text) }) on_enter=send />
            <Button label=s::SIGN_IN test="sign-in-send" look=Look::Primary on_press=send />
        </section>
    }
}

/// What is to be said about the server's records. Only a new beginning can be put away; a difference goes when it is over.
fn records(notice: RecordsNotice, read: Callback<()>) -> impl IntoView {
    let (tone, code, read) = match notice {
        RecordsNotice::Differ => (Tone::Error, "differ", None),
        RecordsNotice::VillageDiffers => (Tone::Warning, "village_differs", None),
        RecordsNotice::BeganAnew => (Tone::Warning, "began_anew", Some(read)),
    };
    view! {
        <div data-test="sync-records" data-records=code>
            <Banner tone=tone test="sync-records-sentence">
                <p>{s::records(notice)}</p>
                {read.map(|read| view! { <Button label=s::RECORDS_READ test="sync-records-read" on_press=read /> })}
            </Banner>
        </div>
    }
}

/// The first filling: how many, how much, how long.
fn filling(filling: Option<Filling>, running: bool) -> Option<impl IntoView> {
    filling.map(|filling| {
        view! {
            <section class="card" data-test="sync-filling">
                <p>{s::filling(&filling, running)}</p>
                <progress aria-label=s::FILLING max=filling.bytes.to_string() value=filling.bytes_here.to_string()></progress>
                <p class="field-hint">{s::FILLING_HINT}</p>
            </section>
        }
    })
}

/// Photos on their way: how many, how much, how far, and what stands in the way.
fn photos_on_the_way(photos: Photos) -> impl IntoView {
    let way = |test: &'static str, label: &'static str, moving: Moving| {
        let (left, moved) = (moving.bytes, moving.moved_bytes);
        let sentence = {
            let so_far = (moved > 0).then(|| hours::size(moved));
            p::moving(moving.items, &hours::size(left), so_far.as_deref())
        };
        (moving.items > 0).then(|| {
            view! {
                <div class="moving" data-test=test>
                    <p>{label}"："{sentence}</p>
                    <progress aria-label=label max=(left + moved).to_string() value=moved.to_string()></progress>
                </div>
            }
        })
    };
    let note = |test: &'static str, count: u32, sentence: fn(u32) -> String| {
        (count > 0)
            .then(|| view! { <p class="moving-note" data-test=test><Icon shape=Shape::Warning />{sentence(count)}</p> })
    };
    view! {
        <section class="card" aria-labelledby="moving" data-test="sync-photos">
            <h2 id="moving">{p::MOVING}</h2>
            {way("photos-up", p::GOING_UP, photos.up)}
            {way("photos-down", p::COMING_DOWN, photos.down)}
            {note("photos-refused", photos.refused, p::refused)}
            {note("photos-lost", photos.lost, p::lost)}
            <p class="field-hint">{p::MOVING_HINT}</p>
        </section>
    }
}

/// Everything not green.
#[component]
fn Items(items: Vec<SyncItem>, delivered: bool, unsent: u32, retry: Callback<BatchId>) -> impl IntoView {
    if items.is_empty() {
        let tick = delivered.then(|| view! { <Icon shape=Shape::Tick /> });
        let (title, hint) = s::nothing_left(delivered, unsent);
        return view! {
            <section class="card" class:sync-all=delivered data-test="sync-empty">
                <h2>{tick}{title}</h2>
                <p>{hint}</p>
            </section>
        }
        .into_any();
    }
    view! {
        <section class="card" aria-labelledby="waiting">
            <h2 id="waiting">{w::SYNC_WAITING}</h2>
            <ul class="items">{items.into_iter().map(|one| item(one, retry)).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn item(item: SyncItem, retry: Callback<BatchId>) -> impl IntoView {
    let (code, shape) = match &item.state {
        ItemState::Pending => ("pending", Shape::Up),
        ItemState::Sending => ("sending", Shape::Up),
        ItemState::Waits => ("waits", Shape::Up),
        ItemState::Parked { .. } => ("parked", Shape::Warning),
    };
    let parked = match item.state {
        ItemState::Parked { batch, reason } => Some(view! {
            <p class="item-why">{s::parked(reason)}</p>
            <Button label=w::SYNC_RETRY test="sync-retry" on_press=Callback::new(move |()| retry.run(batch)) />
        }),
        ItemState::Pending | ItemState::Sending | ItemState::Waits => None,
    };
    let (place, name) = if item.is_need {
        (Route::Need(item.entry), n::in_sync(&item.village_name))
    } else {
        let name = format!("{} · {}", item.village_name, w::number(&item.number));
        (Route::Entry(item.entry), name)
    };
    view! {
        <li class=format!("item item-{code}") data-test="sync-item" data-state=code>
            <p class="item-state"><Icon shape=shape />{s::item(&item.state)}</p>
            <p class="item-what">
                <a href=place.href()>{name}</a>
                <span>{item.matter}</span>
            </p>
            {parked}
        </li>
    }
}

#[component]
fn Facts(sync: Sync) -> impl IntoView {
    let left = w::entries_and_size(sync.unsent, &hours::size(sync.unsent_bytes));
    let next = sync.next_try_ms.map(clock::moment);
    let traffic = w::traffic(&hours::size(sync.last_bytes_up), &hours::size(sync.last_bytes_down));
    view! {
        <section class="card" aria-labelledby="facts">
            <h2 id="facts">{w::SYNC_FACTS}</h2>
            <dl class="facts">
                <dt>{w::SYNC_LAST}</dt>
                <dd>{sync.last_done_ms.map_or_else(|| w::SYNC_NEVER.to_owned(), clock::moment)}</dd>
                {next.map(|next| view! { <dt>{w::SYNC_NEXT}</dt><dd>{next}</dd> })}
                <dt>{w::SYNC_LEFT}</dt>
                <dd data-test="sync-left">{left}</dd>
                <dt>{w::SYNC_TRAFFIC}</dt>
                <dd>{traffic}</dd>
            </dl>
        </section>
    }
}

/// Only in a demo: the network of this window, cut or there.
#[component]
fn DemoNetwork(sync: Live<Sync>, failure: RwSignal<Option<Code>>) -> impl IntoView {
    let app = use_app();
    let demo = Memo::new(move |_| {
        app.session
            .with(|session| session.as_ref().is_some_and(|session| session.demo.is_some()))
    });
    let cut = Memo::new(move |_| sync.value.with(|sync| sync.as_ref().is_some_and(|sync| sync.cut)));
    let options = vec![Chip::new(false, w::DEMO_ON, "on"), Chip::new(true, w::DEMO_CUT, "cut")];
    let choose = Callback::new(move |cut| tell(sync, failure, command::CutNetwork { cut }));
    view! {
        <Show when=move || demo.get()>
            <div class="demo">
                <Chips label=w::DEMO_NETWORK options=options.clone() test="network" is_chosen=move |on: &bool| cut.get() == *on on_choose=choose />
            </div>
        </Show>
    }
}
