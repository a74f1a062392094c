//! The rows in the document: those near the screen, and the block with the focus. What is seen stays where it is, whatever is drawn above it.

use crate::components::changing;
use std::time::Duration;

use chrono::NaiveDate;
use cunfa_core::EntryId;
use cunfa_protocol::view::{EntryRow, Sought};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};

use super::list::List;
use crate::components::{Empty, Loading};
use crate::field::rows::Row;
use crate::model::tenths::Tenths;
use crate::model::window::{BLOCK, Heights, Piece};
use crate::words::{field as w, finding as f};

/// Rows drawn at once; the others follow when these are on the screen.
const FIRST: usize = 8;
/// How much of the list is drawn above and below what is seen, in heights of the screen.
const BEYOND: f64 = 1.0;
/// What differs less is the same, in CSS pixels.
const SAME_PX: f64 = 0.5;

/// The rows.
#[component]
pub(super) fn Rows(list: List, today: NaiveDate) -> impl IntoView {
    let all_at_once = list.place.with_value(Option::is_some);
    let drawn = RwSignal::new(if all_at_once { usize::MAX } else { FIRST });
    let painted = move || {
        set_timeout(
            move || {
                drawn.try_set(usize::MAX);
            },
            Duration::ZERO,
        );
    };
    request_animation_frame(move || request_animation_frame(painted));
    let nothing = move || {
        let (title, hint) = if list.sought.with(|sought| *sought == Sought::default()) {
            (w::VOLUME_NONE, w::VOLUME_NONE_HINT)
        } else {
            (w::VOLUME_EMPTY, w::VOLUME_EMPTY_HINT)
        };
        view! { <Empty title=title hint=hint /> }
    };
    let some = Memo::new(move |_| list.total.get().is_some_and(|total| total > 0));
    view! {
        {move || match list.total.get() {
            None if list.failure.with(Option::is_none) => view! { <Loading /> }.into_any(),
            None => ().into_any(),
            Some(0) => nothing().into_any(),
            Some(total) => view! {
                <p class="field-hint" role="status" data-test="volume-total" data-total=total.to_string()>{f::total(total)}</p>
            }
            .into_any(),
        }}
        {changing(move || some.get().then(|| view! { <Pieces list=list today=today drawn=drawn /> }))}
    }
}

/// The list element.
#[component]
fn Pieces(list: List, today: NaiveDate, drawn: RwSignal<usize>) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let sight = Sight { list, node, drawn };
    sight.follow();
    let pieces = Memo::new(move |_| {
        let (range, focus) = (list.range.get(), list.focus.get());
        list.heights.with(|heights| heights.pieces(&range, focus))
    });
    let piece = move |piece: Piece| match piece {
        Piece::Block(block) => view! { <BlockRows list=list block=block drawn=drawn today=today /> }.into_any(),
        Piece::Room(first, last) => {
            let height = move || {
                format!(
                    "{}px",
                    Tenths(list.heights.with(|heights| heights.between(first, last)))
                )
            };
            view! { <div class="rows-room" aria-hidden="true" style:height=height></div> }.into_any()
        }
    };
    let focused = move |event: leptos::ev::FocusEvent| list.focus.set(block_of(&event));
    view! {
        <div class="rows-long" role="list" node_ref=node on:focusin=focused on:focusout=move |_| list.focus.set(None)>
            <For each=move || pieces.get() key=|piece| *piece let:one>{piece(one)}</For>
        </div>
    }
}

/// The block an event happened in.
fn block_of(event: &web_sys::FocusEvent) -> Option<usize> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let block = element.closest("[data-block]").ok()??;
    block.get_attribute("data-block")?.parse().ok()
}

/// One block: its rows, or room for them while they are on their way.
#[component]
fn BlockRows(list: List, block: usize, drawn: RwSignal<usize>, today: NaiveDate) -> impl IntoView {
    let rows = Memo::new(move |_| list.blocks.with(|blocks| blocks.get(&block).cloned()));
    let shown = move || {
        let rows = rows.get();
        let rows = rows.iter().flat_map(|rows| rows.iter()).take(drawn.get());
        rows.cloned().enumerate().collect::<Vec<_>>()
    };
    let waits = move || {
        let height = format!("{}px", Tenths(list.heights.with_untracked(|heights| heights.of(block))));
        rows.with(Option::is_none)
            .then(|| view! { <div class="rows-room" aria-hidden="true" style:height=height></div> })
    };
    let row = move |at: usize, row: EntryRow| {
        let total = move || list.total.get().map(|total| total.to_string());
        view! {
            <div class="rows-one" role="listitem" aria-setsize=total aria-posinset=(block * BLOCK + at + 1).to_string()>
                <Row row=row today=today />
            </div>
        }
    };
    view! {
        <div class="rows-block" role="presentation" data-block=block.to_string()>
            {changing(waits)}
            <For each=shown key=|(at, row)| row_key(*at, row) let:one>{row(one.0, one.1)}</For>
        </div>
    }
}

/// A row is drawn again when anything of it changed.
fn row_key(at: usize, row: &EntryRow) -> String {
    format!(
        "{at}{}{:?}{:?}{}{}{}{}",
        row.entry, row.stage, row.delivery, row.changed_after_signing, row.newer, row.people, row.matter
    )
}

