//! 导入名单: a spreadsheet of the office into the registers. What would become of each row is looked at first; one press signs for all that is
//! clear, or for nothing. When the registers change meanwhile the list is looked at anew.

use cunfa_core::register::RecordKind;
use cunfa_protocol::failure::ListFault;
use cunfa_protocol::view::{LISTED_ROWS, ListFilter, ListPreview, MAX_LIST_BYTES, SheetOf, Topic};
use cunfa_protocol::{Code, command};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::{At, list_rows};
use crate::components::{Banner, Button, Chip, Chips, Dialog, FailureBanner, Loading, Look, Tone, changing};
use crate::live::{Live, live_from};
use crate::sheets::SheetSection;
use crate::transport::{ask, base64};
use crate::words::{self, lists as w};

/// 导出 and, for those who keep the registers, 导入. Rule files have a screen of their own, and so has what a month's check found, which no list tells.
pub(super) fn ways(at: At, kind: Option<RecordKind>) -> Option<AnyView> {
    if kind == Some(RecordKind::RuleFile) {
        return None;
    }
    let take = Callback::new(move |()| at.take_list());
    let import = (at.keeps() && kind != Some(RecordKind::Check))
        .then(|| view! { <div class="buttons"><Button label=w::IMPORT test="list-import" on_press=take /></div> });
    let export = at
        .oversees()
        .then(|| view! { <SheetSection of=Signal::derive(move || SheetOf::Registers(kind)) /> });
    Some(view! { {import}{export} }.into_any())
}

/// What the screen holds.
#[derive(Clone, Copy)]
struct Held {
    at: At,
    /// The list as it was read, the last file.
    first: RwSignal<Option<ListPreview>>,
    failure: RwSignal<Option<Code>>,
    busy: RwSignal<bool>,
}

/// The screen.
#[component]
pub(super) fn ListPane(at: At) -> impl IntoView {
    let held = Held {
        at,
        first: RwSignal::new(None),
        failure: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    // Nothing of the file stays in memory when it is left.
    on_cleanup(|| {
        spawn_local(async {
            let _ = ask(command::DropList {}).await;
        });
    });
    let preview = move || {
        let first = held.first.get()?;
        Some(view! { <Preview first=first held=held /> })
    };
    view! {
        <Button label=w::BACK test="list-back" look=Look::Quiet on_press=Callback::new(move |()| at.close()) />
        <h2>{w::TITLE}</h2>
        <p class="field-hint">{w::LEAD}</p>
        <p class="field-hint">{w::CARE}</p>
        <FailureBanner code=held.failure />
        {held.choose()}
        {changing(move || held.busy.get().then(|| view! { <p role="status">{w::READING}</p><Loading /> }))}
        {changing(preview)}
    }
}

impl Held {
    /// The button that chooses a file.
    fn choose(self) -> impl IntoView {
        let input = NodeRef::<html::Input>::new();
        let open = Callback::new(move |()| {
            if let Some(input) = input.get_untracked() {
                input.click();
            }
        });
        let chosen = move |_| {
            let Some(input) = input.get_untracked() else { return };
            let file = input.files().and_then(|files| files.get(0));
            // The same file can be chosen again.
            input.set_value("");
            if let Some(file) = file {
                self.read(file);
            }
        };
        let label = Signal::derive(move || {
            let other = self.first.with(Option::is_some);
            (if other { w::CHOOSE_OTHER } else { w::CHOOSE }).to_owned()
        });
        view! {
            <div class="buttons">
                <Button label=label test="list-choose" busy=self.busy on_press=open />
                <input type="file" accept=".xlsx,.xls,.csv,.txt" hidden aria-label=w::CHOOSE
                    data-test="list-file" node_ref=input on:change=chosen />
            </div>
        }
    }

    fn read(self, file: File) {
        let fault = |fault| Code::List { fault };
        self.failure.set(None);
        if file.size() > MAX_LIST_BYTES as f64 {
            self.failure.set(Some(fault(ListFault::TooLarge)));
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let read = match base64(&file).await {
                Some(file) => ask(command::ReadList { file }).await.map_err(|reply| reply.code),
                None => Err(fault(ListFault::Damaged)),
            };
            match read {
                Ok(preview) => {
                    self.first.try_set(Some(preview));
                }
                Err(code) => {
                    self.first.try_set(None);
                    self.failure.try_set(Some(code));
                }
            }
            self.busy.try_set(false);
        });
    }
}

/// What somebody looks at.
#[derive(Clone, Copy)]
struct Looked {
    held: Held,
    list: Live<ListPreview>,
    by_code: RwSignal<bool>,
    filter: RwSignal<ListFilter>,
    offset: RwSignal<u32>,
    asking: RwSignal<bool>,
    failure: RwSignal<Option<Code>>,
    busy: RwSignal<bool>,
}

