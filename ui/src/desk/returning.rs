//! The dialog of a return: several points, ready reasons, at least one point with words in it. What is typed is on the disk at once, and is there
//! again when the dialog is opened anew, whatever ended it: the device locked, the session ended, the program killed.

use crate::components::changing;
use cunfa_core::{Decision, EntryId};
use cunfa_protocol::command;
use cunfa_protocol::view::Returning;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::own_reasons::OwnReasons;
use super::state::DeskState;
use crate::components::{Button, Dialog, Loading, Look, TextArea};
use crate::keeping::Keeping;
use crate::transport::ask;
use crate::words::{deciding, desk as words};

/// One point being written. The key tells rows apart while points come and go.
#[derive(Clone, Copy, PartialEq)]
struct Point {
    key: u32,
    text: RwSignal<String>,
}

/// The points of one return.
#[derive(Clone, Copy)]
struct Points {
    list: RwSignal<Vec<Point>>,
    next_key: StoredValue<u32>,
    fault: RwSignal<Option<String>>,
    keeping: Keeping,
}

impl Points {
    fn begin(entry: EntryId, texts: Vec<String>) -> Points {
        let list = RwSignal::new(Vec::<Point>::new());
        let keeping = Keeping::of(None, move || {
            let points = typed(list)?;
            Some(async move {
                let kept = ask(command::KeepReturning { entry, points }).await;
                kept.map(|kept| kept.saved_at_ms).map_err(|failure| failure.code)
            })
        });
        let points = Points {
            list,
            next_key: StoredValue::new(0),
            fault: RwSignal::new(None),
            keeping,
        };
        if texts.is_empty() {
            points.add(String::new());
        }
        texts.into_iter().for_each(|text| points.add(text));
        points
    }

    fn add(self, text: String) {
        let key = self.next_key.get_value();
        self.next_key.set_value(key.wrapping_add(1));
        self.list.update(|list| {
            list.push(Point {
                key,
                text: RwSignal::new(text),
            })
        });
    }

    fn changed(self) {
        self.fault.set(None);
        self.keeping.typed(false);
    }

    /// Puts a ready reason into the first empty point, else into a new one.
    fn take(self, reason: &str) {
        let empty = self.list.with_untracked(|list| {
            list.iter()
                .find(|point| point.text.with_untracked(|text| text.trim().is_empty()))
                .copied()
        });
        match empty {
            Some(point) => point.text.set(reason.to_owned()),
            None => self.add(reason.to_owned()),
        }
        self.changed();
    }

    fn remove(self, key: u32) {
        self.list.update(|list| list.retain(|point| point.key != key));
        self.changed();
    }

    fn reasons(self) -> Vec<String> {
        let typed = typed(self.list).unwrap_or_default();
        let texts = typed.iter().map(|text| text.trim().to_owned());
        texts.filter(|text| !text.is_empty()).collect()
    }
}

/// The points as they are typed; none when the form is gone.
fn typed(list: RwSignal<Vec<Point>>) -> Option<Vec<String>> {
    let points = list.try_get_untracked()?;
    points.into_iter().map(|point| point.text.try_get_untracked()).collect()
}

/// The dialog, shown while the desk is returning. Once it is closed, the list says which return is half-written.
#[component]
pub(super) fn ReturnDialog(desk: DeskState) -> impl IntoView {
    Effect::new(move |was: Option<bool>| {
        let open = desk.returning.get();
        if was == Some(true) && !open {
            desk.queue.again();
        }
        open
    });
    view! {
        <Dialog open=desk.returning title=words::RETURN_TITLE test="return-dialog">
            {inside(desk)}
        </Dialog>
    }
}

