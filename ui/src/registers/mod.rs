//! 名册: the county's registers as far as somebody may read them. What is missing comes first, then the registers by kind, one of them as a table,
//! one record with its history and its form; and the notice boards. The same for every role: what somebody may do is the client's word.

mod begun;
mod boards;
mod facts;
mod fields;
mod firm;
mod form;
mod gaps;
mod history;
mod kinds;
mod list_rows;
mod lists;
mod one;
mod picks;
mod points;
mod renewal;
mod sheet;
mod table;
mod withdraw;

use crate::components::changing;
use chrono::NaiveDate;
use cunfa_core::register::{Column, RecordKind};
use cunfa_core::{Action, EntryId, PersonId, Role, VillageCode, may};
use cunfa_protocol::view::{RecordView, VillageRow};
use leptos::prelude::*;

use crate::model::record::Values;
use crate::model::route::Route;
use crate::router;
use crate::state::{App, use_app};
use crate::words::registers as w;

pub(crate) use table::mark;

/// Where somebody is in them.
#[derive(Clone, Copy)]
struct At {
    app: App,
    role: Role,
    /// The register that is shown.
    kind: RwSignal<Option<RecordKind>>,
    /// The village whose notice board is shown.
    board: RwSignal<Option<VillageCode>>,
    /// The record that is shown or begun, over all else.
    open: RwSignal<Option<Open>>,
    /// Words to find in the table; kept while a record of it is looked at.
    search: RwSignal<String>,
}

/// A record that is looked at, or one that is none yet.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Open {
    Record(EntryId),
    New(New),
    /// A list that is taken in.
    List,
}

/// A record that is begun, with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct New {
    kind: RecordKind,
    values: Values,
    /// What the codes in the values are called.
    names: Vec<(String, String)>,
}

/// A recusal that is begun elsewhere: what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recusing {
    /// Where the counsel shall not act.
    pub village: VillageRow,
    /// The other village of the conflict.
    pub other: Option<VillageRow>,
    /// Who, and their name.
    pub counsel: (PersonId, String),
}

impl New {
    fn recusal(of: Recusing) -> New {
        let (person, name) = of.counsel;
        let mut new = New::of(RecordKind::Recusal);
        let villages = [(Column::Village, Some(of.village)), (Column::OtherVillage, of.other)];
        for (column, village) in villages {
            let Some(village) = village else { continue };
            new.values.push((column, village.code.to_string()));
            new.names.push((village.code.to_string(), w::village(&village)));
        }
        new.values.push((Column::Person, person.to_string()));
        new.names.push((person.to_string(), name));
        new
    }

    fn of(kind: RecordKind) -> New {
        New {
            kind,
            values: Vec::new(),
            names: Vec::new(),
        }
    }
}

impl At {
    fn turn_to(self, kind: Option<RecordKind>) {
        self.search.set(String::new());
        self.board.set(None);
        self.kind.set(kind);
    }

    fn look(self, record: EntryId) {
        self.open.set(Some(Open::Record(record)));
    }

    fn begin(self, new: New) {
        self.open.set(Some(Open::New(new)));
    }

    fn take_list(self) {
        self.open.set(Some(Open::List));
    }

    fn close(self) {
        self.open.set(None);
    }

    /// A new record was signed: it is shown, but of a board its village's board.
    fn begun(self, view: &RecordView) {
        self.app.say(w::SAVED);
        if self.board.with_untracked(Option::is_some) {
            self.close();
        } else {
            self.look(view.row.record);
        }
    }

    /// Whether this person keeps the registers.
    fn keeps(self) -> bool {
        may(self.role, Action::KeepRegister)
    }

    /// Whether this person is told what is missing.
    fn oversees(self) -> bool {
        matches!(self.role, Role::County | Role::City)
    }
}

/// Today where the device is.
fn today() -> NaiveDate {
    crate::clock::today()
}

/// The registers.
#[component]
pub fn Registers(
    /// Begins with a recusal.
    #[prop(default = None)]
    recusing: Option<Recusing>,
) -> impl IntoView {
    let app = use_app();
    let Some(role) = untrack(|| app.role()) else {
        return ().into_any();
    };
    let at = At {
        app,
        role,
        kind: RwSignal::new(None),
        board: RwSignal::new(None),
        open: RwSignal::new(recusing.map(|of| Open::New(New::recusal(of)))),
        search: RwSignal::new(String::new()),
    };
    begin_above(at);
    let shown = move || match (at.open.get(), at.kind.get()) {
        (Some(Open::Record(record)), _) => view! { <one::One record=record at=at /> }.into_any(),
        (Some(Open::New(new)), _) => view! { <begun::Begun begun=new at=at /> }.into_any(),
        (Some(Open::List), _) => view! { <lists::ListPane at=at /> }.into_any(),
        (None, Some(RecordKind::Board)) if !at.oversees() => view! { <boards::BoardsPane at=at /> }.into_any(),
        (None, Some(kind)) => view! { <table::Table kind=kind at=at /> }.into_any(),
        (None, None) => start(at),
    };
    view! { <div class="registers" data-test="registers">{changing(shown)}</div> }.into_any()
}

/// Whatever is shown next is read from its beginning.
fn begin_above(at: At) {
    Effect::new(move |ran: Option<()>| {
        at.open.track();
        at.kind.track();
        at.board.track();
        if ran.is_some() {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            router::focus_screen();
        }
    });
}

fn start(at: At) -> AnyView {
    let gaps = at.oversees().then(|| view! { <gaps::Gaps at=at /> });
    view! {
        <p class="field-hint">{w::own_lead(at.role)}</p>
        {gaps}
        {kinds::list(at)}
        {lists::ways(at, None)}
    }
    .into_any()
}

/// The screen of those who have no desk.
#[component]
pub fn RegistersScreen() -> impl IntoView {
    let title = untrack(|| use_app().role()).map(w::own_title);
    view! {
        <div class="stack" data-test="registers-screen">
            <h1>{title}</h1>
            <Registers />
        </div>
    }
}

/// The card in the settings of those who have no desk.
#[component]
pub fn RegistersCard(
    /// Who is at work.
    role: Role,
) -> impl IntoView {
    view! {
        <section class="card">
            <h2>{w::own_title(role)}</h2>
            <p class="field-hint">{w::own_lead(role)}</p>
            <p><a class="button" href=Route::Registers.href() data-test="settings-registers">{w::OWN_OPEN}</a></p>
        </section>
    }
}
