//! The pad: pointer events into the ink model, the model's strokes onto the screen. Survives resizing in mid-stroke.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{PointerEvent, ResizeObserver};

use super::ink_model::{InkModel, Sample};
use super::ink_shape::outline;
use crate::model::tenths::Tenths;
use crate::words::tablet as words;

/// The ink of one signing and what the screen shows of it. Kept outside the pad, so that leaving the step keeps the ink.
#[derive(Clone, Copy)]
pub struct Pad {
    model: StoredValue<InkModel>,
    done: RwSignal<String>,
    live: RwSignal<String>,
    size_px: RwSignal<(f64, f64)>,
}

impl Default for Pad {
    fn default() -> Self {
        Pad {
            model: StoredValue::new(InkModel::default()),
            done: RwSignal::new(String::new()),
            live: RwSignal::new(String::new()),
            size_px: RwSignal::new((0.0, 0.0)),
        }
    }
}

impl Pad {
    /// The ink as it would be signed.
    #[must_use]
    pub fn ink(self) -> cunfa_core::Ink {
        self.model.with_value(InkModel::ink)
    }

    /// Takes the last stroke back.
    pub fn undo(self) {
        self.model.update_value(InkModel::undo);
        self.draw_all();
    }

    /// Takes everything back.
    pub fn clear(self) {
        self.model.update_value(InkModel::clear);
        self.draw_all();
    }

    /// Whether the screen shows no ink; follows the ink.
    #[must_use]
    pub fn is_blank(self) -> bool {
        self.done.with(String::is_empty) && self.live.with(String::is_empty)
    }

    fn resize(self, width_px: f64, height_px: f64) {
        self.model.update_value(|model| model.resize(width_px, height_px));
        self.draw_all();
    }

    fn feed(self, change: impl FnOnce(&mut InkModel)) {
        let before = self.model.with_value(|model| model.strokes().len());
        self.model.update_value(change);
        if self.model.with_value(|model| model.strokes().len()) == before {
            self.live.set(self.path(|model| vec![model.live()]));
        } else {
            self.draw_all();
        }
    }

    fn draw_all(self) {
        let view = self.model.with_value(InkModel::view);
        self.size_px
            .set(view.map_or((0.0, 0.0), |view| (view.width_px, view.height_px)));
        self.done
            .set(self.path(|model| model.strokes().iter().map(Vec::as_slice).collect()));
        self.live.set(self.path(|model| vec![model.live()]));
    }

    fn path(self, strokes: impl Fn(&InkModel) -> Vec<&[super::ink_model::Kept]>) -> String {
        self.model.with_value(|model| {
            let Some(view) = model.view() else { return String::new() };
            let place = |x, y| ((x - view.left) * view.px_per_unit, (y - view.top) * view.px_per_unit);
            let real_pressure = model.has_real_pressure();
            strokes(model)
                .into_iter()
                .map(|stroke| outline(stroke, real_pressure, place))
                .collect()
        })
    }
}

/// Watches the pad's size for as long as it lives.
struct Watch {
    observer: ResizeObserver,
    _heard: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn watch(element: &web_sys::Element, pad: Pad) -> Option<Watch> {
    let watched = element.clone();
    let measure = move || {
        let rect = watched.get_bounding_client_rect();
        pad.resize(rect.width(), rect.height());
    };
    measure();
    let heard = Closure::<dyn FnMut()>::new(measure);
    let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(Watch {
        observer,
        _heard: heard,
    })
}

fn sample(event: &PointerEvent, element: &web_sys::Element) -> Sample {
    let rect = element.get_bounding_client_rect();
    Sample {
        x_px: f64::from(event.client_x()) - rect.left(),
        y_px: f64::from(event.client_y()) - rect.top(),
        t_ms: event.time_stamp(),
        pressure: event.pressure(),
    }
}

/// All positions a move stands for, where the web view gathers several into one event; else the event itself.
fn samples(event: &PointerEvent, element: &web_sys::Element) -> Vec<Sample> {
    let gathers = js_sys::Reflect::has(event, &"getCoalescedEvents".into()).unwrap_or(false);
    let gathered: Vec<Sample> = if gathers {
        let events = event.get_coalesced_events();
        events
            .iter()
            .filter_map(|one| one.dyn_into::<PointerEvent>().ok())
            .map(|one| sample(&one, element))
            .collect()
    } else {
        Vec::new()
    };
    if gathered.is_empty() {
        vec![sample(event, element)]
    } else {
        gathered
    }
}

/// The pad itself: draws into `pad`.
#[component]
pub fn InkPad(
    /// Where the ink is kept.
    pad: Pad,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let watching = StoredValue::new_local(None::<Watch>);
    Effect::new(move |_| {
        if let Some(element) = place.get() {
            watching.set_value(watch(&element, pad));
        }
    });
    let down = move |event: PointerEvent| {
        let Some(element) = place.get_untracked() else { return };
        if event.button() == 0 {
            event.prevent_default();
            // Refused for a pointer that is gone already; drawing then ends at the pad's edge, nothing else changes.
            let _ = element.set_pointer_capture(event.pointer_id());
            pad.feed(|model| model.down(event.pointer_id(), sample(&event, &element)));
        }
    };
    let moved = move |event: PointerEvent| {
        let Some(element) = place.get_untracked() else { return };
        let points = samples(&event, &element);
        pad.feed(|model| {
            points
                .into_iter()
                .for_each(|point| model.moved(event.pointer_id(), point))
        });
    };
    let up = move |event: PointerEvent| pad.feed(|model| model.up(event.pointer_id()));
    // A screen that is turned takes the capture from a pen that is still down: it goes on with its stroke.
    let lost = move |event: PointerEvent| {
        let Some(element) = place.get_untracked() else { return };
        let still_down = event.buttons() & 1 == 1 && element.set_pointer_capture(event.pointer_id()).is_ok();
        if !still_down {
            pad.feed(|model| model.up(event.pointer_id()));
        }
    };
    let view_box = move || {
        pad.size_px
            .with(|(width, height)| format!("0 0 {} {}", Tenths(width.max(1.0)), Tenths(height.max(1.0))))
    };
    view! {
        <div class="pad" data-test="ink-pad" role="img" aria-label=words::PAD_LABEL node_ref=place
            on:pointerdown=down on:pointermove=moved on:pointerup=up on:pointercancel=up on:lostpointercapture=lost
            on:contextmenu=|event| event.prevent_default()>
            <span class="pad-line" aria-hidden="true"><span>{words::PAD_LINE}</span></span>
            <svg class="pad-ink" aria-hidden="true" viewBox=view_box preserveAspectRatio="none">
                <path d=move || pad.done.get() />
                <path d=move || pad.live.get() />
            </svg>
        </div>
    }
}