fn inside(desk: DeskState) -> AnyView {
    let begun = RwSignal::new(None::<Returning>);
    let entry = desk.open.get_untracked();
    if let Some(entry) = entry {
        spawn_local(async move {
            // What was typed before cannot be read only when nothing can be written either: then the decision says so.
            let came = ask(command::Returning { entry }).await;
            begun.try_set(Some(came.unwrap_or_default()));
        });
    }
    let shown = move || match (entry, begun.get()) {
        (Some(entry), Some(begun)) => view! { <ReturnForm desk=desk entry=entry begun=begun /> }.into_any(),
        (Some(_), None) | (None, _) => view! { <Loading /> }.into_any(),
    };
    changing(shown)
}

#[component]
fn ReturnForm(desk: DeskState, entry: EntryId, begun: Returning) -> impl IntoView {
    let resumed = (!begun.points.is_empty())
        .then(|| view! { <p class="return-resumed" role="status" data-test="return-resumed">{deciding::RESUMED}</p> });
    let points = Points::begin(entry, begun.points);
    let own = OwnReasons::of(begun.reasons);
    let send = move |()| match points.reasons() {
        reasons if reasons.is_empty() => points.fault.set(Some(words::REASON_NEEDED.to_owned())),
        reasons => spawn_local(async move {
            points.keeping.settled().await;
            points.keeping.done();
            // Closed meanwhile, nobody decides any more; what was typed is kept.
            if desk.returning.try_get_untracked() == Some(true) {
                desk.decide(Decision::Return { reasons });
            }
        }),
    };
    let template = move |(at, (name, reason)): (usize, (&'static str, &'static str))| {
        view! {
            <li>
                <button type="button" class="chip" data-test=format!("return-template-{at}") on:click=move |_| points.take(reason)>
                    {name}
                </button>
            </li>
        }
    };
    let take = Callback::new(move |reason: String| points.take(&reason));
    view! {
        <p>{words::RETURN_MORE}</p>
        {resumed}
        <h3>{words::RETURN_TEMPLATES}</h3>
        <ul class="return-templates">{words::TEMPLATES.into_iter().enumerate().map(template).collect_view()}</ul>
        {own.shown(take)}
        <PointList points=points own=own />
        <div class="return-add">
            <Button label=words::ADD_POINT test="return-add" on_press=Callback::new(move |()| points.add(String::new())) />
        </div>
        <div role="alert" class="return-fault" data-test="return-fault">{changing(move || points.fault.get())}</div>
        <p class="writer-saved" role="status" data-test="return-saved">{changing(move || points.keeping.words())}</p>
        <div class="dialog-actions dialog-actions-sticky">
            <Button label=words::CANCEL test="return-cancel" on_press=Callback::new(move |()| desk.returning.set(false)) />
            <Button
                label=words::CONFIRM_RETURN
                test="return-confirm"
                look=Look::Primary
                busy=desk.busy
                on_press=Callback::new(send)
            />
        </div>
    }
}

#[component]
fn PointList(points: Points, own: OwnReasons) -> impl IntoView {
    let several = Memo::new(move |_| points.list.with(Vec::len) > 1);
    let row = move |(at, point): (usize, Point)| {
        let id = format!("return-point-{}", point.key);
        let remove = move || {
            several.get().then(|| {
                view! {
                    <Button
                        label=words::REMOVE_POINT
                        test=format!("return-remove-{}", point.key)
                        look=Look::Quiet
                        on_press=Callback::new(move |()| points.remove(point.key))
                    />
                }
            })
        };
        let write = move |text: String| {
            point.text.set(text);
            points.changed();
        };
        let keep = Callback::new(move |()| own.wanted.set(Some(point.text.get_untracked())));
        view! {
            <li>
                <TextArea id=id label=words::point(at + 1) value=point.text on_text=Callback::new(write) rows=2 />
                <div class="enrolment-keys">
                    <Button label=deciding::KEEP_OWN test=format!("return-keep-{}", point.key) look=Look::Quiet on_press=keep />
                    {changing(remove)}
                </div>
            </li>
        }
    };
    let numbered = move || points.list.get().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <ol class="return-points">
            <For each=numbered key=|(at, point)| (*at, point.key) children=row />
        </ol>
    }
}
