//! What every screen may know: who is at work, where the page is, how delivery stands, and which facts changed.
//!
//! Holds signals only. Facts of the ledger are never kept here: screens ask for them ([`crate::live`]).

use std::collections::BTreeMap;
use std::time::Duration;

use cunfa_core::{BlobId, EntryId, Role};
use cunfa_protocol::view::{Draft, Event, Home, Me, SavedView, Session, SessionStage, Sought, Sync, Topic, VolumePage};
use cunfa_protocol::{Ask, Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::field::VolumeLeft as Left;
use crate::model::route::{Place, Route};
use crate::transport::{ask, listen};

/// How long a screen waits for what it is to show before it says that it waits: a frame that says so would only delay the answer.
pub const PATIENCE: Duration = Duration::from_millis(200);

/// What the counsel's home shows changes with these.
pub const HOME_TOPICS: &[Topic] = &[Topic::Drafts, Topic::Entries, Topic::Sync];

/// An answer that came before its screen, with the changes heard of its topics until it was asked for.
#[derive(Debug, Clone)]
pub struct Ahead<T> {
    answer: T,
    topics: &'static [Topic],
    heard: u32,
}

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
    /// The entry whose signed page was just taken off, which can be put back.
    pub page_off: RwSignal<Option<EntryId>>,
    /// What the volume is to open with next.
    pub wanted: RwSignal<Option<Sought>>,
    /// The volume's list as it was left.
    pub left: StoredValue<Option<Left>>,
    /// Where the page was before it came to where it is.
    pub before: StoredValue<Route>,
    /// What this person saved of the chips, as far as it was asked for.
    pub views: RwSignal<Option<Vec<SavedView>>>,
    /// The volume's first rows, asked for before its screen is shown, so that it opens with them.
    pub ahead: RwSignal<Option<VolumePage>>,
    /// The first rows of the whole volume, asked for while nothing else was to do.
    pub volume: RwSignal<Option<Ahead<VolumePage>>>,
    /// The home, asked for before the device is shown as open, so that its first frame is a whole one.
    pub home: RwSignal<Option<Ahead<Home>>>,
    /// The open session that is shown once its home is here.
    coming: RwSignal<Option<Session>>,
    /// How often everything of a person was forgotten: an answer to the one before is nobody's.
    forgotten: RwSignal<u32>,
    /// One short sentence for eyes and screen readers; stays until the next or until closed.
    pub said: RwSignal<Option<String>>,
    /// Seconds until the device locks by itself, when they are few.
    pub locks_in: RwSignal<Option<i64>>,
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
            page_off: RwSignal::new(None),
            wanted: RwSignal::new(None),
            left: StoredValue::new(None),
            before: StoredValue::new(Route::Home),
            views: RwSignal::new(None),
            ahead: RwSignal::new(None),
            volume: RwSignal::new(None),
            home: RwSignal::new(None),
            coming: RwSignal::new(None),
            forgotten: RwSignal::new(0),
            said: RwSignal::new(None),
            locks_in: RwSignal::new(None),
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

    /// How many changes of these topics were heard so far.
    pub fn heard(self, topics: &[Topic]) -> u32 {
        let counts = topics.iter().map(|topic| self.pulse(*topic).get_untracked());
        counts.fold(0, u32::wrapping_add)
    }

    /// Asks before the screen is there, and puts the answer where the screen finds it, unless another person came meanwhile.
    pub async fn ask_ahead<C: Ask>(
        self,
        command: C,
        topics: &'static [Topic],
        place: RwSignal<Option<Ahead<C::Answer>>>,
    ) where
        C::Answer: Send + std::marker::Sync + 'static,
    {
        let (heard, whose) = (self.heard(topics), self.forgotten.get_untracked());
        let answer = ask(command).await;
        if let (Ok(answer), true) = (answer, self.forgotten.try_get_untracked() == Some(whose)) {
            place.set(Some(Ahead { answer, topics, heard }));
        }
    }

    /// What was asked ahead, once, with whether it is still true as far as was heard.
    pub fn take_ahead<T: Send + std::marker::Sync + 'static>(
        self,
        place: RwSignal<Option<Ahead<T>>>,
    ) -> Option<(T, bool)> {
        let ahead = place.try_update_untracked(Option::take).flatten()?;
        Some((ahead.answer, ahead.heard == self.heard(ahead.topics)))
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
        let locked = self.session.with_untracked(Option::is_some) && untrack(|| self.me()).is_none();
        if let (true, SessionStage::Open(me)) = (locked, &session.stage) {
            let role = me.person.role;
            self.open_with_home(session, role);
            return;
        }
        self.coming.set(None);
        if untrack(|| self.me()).map(|me| me.slot) != slot_of(&session) {
            self.forget();
        }
        self.session.set(Some(session));
    }

    /// Shows the device as open together with what its first screen shows, or without it after [`PATIENCE`].
    fn open_with_home(self, session: Session, role: Role) {
        let waits = self.coming.with_untracked(Option::is_some);
        self.coming.set(Some(session));
        if waits {
            return;
        }
        self.forget();
        let show = move || {
            if let Some(session) = self.coming.try_update(Option::take).flatten() {
                self.session.set(Some(session));
            }
        };
        spawn_local(async move {
            let home = async {
                if role == Role::Counsel {
                    self.ask_ahead(command::Home {}, HOME_TOPICS, self.home).await;
                }
            };
            futures_util::future::join(home, self.read_sync()).await;
            show();
        });
        set_timeout(show, PATIENCE);
    }

    /// Forgets what was shown to or typed by the last person.
    fn forget(self) {
        self.forgotten.update(|times| *times = times.wrapping_add(1));
        self.sealed.set(false);
        self.started.set(None);
        self.dropped.set(None);
        self.page_off.set(None);
        self.wanted.set(None);
        self.left.set_value(None);
        self.views.set(None);
        self.volume.set(None);
        self.home.set(None);
        self.sync.set(None);
        self.said.set(None);
        self.locks_in.set(None);
        self.thumbs.set_value(BTreeMap::new());
    }

    /// Asks how the device stands.
    pub fn ask_session(self) {
        spawn_local(async move {
            match ask(command::SessionStatus {}).await {
                Ok(session) => self.take_session(session),
                Err(failure) => {
                    // The file was closed again: nobody is at work, and nothing of it stays here.
                    if !matches!(failure.code, Code::Internal { .. }) {
                        self.forget();
                        self.session.set(None);
                    }
                    self.broken.set(Some(failure.code));
                }
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
                spawn_local(self.read_sync());
            }
        });
    }

    async fn read_sync(self) {
        if let Ok(sync) = ask(command::SyncStatus {}).await
            && self.sync.with_untracked(|before| before.as_ref() != Some(&sync))
        {
            self.sync.set(Some(sync));
        }
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
