//! What the browser tests of page, pad and desk share: one entry, a door that answers from a list, keys and pointers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    dead_code
)]

use std::cell::RefCell;
use std::rc::Rc;

use cunfa_core::entry::{Entry, ServedPerson, ServiceTime};
use cunfa_core::{
    Act, ActId, Body, DeviceId, Digest, EntryId, Ink, KeyId, Kind, Life, Mode, Opinion, Person, PersonId, Point, Role,
    SignOff, Stage, Standing, Stroke,
};
use cunfa_protocol::view::{
    ActView, Asked, Certified, Clock, Delivery, Display, EntryRow, EntryView, Event, Evidence, Issuer, Me, Queue,
    QueueItem, Session, SessionStage, SignedText, Signer, Signing, Slot, VillageRow,
};
use cunfa_protocol::{Code, Command, FailureReply, Reply};
use cunfa_ui::model::route::{Place, Route};
use cunfa_ui::state::App;
use cunfa_ui::transport::{Answer, Transport, install};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

/// A rare name, in NFC, of characters outside the basic plane.
pub const RARE: &str = "𡌶𫢸𬍛";

pub fn entry() -> Entry {
    Entry {
        village: "450102101205".parse().unwrap(),
        number: "03-0007".to_owned(),
        counsel: PersonId([1; 16]),
        counsel_name: "覃文斌".to_owned(),
        date: "2026-11-23".parse().unwrap(),
        time: ServiceTime::Interval {
            start: "14:00:00".parse().unwrap(),
            end: "15:30:00".parse().unwrap(),
        },
        mode: Mode::OnSite,
        kind: Kind::Consultation,
        persons: vec![ServedPerson {
            row: "01-3fa2".to_owned(),
            name: RARE.to_owned(),
            ..ServedPerson::default()
        }],
        matter: "土地承包".to_owned(),
        advice: "请先到村委会协商。\n协商不成可以申请仲裁。".to_owned(),
        result: "同意协商".to_owned(),
        result_class: None,
        lecture: None,
        mediation: None,
        details: Vec::new(),
        paid: None,
        major: None,
        corrects: None,
        follow_up: None,
        follows: None,
        answers: None,
        written_at: "2026-11-23T15:42".to_owned(),
        attachments: Vec::new(),
    }
}

pub fn row(id: EntryId) -> EntryRow {
    EntryRow {
        entry: id,
        number: "03-0007".to_owned(),
        village: "450102101205".parse().unwrap(),
        village_name: "那况村".to_owned(),
        date: "2026-11-23".parse().unwrap(),
        minutes: 90,
        kind: Kind::Consultation,
        mode: Mode::OnSite,
        people: RARE.to_owned(),
        matter: "土地承包".to_owned(),
        counsel_name: "覃文斌".to_owned(),
        stage: Stage::InReview,
        changed_after_signing: false,
        delivery: Delivery::Delivered,
        major: false,
        known: None,
        newer: false,
    }
}

pub fn ink() -> Ink {
    let point = |x, y| Point {
        x,
        y,
        t_ms: 0,
        pressure: None,
    };
    Ink {
        width: 10_000,
        height: 6_000,
        strokes: vec![Stroke(vec![point(1_000, 1_000), point(7_000, 4_000)])],
    }
}

pub fn evidence() -> Evidence {
    let person = Person {
        id: PersonId([2; 16]),
        name: "韦秀兰".to_owned(),
        role: Role::Cadre,
        post: "村委会副主任".to_owned(),
        scope: Vec::new(),
    };
    Evidence {
        certified: Some(Certified {
            person,
            issuer: Issuer::County,
            from_ms: 1_790_000_000_000,
        }),
        text: SignedText::Present,
        clock: Clock::Checked,
        root: None,
        received_at_ms: Some(1_795_430_860_000),
    }
}

fn sign_off(id: EntryId) -> ActView {
    let body = Body::SignOff(SignOff {
        opinion: Opinion::TrueAndSatisfied,
        remark: "讲得清楚".to_owned(),
        name: "韦秀兰".to_owned(),
        post: "村委会副主任".to_owned(),
        ink: ink(),
        confirmations: Vec::new(),
    });
    let act = Act {
        id: ActId([9; 16]),
        entry: id,
        heads: vec![Digest([3; 32])],
        body,
        person: PersonId([2; 16]),
        key: KeyId([4; 16]),
        role: Role::Cadre,
        device: DeviceId([5; 16]),
        device_time_s: 1_795_420_860,
    };
    ActView {
        act,
        person_name: "韦秀兰".to_owned(),
        ink_path: Some("M1000 1000L7000 4000".to_owned()),
        holds: true,
        standing: Some(Standing::Confirmed),
        covers_current: true,
        delivered: true,
        evidence: evidence(),
    }
}

