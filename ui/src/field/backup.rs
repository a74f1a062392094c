//! Backups, in the settings: closed until somebody asks for it, since looking at sticks takes time.

use crate::components::changing;
use cunfa_protocol::view::{Backup, BackupFile, BackupMade, BackupPlace};
use cunfa_protocol::{Ask, Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::components::{Banner, Button, Dialog, FailureBanner, Loading, Look, TextInput, Tone};
use crate::later::{later, parts};
use crate::model::hours;
use crate::transport::ask;
use crate::words::{self, backup as w};

/// Digits of the words.
const DIGITS: usize = 20;

/// What the section knows.
#[derive(Clone, Copy)]
struct State {
    backup: RwSignal<Option<Backup>>,
    failure: RwSignal<Option<Code>>,
    said: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    /// The backup that was just made, until its words were copied.
    made: RwSignal<Option<BackupMade>>,
    /// The file that is about to be read.
    chosen: RwSignal<Option<BackupFile>>,
}

impl State {
    fn then<C: Ask + 'static>(self, command: C, done: impl FnOnce(C::Answer) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        self.said.set(None);
        spawn_local(async move {
            match ask(command).await {
                Ok(answer) => done(answer),
                Err(reply) => {
                    self.failure.try_set(Some(reply.code));
                }
            }
            if let Ok(backup) = ask(command::Backup {}).await {
                self.backup.try_set(Some(backup));
            }
            self.busy.try_set(false);
        });
    }

    fn make(self, place: String) {
        self.then(command::MakeBackup { place }, move |made| {
            self.said.try_set(Some(w::made(&made, &hours::size(made.bytes))));
            self.made.try_set(Some(made));
        });
    }

    fn read(self, path: String, code: String) {
        self.then(command::ReadBackup { path, code }, move |read| {
            self.said.try_set(Some(w::read(&read, &clock::moment(read.made_ms))));
            self.chosen.try_set(None);
        });
    }
}

/// 备份与恢复
#[component]
pub fn BackupSection() -> impl IntoView {
    let toggled = RwSignal::new(0_u32);
    let toggle = move |_| toggled.update(|times| *times = times.wrapping_add(1));
    view! {
        <details class="card courier" data-test="backup" on:toggle=toggle>
            <summary data-test="backup-open">{w::TITLE}</summary>
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
        backup: RwSignal::new(None),
        failure: RwSignal::new(None),
        said: RwSignal::new(None),
        busy: RwSignal::new(false),
        made: RwSignal::new(None),
        chosen: RwSignal::new(None),
    };
    let look = Callback::new(move |()| state.then(command::Backup {}, |_| {}));
    Effect::new(move |_| {
        toggled.track();
        if state.backup.with_untracked(Option::is_none) {
            look.run(());
        }
    });
    view! {
        <p class="field-hint">{w::HINT}</p>
        <FailureBanner code=state.failure />
        {changing(move || state.said.get().map(|said| view! { <Banner tone=Tone::Good test="backup-said"><p>{said}</p></Banner> }))}
        {changing(move || state.made.get().map(|made| view! { <Words made=made state=state /> }))}
        {changing(move || match state.backup.get() {
            Some(backup) => view! { <Open backup=backup state=state look=look /> }.into_any(),
            None => view! { <Loading /> }.into_any(),
        })}
        <Choosing state=state />
    }
}

/// The words that open the backup, until somebody says that they are copied.
#[component]
fn Words(made: BackupMade, state: State) -> impl IntoView {
    view! {
        <Banner tone=Tone::Warning test="backup-words">
            <h3>{w::CODE_TITLE}</h3>
            <p class="code-large" data-test="backup-code">{made.code}</p>
            <p>{w::CODE_HINT}</p>
            <Button label=w::CODE_COPIED test="backup-copied" on_press=Callback::new(move |()| state.made.set(None)) />
        </Banner>
    }
}

#[component]
fn Open(backup: Backup, state: State, look: Callback<()>) -> impl IntoView {
    let left = backup.restored.into_iter().map(|left| {
        let text = w::left(&left, &clock::moment(left.made_ms));
        view! { <p data-test="backup-left">{text}</p> }
    });
    let none = backup.places.is_empty();
    let files: Vec<BackupFile> = backup.places.iter().flat_map(|place| place.files.clone()).collect();
    let no_file = !none && files.is_empty();
    view! {
        {left.collect_view()}
        {none.then(|| view! { <p data-test="backup-none">{w::NO_PLACE}</p> })}
        <h3>{w::MAKE_LEAD}</h3>
        <div class="buttons">{backup.places.into_iter().map(|place| target(place, state)).collect_view()}</div>
        <h3>{w::READ_LEAD}</h3>
        {no_file.then(|| view! { <p class="field-hint">{w::NO_FILE}</p> })}
        <ul class="items">{files.into_iter().map(|file| source(file, state)).collect_view()}</ul>
        <div class="buttons"><Button label=w::AGAIN test="backup-again" busy=state.busy on_press=look /></div>
    }
}

fn target(place: BackupPlace, state: State) -> impl IntoView {
    let make = Callback::new(move |()| state.make(place.path.clone()));
    view! { <Button label=w::make_at(&place.name) test="backup-make" busy=state.busy on_press=make /> }
}

fn source(file: BackupFile, state: State) -> impl IntoView {
    let (name, size) = (file.name.clone(), hours::size(file.bytes));
    let choose = Callback::new(move |()| {
        state.failure.set(None);
        state.chosen.set(Some(file.clone()));
    });
    view! {
        <li class="item" data-test="backup-file">
            <p class="item-what"><span>{name}</span><span>{size}</span></p>
            <Button label=w::CHOOSE test="backup-choose" busy=state.busy on_press=choose />
        </li>
    }
}

/// Asks for the words of the chosen file.
#[component]
fn Choosing(state: State) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        let chosen = state.chosen.with(Option::is_some);
        if open.get_untracked() != chosen {
            open.set(chosen);
        }
    });
    let typed = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<String>);
    let close = Callback::new(move |()| open.set(false));
    // However it was closed: nothing is chosen any more, and no digits stay.
    Effect::new(move |_| {
        if !open.get() {
            if state.chosen.with_untracked(Option::is_some) {
                state.chosen.set(None);
            }
            typed.set(String::new());
            missing.set(None);
        }
    });
    let read = Callback::new(move |()| {
        let code = typed.get_untracked();
        let digits = code.chars().filter(|c| c.is_numeric()).count();
        missing.set((digits != DIGITS).then(|| w::CODE_NEEDED.to_owned()));
        if let Some(file) = state.chosen.get_untracked().filter(|_| digits == DIGITS) {
            state.read(file.path, code);
        }
    });
    view! {
        <Dialog open=open title=w::READ_LEAD test="backup-dialog">
            <p>{changing(move || state.chosen.get().map(|file| file.name))}</p>
            <FailureBanner code=state.failure />
            <TextInput id="backup-code-typed" label=w::CODE_LABEL hint=w::CODE_TYPE_HINT mode="numeric" value=typed error=missing
                on_text=Callback::new(move |text| { missing.set(None); typed.set(text) }) on_enter=read />
            <Button label=w::READ test="backup-read" look=Look::Primary busy=state.busy on_press=read />
            <Button label=words::CLOSE test="backup-close" look=Look::Quiet on_press=close />
        </Dialog>
    }
}
