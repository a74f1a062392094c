//! What every screen may know: who is at work, where the page is, how delivery stands, and which facts changed.
//!
//! Holds signals only. Facts of the ledger are never kept here: screens ask for them ([`crate::live`]).

use std::collections::BTreeMap;

use cunfa_core::{BlobId, Role};
use cunfa_protocol::view::{Draft, Event, Me, Session, SessionStage, Sync, Topic, VolumeFilter, VolumePage};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::model::route::{Place, Route};
use crate::transport::{ask, listen};

/// The shared signals; cheap to copy into any closure.
#[derive(Clone, Copy)]
pub struct App {
    /// How the device stands; none until the first answer.
    pub session: RwSignal<Option<Session>>,
    /// Why there was no first answer.
    pub broken: RwSignal<Option<Code>>,
    /// Delivery.
    pub sync: RwSignal<Option<Sync>>,
    /// Where the page is.
    pub place: RwSignal<Place>,
    /// While set, the page cannot be led anywhere else (signing).
    pub sealed: RwSignal<bool>,
    /// The draft just started, so that writing need not look for it.
    pub started: RwSignal<Option<Draft>>,
    /// The draft just put away, which can be taken back.
    pub dropped: RwSignal<Option<Draft>>,
    /// The filter with which the volume is to open next.
    pub wanted: RwSignal<Option<VolumeFilter>>,
    /// The volume's first rows, asked for before its screen is shown, so that it opens with them.
    pub ahead: RwSignal<Option<VolumePage>>,
    /// One short sentence for eyes and screen readers; stays until the next or until closed.
    pub said: RwSignal<Option<String>>,
    /// Thumbnails that were shown in this session, ready to be shown again.
    pub thumbs: StoredValue<BTreeMap<BlobId, String>>,
    pulses: [RwSignal<u32>; 4],
}

impl App {
    /// Signals of a page that knows nothing yet.
    #[must_use]
    pub fn new(place: Place) -> App {
        App {
            session: RwSignal::new(None),
            broken: RwSignal::new(None),
            sync: RwSignal::new(None),
            place: RwSignal::new(place),
            sealed: RwSignal::new(false),
            started: RwSignal::new(None),
            dropped: RwSignal::new(None),
            wanted: RwSignal::new(None),
            ahead: RwSignal::new(None),
            said: RwSignal::new(None),
            thumbs: StoredValue::new(BTreeMap::new()),
            pulses: std::array::from_fn(|_| RwSignal::new(0)),
        }
    }

    fn pulse(self, topic: Topic) -> RwSignal<u32> {
        let [drafts, entries, sync, session] = self.pulses;
        match topic {
            Topic::Drafts => drafts,
            Topic::Entries => entries,
            Topic::Sync => sync,
            Topic::Session => session,
        }
    }

    /// Makes the caller run again when anything of these topics changes.
    pub fn follow(self, topics: &[Topic]) {
        topics.iter().for_each(|topic| self.pulse(*topic).track());
    }

    /// Takes an event of the client.
    pub fn hear(self, event: &Event) {
        event
            .topics
            .iter()
            .for_each(|topic| self.pulse(*topic).update(|count| *count = count.wrapping_add(1)));
    }

    /// Who is at work.
    pub fn me(self) -> Option<Me> {
        self.session
            .with(|session| match session.as_ref().map(|session| &session.stage) {
                Some(SessionStage::Open(me)) => Some(me.clone()),
                Some(SessionStage::Fresh | SessionStage::Locked) | None => None,
            })
    }

    /// The role at work.
    pub fn role(self) -> Option<Role> {
        self.me().map(|me| me.person.role)
    }

    /// Leads the page to a place.
    pub fn go(self, route: Route) {
        crate::router::go(Place { route, step: 1 });
    }

    /// Opens a draft for writing.
    pub fn write(self, draft: Draft) {
        let id = draft.draft;
        self.started.set(Some(draft));
        self.go(Route::Write(id));
    }

    /// Says one short sentence.
    pub fn say(self, sentence: impl Into<String>) {
        self.said.set(Some(sentence.into()));
    }

    /// Takes a new session from an answer. When it is another person's, or nobody's, nothing of the last one stays here.
    pub fn take_session(self, session: Session) {
        self.broken.set(None);
        if untrack(|| self.me()).map(|me| me.slot) != slot_of(&session) {
            self.forget();
        }
        self.session.set(Some(session));
    }

    /// Forgets what was shown to or typed by the last person.
    fn forget(self) {
        self.sealed.set(false);
        self.started.set(None);
        self.dropped.set(None);
        self.wanted.set(None);
        self.sync.set(None);
        self.said.set(None);
        self.thumbs.set_value(BTreeMap::new());
    }

    /// Asks how the device stands.
    pub fn ask_session(self) {
        spawn_local(async move {
            match ask(command::SessionStatus {}).await {
                Ok(session) => self.take_session(session),
                Err(failure) => self.broken.set(Some(failure.code)),
            }
        });
    }

    /// Locks, wherever the page is.
    pub fn lock(self) {
        spawn_local(async move {
            if let Ok(session) = ask(command::Lock {}).await {
                self.forget();
                self.take_session(session);
                self.go(Route::Home);
            }
        });
    }

    /// Starts hearing the client and keeps session and delivery fresh. Called once.
    pub fn start(self) {
        listen(move |event| self.hear(&event));
        Effect::new(move |_| {
            self.follow(&[Topic::Session]);
            self.ask_session();
        });
        let open = Memo::new(move |_| self.me().map(|me| me.slot));
        Effect::new(move |_| {
            self.follow(&[Topic::Sync, Topic::Entries]);
            if open.get().is_some() {
                self.ask_sync();
            }
        });
    }

    fn ask_sync(self) {
        spawn_local(async move {
            if let Ok(sync) = ask(command::SyncStatus {}).await {
                self.sync.set(Some(sync));
            }
        });
    }
}

/// For whom the device is open.
fn slot_of(session: &Session) -> Option<u32> {
    match &session.stage {
        SessionStage::Open(me) => Some(me.slot),
        SessionStage::Fresh | SessionStage::Locked => None,
    }
}

/// The shared signals, from any component.
#[must_use]
pub fn use_app() -> App {
    expect_context::<App>()
}