pub fn view(id: EntryId) -> EntryView {
    EntryView {
        row: row(id),
        township: "三塘镇".to_owned(),
        entry: entry(),
        content: Digest([7; 32]),
        attachments: Vec::new(),
        amendment: None,
        conflicts: Vec::new(),
        life: Life {
            stage: Stage::InReview,
            official: Some(ActId([9; 16])),
            changed_after_signing: false,
            sign_offs_differ: false,
            reviews_differ: false,
            reasons: Vec::new(),
        },
        acts: vec![sign_off(id)],
        corrected_by: Vec::new(),
        followed_by: Vec::new(),
        answers: None,
        may_change: false,
        may_void: false,
        may_correct: false,
        may_follow: true,
        may_write_another: true,
        may_sign: false,
        submits: false,
        may_submit_paper: false,
        may_review: true,
        may_attach: false,
        may_acknowledge: false,
        asked: Asked::Nothing,
    }
}

/// A person on the tablet.
pub fn slot(slot: u32, role: Role) -> Slot {
    Slot {
        slot,
        label: "韦秀兰".to_owned(),
        role,
        person: Some(PersonId([2; 16])),
        wait_ms: 0,
        tries_left: 10,
    }
}

pub fn signing() -> Signing {
    Signing {
        entry: entry(),
        attachments: Vec::new(),
        village_name: "那况村".to_owned(),
        township: "三塘镇".to_owned(),
        content: Digest([7; 32]),
        signers: vec![Signer {
            slot: slot(1, Role::Cadre),
            name: "韦秀兰".to_owned(),
            post: "村委会副主任".to_owned(),
            role: Role::Cadre,
            standing: Standing::Confirmed,
        }],
        opinions: Opinion::ALL.to_vec(),
        for_paper: false,
    }
}

/// A village of 三塘镇 by the last three digits of its code.
pub fn village_row(digits: &str, name: &str) -> VillageRow {
    VillageRow {
        code: format!("450102101{digits}").parse().unwrap(),
        name: name.to_owned(),
        township: "三塘镇".to_owned(),
        county: "兴宁区".to_owned(),
    }
}

pub fn queue(ids: &[EntryId]) -> Queue {
    let village = VillageRow {
        code: "450102101205".parse().unwrap(),
        name: "那况村".to_owned(),
        township: "三塘镇".to_owned(),
        county: "兴宁区".to_owned(),
    };
    let waiting = ids
        .iter()
        .map(|id| QueueItem {
            row: row(*id),
            written_late_days: 0,
            on_paper: false,
            contrary: false,
            returning: false,
            counsel: PersonId([1; 16]),
            asked: Asked::Nothing,
        })
        .collect();
    Queue {
        major: Vec::new(),
        waiting,
        decided: Vec::new(),
        villages: vec![(village, ids.len() as u32)],
        contrary: 0,
    }
}

pub fn session(role: Role) -> Session {
    let person = Person {
        id: PersonId([8; 16]),
        name: "某某".to_owned(),
        role,
        post: String::new(),
        scope: Vec::new(),
    };
    let me = Me {
        slot: 0,
        person,
        device_name: "一号".to_owned(),
        server: "http://127.0.0.1".to_owned(),
    };
    Session {
        stage: SessionStage::Open(me),
        display: Display::default(),
        slots: vec![slot(0, role)],
        demo: None,
    }
}

type Answers = dyn Fn(&Command) -> Result<Reply, Code>;

/// What the door was asked, and what it answers.
#[derive(Clone)]
pub struct Door {
    asked: Rc<RefCell<Vec<Command>>>,
    answer: Rc<Answers>,
}

impl Door {
    /// Puts a door in place.
    pub fn put(answer: impl Fn(&Command) -> Result<Reply, Code> + 'static) -> Door {
        let door = Door {
            asked: Rc::default(),
            answer: Rc::new(answer),
        };
        install(Rc::new(door.clone()));
        door
    }

    /// Everything asked so far.
    pub fn asked(&self) -> Vec<Command> {
        self.asked.borrow().clone()
    }
}

impl Transport for Door {
    fn send(&self, _name: &'static str, command: String) -> Answer {
        let command: Command = serde_json::from_str(&command).unwrap();
        self.asked.borrow_mut().push(command.clone());
        let answer = (self.answer)(&command)
            .map(|reply| serde_json::to_value(reply).unwrap())
            .map_err(FailureReply::from);
        Box::pin(async move { answer })
    }
    fn listen(&self, _hear: Box<dyn Fn(Event)>) {}
}

/// A stage with one screen on it; taken down when dropped.
pub struct Scene {
    pub place: HtmlElement,
    _screen: Box<dyn std::any::Any>,
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.place.remove();
    }
}

/// Mounts a screen for a person of this role.
pub fn show<V: IntoView + 'static>(role: Role, screen: impl FnOnce() -> V + 'static) -> Scene {
    let place: HtmlElement = document().create_element("div").unwrap().dyn_into().unwrap();
    document().body().unwrap().append_child(&place).unwrap();
    let handle: UnmountHandle<_> = mount_to(place.clone(), move || {
        let app = App::new(Place {
            route: Route::Home,
            step: 1,
        });
        app.take_session(session(role));
        provide_context(app);
        screen()
    });
    Scene {
        place,
        _screen: Box::new(handle),
    }
}