/// What of the list is in sight.
#[derive(Clone, Copy)]
struct Sight {
    list: List,
    node: NodeRef<html::Div>,
    drawn: RwSignal<usize>,
}

/// Watches an element's size for as long as it lives.
struct Watch {
    observer: ResizeObserver,
    _heard: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn watch(element: &Element, heard: impl FnMut() + 'static) -> Option<Watch> {
    let heard = Closure::<dyn FnMut()>::new(heard);
    let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(Watch {
        observer,
        _heard: heard,
    })
}

/// The browser's own way to keep what is seen in its place, which would do here twice what is done by [`Sight::measure`].
fn let_browser_anchor(it_may: bool) {
    let root = document()
        .document_element()
        .and_then(|root| root.dyn_into::<HtmlElement>().ok());
    if let Some(root) = root {
        let style = root.style();
        let _ = if it_may {
            style.remove_property("overflow-anchor").map(|_| ())
        } else {
            style.set_property("overflow-anchor", "none")
        };
    }
}

impl Sight {
    fn follow(self) {
        let watching = StoredValue::new_local(None::<Watch>);
        Effect::new(move |_| {
            if let Some(element) = self.node.get() {
                watching.set_value(watch(&element, move || self.measure()));
                // After this frame's drawing, when the rows have their heights.
                request_animation_frame(move || {
                    self.measure();
                    self.return_to_place();
                });
            }
        });
        let scrolled = window_event_listener(leptos::ev::scroll, move |_| self.look());
        let resized = window_event_listener(leptos::ev::resize, move |_| self.measure());
        let_browser_anchor(false);
        on_cleanup(move || {
            scrolled.remove();
            resized.remove();
            let_browser_anchor(true);
        });
    }

    /// The element, while it is on the page.
    fn element(self) -> Option<Element> {
        let element = self.node.try_get_untracked().flatten()?;
        element.is_connected().then(|| element.unchecked_into())
    }

    /// How far the list is scrolled beyond its top, and the height of the screen.
    fn view(self) -> Option<(f64, f64)> {
        let top = self.element()?.get_bounding_client_rect().top();
        let height = window().inner_height().ok()?.as_f64()?;
        Some((-top, height))
    }

    /// Decides which blocks are to be in the document.
    fn look(self) {
        let Some((y, height)) = self.view() else { return };
        self.list.scrolled.set_value(y);
        let (from, to) = (y - BEYOND * height, y + (1.0 + BEYOND) * height);
        let range = self.list.heights.with_untracked(|heights| heights.near(from, to));
        if self.list.range.get_untracked() != range {
            self.list.range.set(range);
        }
    }

    /// Takes the heights of the blocks that are drawn; what is seen stays where it is.
    fn measure(self) {
        let Some(((y, _), element)) = self.view().zip(self.element()) else {
            return;
        };
        if self.drawn.get_untracked() > FIRST {
            let seen = self.seen(&element);
            let differs = |heights: &Heights| seen.iter().any(|(block, px)| (heights.of(*block) - px).abs() > SAME_PX);
            if self.list.heights.with_untracked(differs) {
                let before = self.list.heights.get_untracked();
                self.list.heights.update(|heights| heights.measure(&seen));
                let (anchor, part) = before.place(y);
                let by = self
                    .list
                    .heights
                    .with_untracked(|heights| heights.height_of(anchor, part))
                    - before.height_of(anchor, part);
                if y > 0.0 && by.abs() > SAME_PX {
                    window().scroll_by_with_x_and_y(0.0, by);
                }
            }
        }
        self.look();
    }

    /// The blocks that are drawn whole, with their heights.
    fn seen(self, element: &Element) -> Vec<(usize, f64)> {
        let Ok(blocks) = element.query_selector_all("[data-block]") else {
            return Vec::new();
        };
        let blocks = (0..blocks.length()).filter_map(|at| blocks.get(at)?.dyn_into::<Element>().ok());
        let here = |block: &usize| self.list.blocks.with_untracked(|blocks| blocks.contains_key(block));
        blocks
            .filter_map(|element| {
                let block: usize = element.get_attribute("data-block")?.parse().ok()?;
                let px = element.get_bounding_client_rect().height();
                here(&block).then_some((block, px))
            })
            .filter(|(_, px)| *px > 0.0)
            .collect()
    }

    /// Scrolls to where the list was left, and gives the focus back to the entry that was opened from it.
    fn return_to_place(self) {
        let Some((scrolled, entry)) = self.list.place.try_update_value(Option::take).flatten() else {
            return;
        };
        let Some((y, _)) = self.view() else { return };
        window().scroll_by_with_x_and_y(0.0, scrolled - y);
        self.look();
        request_animation_frame(move || {
            if let Some((element, entry)) = self.element().zip(entry) {
                focus_row(&element, entry);
            }
        });
    }
}

fn focus_row(element: &Element, entry: EntryId) {
    let row = element
        .query_selector(&format!("[data-entry=\"{entry}\"]"))
        .ok()
        .flatten();
    if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        let _ = row.focus();
    }
}
