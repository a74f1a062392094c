//! What the desk holds: the queue, the opened entry, where the cursor is; and the decisions.
//!
//! A decision is only ever made over the entry that is open on the screen, and names the sign-off that was shown.

use std::collections::BTreeSet;

use cunfa_core::{Decision, EntryId, VillageCode};
use cunfa_protocol::view::{EntryView, Queue, QueueItem, Topic};
use cunfa_protocol::{Code, command};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::find::{By, Direction, Group, between, grouped, in_order, matching, moved, next_after, waiting};
use crate::live::{Live, live};
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::words::desk as words;

/// What the queue changes with.
const TOPICS: &[Topic] = &[Topic::Entries, Topic::Sync];

/// An approval within so many milliseconds of a decision is a press too many: nobody has looked at its entry. A return is written, however fast.
const APART_MS: f64 = 400.0;

/// So long an entry that was here already has to be painted before anything is asked whose answer takes the page's time. A plain time: a page
/// that is not seen has no frames.
const PAINTED_MS: u32 = 50;

/// What the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// 待审核.
    Waiting,
    /// 已处理.
    Decided,
    /// The month.
    Month,
    /// 名册, with the notice boards.
    Registers,
}

/// Signals of the desk.
#[derive(Clone, Copy)]
pub struct DeskState {
    app: App,
    /// The queue.
    pub queue: Live<Queue>,
    /// What the list shows.
    pub tab: RwSignal<Tab>,
    /// Only this village.
    pub village: RwSignal<Option<VillageCode>>,
    /// Words to find.
    pub search: RwSignal<String>,
    /// What the rows are grouped by.
    pub by: RwSignal<By>,
    /// The shown rows in groups.
    pub groups: Memo<Vec<Group>>,
    /// The row the keyboard is on.
    pub cursor: RwSignal<Option<EntryId>>,
    /// The rows that are chosen to be approved together.
    pub chosen: RwSignal<BTreeSet<EntryId>>,
    /// Where a range of them began.
    began: StoredValue<Option<EntryId>>,
    /// The entry on the screen.
    pub open: RwSignal<Option<EntryId>>,
    /// Its content.
    pub view: RwSignal<Option<EntryView>>,
    /// The entry from a question of which the open one was looked at.
    pub former: RwSignal<Option<EntryId>>,
    /// Why something was not carried out.
    pub failure: RwSignal<Option<Code>>,
    /// While a decision is on its way.
    pub busy: RwSignal<bool>,
    /// Whether the dialog of a return is shown.
    pub returning: RwSignal<bool>,
    /// Whether the dialog of approving several is shown.
    pub together: RwSignal<bool>,
    /// The entry a decision over which is on its way.
    deciding: StoredValue<Option<EntryId>>,
    /// When the last decision was made, in milliseconds.
    decided_ms: StoredValue<f64>,
    /// The entry after the open one, asked for ahead.
    ahead: StoredValue<Option<EntryView>>,
    /// Whether the list of keys is shown.
    pub help: RwSignal<bool>,
}

impl DeskState {
    /// Begins and asks for the queue.
    #[must_use]
    pub fn begin() -> DeskState {
        let village = RwSignal::new(None::<VillageCode>);
        let queue = live(TOPICS, move || command::ReviewQueue { village: village.get() });
        let (tab, search) = (RwSignal::new(Tab::Waiting), RwSignal::new(String::new()));
        let by = RwSignal::new(By::Village);
        let groups = Memo::new(move |_| {
            queue.value.with(|queue| {
                let Some(queue) = queue else { return Vec::new() };
                search.with(|search| match tab.get() {
                    Tab::Waiting => waiting(queue, search, by.get()),
                    Tab::Decided => grouped(matching(&queue.decided, search), by.get()),
                    Tab::Month | Tab::Registers => Vec::new(),
                })
            })
        });
        let desk = DeskState {
            app: use_app(),
            queue,
            tab,
            village,
            search,
            by,
            groups,
            cursor: RwSignal::new(None),
            chosen: RwSignal::new(BTreeSet::new()),
            began: StoredValue::new(None),
            open: RwSignal::new(None),
            view: RwSignal::new(None),
            former: RwSignal::new(None),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            returning: RwSignal::new(false),
            together: RwSignal::new(false),
            deciding: StoredValue::new(None),
            decided_ms: StoredValue::new(0.0),
            ahead: StoredValue::new(None),
            help: RwSignal::new(false),
        };
        desk.keep_view_fresh();
        desk
    }