impl Scene {
    pub fn find(&self, test: &str) -> Option<HtmlElement> {
        let found = self.place.query_selector(&format!("[data-test=\"{test}\"]")).unwrap();
        found.map(|element| element.dyn_into().unwrap())
    }

    /// The element, as soon as it is there.
    pub async fn wait(&self, test: &str) -> HtmlElement {
        until(&format!("{test} is shown"), || self.find(test).is_some()).await;
        self.find(test).unwrap()
    }

    pub async fn press(&self, test: &str) {
        self.wait(test).await.click();
        frame().await;
    }

    pub fn text(&self) -> String {
        self.place.text_content().unwrap_or_default()
    }
}

/// One frame of the page. A browser that draws none for a second is not waited for: what a test waits for then names itself.
pub async fn frame() {
    let promise = js_sys::Promise::new(&mut |done, _| {
        window().request_animation_frame(&done).unwrap();
        window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&done, 1_000)
            .unwrap();
    });
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
}

/// Waits frame by frame, ten seconds and sixty frames at most: a machine that stood still for a while is not the page's fault.
pub async fn until(what: &str, is: impl Fn() -> bool) {
    let start = js_sys::Date::now();
    let mut frames = 0;
    while !is() {
        assert!(
            frames < 60 || js_sys::Date::now() - start < 10_000.0,
            "still not so: {what}"
        );
        frame().await;
        frames += 1;
    }
}

/// Sends an event made by a line of script: `make(a, b, c)` returns it.
fn dispatch(target: &web_sys::EventTarget, make: &str, a: &JsValue, b: &JsValue, c: &JsValue) {
    let make = js_sys::Function::new_with_args("a,b,c", make);
    let event = make.call3(&JsValue::NULL, a, b, c).unwrap();
    target.dispatch_event(event.unchecked_ref()).unwrap();
}

/// A pointer event at a place of the element.
pub fn point(element: &HtmlElement, kind: &str, pointer: i32, x: f64, y: f64) {
    let rect = element.get_bounding_client_rect();
    let at = js_sys::Array::of2(&(rect.left() + x).into(), &(rect.top() + y).into());
    let make = "return new PointerEvent(a, {pointerId: b, clientX: c[0], clientY: c[1], button: 0, pressure: 0.5, bubbles: true, cancelable: true})";
    dispatch(element, make, &kind.into(), &pointer.into(), &at);
}

/// An event by its name alone; it bubbles.
pub fn event(target: &web_sys::EventTarget, name: &str) {
    let make = "return new Event(a, {bubbles: true})";
    dispatch(target, make, &name.into(), &JsValue::NULL, &JsValue::NULL);
}

/// A key press.
pub fn key(target: &web_sys::EventTarget, key: &str, composing: bool) {
    let make = "return new KeyboardEvent('keydown', {key: a, isComposing: b, bubbles: true, cancelable: true})";
    dispatch(target, make, &key.into(), &composing.into(), &JsValue::NULL);
}

/// A key press with shift held.
pub fn shifted(target: &web_sys::EventTarget, key: &str) {
    let make = "return new KeyboardEvent('keydown', {key: a, shiftKey: true, bubbles: true, cancelable: true})";
    dispatch(target, make, &key.into(), &JsValue::NULL, &JsValue::NULL);
}

/// Types a text into a field, whole, as an input event.
pub fn type_into(scene: &Scene, test: &str, text: &str) {
    let field = scene.find(test).unwrap();
    js_sys::Reflect::set(&field, &"value".into(), &JsValue::from_str(text)).unwrap();
    let make = "return new InputEvent('input', {bubbles: true})";
    dispatch(&field, make, &JsValue::NULL, &JsValue::NULL, &JsValue::NULL);
}

/// The page's own style, and what `App` says of text size and theme; to be removed afterwards.
pub fn styled(text: &str, theme: &str) -> web_sys::Element {
    let document = window().document().unwrap();
    let root = document.document_element().unwrap();
    root.set_attribute("data-text", text).unwrap();
    root.set_attribute("data-theme", theme).unwrap();
    let style = document.create_element("style").unwrap();
    style.set_text_content(Some(&STYLE.concat()));
    document.head().unwrap().append_child(&style).unwrap();
    style
}

/// The page's own style as it is on paper; to be removed afterwards.
pub fn printed() -> web_sys::Element {
    let style = styled("standard", "light");
    style.set_text_content(Some(&STYLE.concat().replace("@media print", "@media all")));
    style
}

/// Whether something takes room on the page.
pub fn takes_room(scene: &Scene, test: &str) -> bool {
    let of = scene.find(test).map(|one| one.get_bounding_client_rect().height());
    of.is_some_and(|height| height > 0.0)
}

const STYLE: [&str; 8] = [
    include_str!("../../style/tokens.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/components.css"),
    include_str!("../../style/page.css"),
    include_str!("../../style/field.css"),
    include_str!("../../style/about.css"),
    include_str!("../../style/desk.css"),
    include_str!("../../style/registers.css"),
];
