//! The dialog of a return: several points, ready reasons, at least one point with words in it.

use cunfa_core::Decision;
use leptos::prelude::*;

use super::state::DeskState;
use crate::components::{Button, Dialog, Look, TextArea};
use crate::words::desk as words;

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
}

impl Points {
    fn begin() -> Points {
        let points = Points {
            list: RwSignal::new(Vec::new()),
            next_key: StoredValue::new(0),
            fault: RwSignal::new(None),
        };
        points.add(String::new());
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

    /// Puts a ready reason into the first empty point, else into a new one.
    fn take(self, reason: &str) {
        self.fault.set(None);
        let empty = self.list.with_untracked(|list| {
            list.iter()
                .find(|point| point.text.with_untracked(|text| text.trim().is_empty()))
                .copied()
        });
        match empty {
            Some(point) => point.text.set(reason.to_owned()),
            None => self.add(reason.to_owned()),
        }
    }

    fn remove(self, key: u32) {
        self.list.update(|list| list.retain(|point| point.key != key));
    }

    fn reasons(self) -> Vec<String> {
        self.list.with_untracked(|list| {
            let texts = list
                .iter()
                .map(|point| point.text.with_untracked(|text| text.trim().to_owned()));
            texts.filter(|text| !text.is_empty()).collect()
        })
    }
}

/// The dialog, shown while the desk is returning.
#[component]
pub(super) fn ReturnDialog(desk: DeskState) -> impl IntoView {
    view! {
        <Dialog open=desk.returning title=words::RETURN_TITLE test="return-dialog">
            <ReturnForm desk=desk />
        </Dialog>
    }
}

#[component]
fn ReturnForm(desk: DeskState) -> impl IntoView {
    let points = Points::begin();
    let send = move |()| match points.reasons() {
        reasons if reasons.is_empty() => points.fault.set(Some(words::REASON_NEEDED.to_owned())),
        reasons => desk.decide(Decision::Return { reasons }),
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
    view! {
        <p>{words::RETURN_MORE}</p>
        <h3>{words::RETURN_TEMPLATES}</h3>
        <ul class="return-templates">{words::TEMPLATES.into_iter().enumerate().map(template).collect_view()}</ul>
        <PointList points=points />
        <div class="return-add">
            <Button label=words::ADD_POINT test="return-add" on_press=Callback::new(move |()| points.add(String::new())) />
        </div>
        <div role="alert" class="return-fault" data-test="return-fault">{move || points.fault.get()}</div>
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
fn PointList(points: Points) -> impl IntoView {
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
            points.fault.set(None);
            point.text.set(text);
        };
        view! {
            <li>
                <TextArea id=id label=words::point(at + 1) value=point.text on_text=Callback::new(write) rows=2 />
                {remove}
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