    fn keep_view_fresh(self) {
        Effect::new(move |_| {
            self.app.follow(&[Topic::Entries]);
            // What is being decided over is put away when the answer comes.
            let open = self.open.get();
            if let Some(entry) = open.filter(|_| open != self.deciding.get_value()) {
                self.ask_view(entry);
            }
        });
    }

    fn ask_view(self, entry: EntryId) {
        let is_here = self
            .view
            .try_with_untracked(|view| view.as_ref().is_some_and(|view| view.row.entry == entry));
        spawn_local(async move {
            if is_here == Some(true) {
                TimeoutFuture::new(PAINTED_MS).await;
            }
            let answer = ask(command::OpenEntry { entry }).await;
            if self.open.try_get_untracked() != Some(Some(entry)) {
                return;
            }
            match answer {
                Ok(view) => {
                    // The same answer again draws nothing anew: a photo that is looked at stays open.
                    if self.view.try_with_untracked(|shown| shown.as_ref() == Some(&view)) != Some(true) {
                        self.view.try_set(Some(view));
                    }
                    self.ask_ahead(entry);
                }
                Err(failure) => {
                    self.failure.try_set(Some(failure.code));
                }
            }
        });
    }

    /// Asks for what comes after a decision over an entry, so that it is on the screen at once then.
    fn ask_ahead(self, entry: EntryId) {
        let order = self.groups.try_with_untracked(|groups| in_order(groups));
        let next = order.and_then(|order| next_after(&order, Some(entry)));
        let Some(next) = next.filter(|next| *next != entry) else {
            return;
        };
        spawn_local(async move {
            if let Ok(view) = ask(command::OpenEntry { entry: next }).await {
                self.ahead.try_set_value(Some(view));
            }
        });
    }

    fn is_ahead(self, entry: EntryId) -> bool {
        self.ahead
            .with_value(|ahead| ahead.as_ref().is_some_and(|view| view.row.entry == entry))
    }

    /// Shows an entry: what was asked for ahead at once, and asked for again in any case.
    pub fn show(self, entry: EntryId) {
        self.cursor.set(Some(entry));
        self.failure.set(None);
        self.former.set(None);
        if self.open.get_untracked() != Some(entry) {
            let ahead = self.ahead.try_update_value(Option::take).flatten();
            self.view.set(ahead.filter(|view| view.row.entry == entry));
            self.open.set(Some(entry));
        }
    }

    /// Shows another entry that the open one raises a question with, and keeps the way back.
    pub fn look_at(self, other: EntryId) {
        let former = self.former.get_untracked().or(self.open.get_untracked());
        self.show(other);
        self.former.set(former.filter(|former| *former != other));
    }

    /// What the queue says of an entry.
    pub fn item<T>(self, entry: EntryId, of: impl Fn(&QueueItem) -> T) -> Option<T> {
        self.queue.value.with_untracked(|queue| {
            let queue = queue.as_ref()?;
            let mut items = queue.major.iter().chain(&queue.waiting).chain(&queue.decided);
            items.find(|item| item.row.entry == entry).map(of)
        })
    }

    /// Puts the opened entry away; a narrow screen shows the list again.
    pub fn close(self) {
        self.open.set(None);
        self.former.set(None);
        self.view.set(None);
        self.failure.set(None);
    }

    /// To another list.
    pub fn turn_to(self, tab: Tab) {
        if self.tab.get_untracked() != tab {
            self.close();
            self.cursor.set(None);
            self.choose_none();
            self.tab.set(tab);
        }
    }

    /// Moves the cursor.
    pub fn step(self, direction: Direction) {
        let order = self.groups.with_untracked(|groups| in_order(groups));
        if let Some(entry) = moved(&order, self.cursor.get_untracked(), direction) {
            self.cursor.set(Some(entry));
        }
    }

    /// Moves the cursor and chooses every row from where the choosing began.
    pub fn choose_step(self, direction: Direction) {
        let from = self.cursor.get_untracked();
        if !self.is_any_chosen() {
            self.began.set_value(from);
        }
        self.step(direction);
        if let Some(to) = self.cursor.get_untracked() {
            self.choose_to(to);
        }
    }

    /// Chooses every row from where the choosing began to this one.
    pub fn choose_to(self, entry: EntryId) {
        if self.tab.get_untracked() != Tab::Waiting {
            return;
        }
        if !self.is_any_chosen() {
            let began = self.began.get_value().or(self.cursor.get_untracked());
            self.began.set_value(began);
        }
        let order = self.groups.with_untracked(|groups| in_order(groups));
        let range = between(&order, self.began.get_value(), entry);
        self.cursor.set(Some(entry));
        self.chosen.set(range.into_iter().collect());
    }