#[component]
fn Preview(first: ListPreview, held: Held) -> impl IntoView {
    let (by_code, filter) = (RwSignal::new(first.by_code), RwSignal::new(ListFilter::All));
    let offset = RwSignal::new(0_u32);
    let question = move || command::PreviewList {
        by_code: by_code.get(),
        filter: filter.get(),
        offset: offset.get(),
    };
    let looked = Looked {
        held,
        list: live_from(&[Topic::Entries], question, Some((first, true))),
        by_code,
        filter,
        offset,
        asking: RwSignal::new(false),
        failure: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let list = looked.list;
    let head = move || list.value.with(|list| list.as_ref().map(|list| looked.head(list)));
    let rows = move || list.value.with(|list| list.as_ref().map(|list| looked.rows(list)));
    view! {
        <FailureBanner code=list.failure on_again=Callback::new(move |()| list.again()) />
        <FailureBanner code=looked.failure />
        {changing(head)}
        {looked.filters()}
        {changing(rows)}
        {looked.dialog()}
    }
}

impl Looked {
    /// The numbers, what is not read, what has to be decided, and the button.
    fn head(self, list: &ListPreview) -> AnyView {
        let counts = list.counts;
        let aside = w::aside(&list.hidden, &list.other_sheets, &list.other_columns);
        let aside = aside.into_iter().map(|line| view! { <p class="field-hint">{line}</p> });
        let refused = (list.refused > 0).then(|| {
            let said = w::refused(list.refused);
            let drop = Callback::new(move |()| self.take());
            // What is signed anew takes the place of what was refused.
            let key = (counts.records == 0)
                .then(|| view! { <Button label=w::GIVE_UP test="list-give-up" busy=self.busy on_press=drop /> });
            view! { <Banner tone=Tone::Warning test="list-refused"><p>{said}</p>{key}</Banner> }
        });
        let wanted = counts.renamed > 0 || list.by_code;
        let renamed = wanted.then(|| self.renamed(counts.renamed));
        let open = Callback::new(move |()| self.asking.set(true));
        let take = if counts.records == 0 {
            view! { <p data-test="list-nothing"><strong>{w::NOTHING}</strong>" "{w::NOTHING_MORE}</p> }.into_any()
        } else {
            let label = w::take(counts.records);
            view! {
                <p>{w::signs(&counts)}</p>
                <div class="buttons">
                    <Button label=label test="list-take" look=Look::Primary busy=self.busy on_press=open />
                </div>
            }
            .into_any()
        };
        view! {
            <section class="card" data-test="list-head">
                <p data-test="list-counts"><strong>{w::counts(&counts)}</strong></p>
                {aside.collect_view()}
                {refused}
                {renamed}
                {take}
            </section>
        }
        .into_any()
    }

    /// Whether villages under another name are taken by their code.
    fn renamed(self, count: u32) -> AnyView {
        let said = (count > 0).then(|| view! { <p>{w::renamed(count)}</p> });
        let (by_code, offset) = (self.by_code, self.offset);
        let change = move |_| {
            offset.set(0);
            by_code.update(|by_code| *by_code = !*by_code);
        };
        view! {
            {said}
            <button type="button" class="chip" data-test="list-by-code"
                aria-pressed=move || if by_code.get() { "true" } else { "false" } on:click=change>
                {w::BY_CODE}
            </button>
        }
        .into_any()
    }

    fn filters(self) -> impl IntoView {
        let chip = |filter: ListFilter| {
            let (label, code) = w::filter(filter);
            Chip::new(filter, label, code)
        };
        let options: Vec<Chip<ListFilter>> = [ListFilter::All, ListFilter::Problems, ListFilter::Changes]
            .map(chip)
            .into();
        let filter = self.filter;
        let choose = Callback::new(move |chosen| {
            self.offset.set(0);
            filter.set(chosen);
        });
        let is_chosen = move |one: &ListFilter| filter.get() == *one;
        view! {
            <Chips label=w::SHOW options=options is_chosen=is_chosen
                on_choose=choose test="list-filter" />
        }
    }

    /// The rows in sight, and the way to the others.
    fn rows(self, list: &ListPreview) -> AnyView {
        let shown = u32::try_from(list.rows.len()).unwrap_or(u32::MAX);
        let (first, found) = (self.offset.get_untracked(), list.found);
        let offset = self.offset;
        let before = Callback::new(move |()| offset.update(|at| *at = at.saturating_sub(LISTED_ROWS)));
        let next = Callback::new(move |()| offset.update(|at| *at = at.saturating_add(LISTED_ROWS)));
        let pages = (found > LISTED_ROWS).then(|| {
            let (is_first, is_last) = (first == 0, first.saturating_add(shown) >= found);
            view! {
                <p data-test="list-page">{w::page(first, shown, found)}</p>
                <div class="buttons">
                    <Button label=w::BEFORE test="list-before" disabled=is_first on_press=before />
                    <Button label=w::NEXT test="list-next" disabled=is_last on_press=next />
                </div>
            }
        });
        view! { {list_rows::table(list)}{pages} }.into_any()
    }

    fn dialog(self) -> impl IntoView {
        let list = self.list;
        let counts = move || {
            list.value
                .with_untracked(|list| list.as_ref().map(|list| list.counts).unwrap_or_default())
        };
        let take = Callback::new(move |()| self.take());
        let cancel = Callback::new(move |()| self.asking.set(false));
        view! {
            <Dialog open=self.asking title=w::CONFIRM_TITLE test="list-confirm">
                <p><strong>{w::take(counts().records)}</strong></p>
                <p>{w::signs(&counts())}</p>
                <p>{w::CONFIRM_LEAD}</p>
                <div class="dialog-actions">
                    <Button label=words::CANCEL test="list-cancel" on_press=cancel />
                    <Button label=w::CONFIRM test="list-sign" look=Look::Primary busy=self.busy on_press=take />
                </div>
            </Dialog>
        }
    }

    /// Signs for what was shown; what became another meanwhile is shown anew.
    fn take(self) {
        let Some(seen) = self
            .list
            .value
            .with_untracked(|list| list.as_ref().map(|list| list.seen.clone()))
        else {
            return;
        };
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let taken = ask(command::TakeList { seen }).await;
            self.asking.try_set(false);
            match taken {
                Ok(taken) if taken.records == 0 => self.held.at.app.say(w::GIVEN_UP),
                Ok(taken) => self.held.at.app.say(w::taken(&taken)),
                Err(reply) => {
                    self.failure.try_set(Some(reply.code));
                }
            }
            self.list.again();
            self.busy.try_set(false);
        });
    }
}