    /// Chooses one row, or does not choose it any more.
    pub fn choose_one(self, entry: EntryId) {
        self.began.set_value(Some(entry));
        self.chosen.update(|chosen| {
            if !chosen.remove(&entry) {
                chosen.insert(entry);
            }
        });
    }

    /// Chooses none.
    pub fn choose_none(self) {
        self.began.set_value(None);
        if self.is_any_chosen() {
            self.chosen.set(BTreeSet::new());
        }
    }

    /// Whether any row is chosen.
    pub fn is_any_chosen(self) -> bool {
        self.chosen.try_with_untracked(|chosen| !chosen.is_empty()) == Some(true)
    }

    /// The chosen rows that are shown, in their order.
    pub fn chosen_in_order(self) -> Vec<EntryId> {
        let mut order = self.groups.with_untracked(|groups| in_order(groups));
        self.chosen
            .with_untracked(|chosen| order.retain(|entry| chosen.contains(entry)));
        order
    }

    /// After several were approved together.
    pub fn decided_together(self, said: String) {
        self.choose_none();
        self.app.say(said);
        self.queue.again();
    }

    /// Whether a dialog has the keys.
    pub fn has_dialog(self) -> bool {
        let dialogs = [self.returning, self.together, self.help];
        dialogs.into_iter().any(|dialog| dialog.get_untracked())
    }

    /// Opens the row the cursor is on.
    pub fn open_cursor(self) {
        if let Some(entry) = self.cursor.get_untracked() {
            self.show(entry);
        }
    }

    /// Whether the opened entry may be decided now and is the one the cursor is on; else the cursor's entry is shown first.
    pub fn is_ready_to_decide(self) -> bool {
        let (open, cursor) = (self.open.get_untracked(), self.cursor.get_untracked());
        if cursor.is_some() && cursor != open {
            self.open_cursor();
            return false;
        }
        !self.busy.get_untracked() && self.view.with_untracked(|view| view.as_ref().is_some_and(may_decide))
    }

    /// Approves or returns the opened entry, then goes on to the next. One that is approved makes room at once where the next is here
    /// already, and comes back with the reason if the approval was not kept.
    pub fn decide(self, decision: Decision) {
        let shown = self.view.with_untracked(|view| {
            view.as_ref()
                .filter(|view| may_decide(view))
                .and_then(|view| Some((view.row.entry, view.life.official?)))
        });
        let Some((entry, sign_off)) = shown else { return };
        let now_ms = js_sys::Date::now();
        // A clock that is set back hinders nobody.
        let is_at_once = (now_ms - self.decided_ms.get_value()).abs() < APART_MS;
        if self.busy.get_untracked() || (is_at_once && decision == Decision::Approve) {
            return;
        }
        self.decided_ms.set_value(now_ms);
        self.busy.set(true);
        self.deciding.set_value(Some(entry));
        self.failure.set(None);
        let heard = self.app.heard(TOPICS);
        let order = self.groups.with_untracked(|groups| in_order(groups));
        let next = next_after(&order, Some(entry));
        let (said, goes_on) = match &decision {
            Decision::Approve => (words::SAID_APPROVED, next.filter(|next| self.is_ahead(*next))),
            Decision::Return { .. } => (words::SAID_RETURNED, None),
        };
        spawn_local(async move {
            if goes_on.is_some() {
                TimeoutFuture::new(PAINTED_MS).await;
            }
            let answer = ask(command::Review {
                entry,
                sign_off,
                decision,
            })
            .await;
            self.busy.try_set(false);
            self.deciding.try_set_value(None);
            match answer {
                Ok(_) => {
                    self.decided(entry, next, said);
                    // Who heard of it has asked already.
                    if self.app.heard(TOPICS) == heard {
                        self.queue.again();
                    }
                }
                Err(failure) => {
                    self.returning.try_set(false);
                    if self.open.try_get_untracked() != Some(Some(entry)) {
                        self.show(entry);
                    }
                    self.failure.try_set(Some(failure.code));
                    self.ask_view(entry);
                }
            }
        });
        if let Some(next) = goes_on {
            self.show(next);
        }
    }

    fn decided(self, entry: EntryId, next: Option<EntryId>, said: &str) {
        self.app.say(said);
        if self.open.try_get_untracked() != Some(Some(entry)) {
            return;
        }
        self.returning.try_set(false);
        match next {
            Some(next) => self.show(next),
            None => {
                self.cursor.set(None);
                self.close();
            }
        }
    }
}

/// Whether there is something to decide over.
#[must_use]
pub fn may_decide(view: &EntryView) -> bool {
    view.may_review && view.life.official.is_some()
}
