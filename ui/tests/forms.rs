//! Writing in few touches, in a real browser: taps counted on the real screens, templates, the timer, the day to look again.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::Cell;
use std::rc::Rc;

use cunfa_core::entry::Form;
use cunfa_core::rules::{Period, Tally};
use cunfa_core::{EntryId, Kind, Mode, ResultClass, Role, ServedPerson};
use cunfa_protocol::view::{
    Burden, Draft, DraftSaved, Home as HomeView, SyncOutcome, Templates, VillageMonth, VillageRow,
};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::field::{EntryScreen, Home, Settings, TemplatesScreen, Write};
use cunfa_ui::model::route::{Place, Route};
use cunfa_ui::state::use_app;
use leptos::prelude::*;
use page_support::{Door, Scene, frame, show, until, view};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const DRAFT: EntryId = EntryId([4; 16]);
const SAVED_AT_MS: i64 = 1_795_428_000_000;

fn village() -> VillageRow {
    VillageRow {
        code: "450102101205".parse().unwrap(),
        name: "那况村".to_owned(),
        township: "三塘镇".to_owned(),
        county: "兴宁区".to_owned(),
    }
}

fn home() -> HomeView {
    let month = "2026-11-01".parse().unwrap();
    HomeView {
        today: "2026-11-25".parse().unwrap(),
        villages: vec![VillageMonth {
            village: village(),
            tally: Tally {
                rule: "nanning-2016".to_owned(),
                rule_version: 1,
                month,
                counted_minutes: 0,
                owed_minutes: 300,
                lectures: 0,
                owed_lectures: 1,
                rounding: 0,
                made_up_by: Vec::new(),
                made_up_for: Vec::new(),
                lectures_per: Period::Year,
                lecture_lines: Vec::new(),
                lines: Vec::new(),
            },
            unsigned: 0,
        }],
        drafts: 0,
        unsigned: 0,
        unsent: 0,
        returned: 0,
        needs: 0,
        rules: Vec::new(),
        follow_ups: 0,
        reminder: None,
        last_sync_ms: None,
        last_outcome: SyncOutcome::Never,
    }
}

fn draft(form: Form) -> Draft {
    Draft {
        draft: DRAFT,
        form,
        photos: Vec::new(),
        room_mib: None,
        changes: None,
        saved_at_ms: Some(SAVED_AT_MS),
        recent_persons: vec!["韦大妹".to_owned()],
        today: "2026-11-25".parse().unwrap(),
        latest: "2026-11-25".parse().unwrap(),
    }
}

/// As the client starts one: village of the last visit, today.
fn fresh() -> Form {
    Form {
        village: Some(village().code),
        date: Some("2026-11-25".parse().unwrap()),
        ..Form::default()
    }
}

fn consultation() -> Form {
    Form {
        start: Some("09:00:00".parse().unwrap()),
        end: Some("10:30:00".parse().unwrap()),
        mode: Some(Mode::OnSite),
        kind: Some(Kind::Consultation),
        persons: vec![ServedPerson {
            row: "01-3fa2".to_owned(),
            name: "韦大妹".to_owned(),
            ..ServedPerson::default()
        }],
        ..fresh()
    }
}

fn door(form: Form) -> Door {
    Door::put(move |command| match command {
        Command::Home(_) => Ok(Reply::Home(home())),
        Command::StartDraft(_) => Ok(Reply::StartDraft(draft(form.clone()))),
        Command::WriteAnother(_) => Ok(Reply::WriteAnother(draft(form.clone()))),
        Command::FollowUp(_) => Ok(Reply::FollowUp(draft(form.clone()))),
        Command::Drafts(_) => Ok(Reply::Drafts(vec![draft(form.clone())])),
        Command::Villages(_) => Ok(Reply::Villages(vec![village()])),
        Command::SaveDraft(_) => Ok(Reply::SaveDraft(DraftSaved {
            saved_at_ms: SAVED_AT_MS,
        })),
        Command::SaveEntry(save) => Ok(Reply::SaveEntry(view(save.draft))),
        Command::OpenEntry(open) => Ok(Reply::OpenEntry(view(open.entry))),
        Command::Templates(_) => Ok(Reply::Templates(Templates::default())),
        Command::KeepTemplate(keep) => Ok(Reply::KeepTemplate(Templates {
            kept: vec![keep.template.clone()],
            hidden: Vec::new(),
        })),
        Command::DropTemplate(dropped) => Ok(Reply::DropTemplate(Templates {
            kept: Vec::new(),
            hidden: vec![dropped.template.key.clone()],
        })),
        Command::DropDraft(_) => Ok(Reply::DropDraft(())),
        Command::KeepDraft(_) => Ok(Reply::KeepDraft(draft(form.clone()))),
        Command::CountWriting(_) => Ok(Reply::CountWriting(())),
        Command::Burden(_) => Ok(Reply::Burden(Burden {
            entries: 20,
            median_taps: 11,
            median_seconds: 48,
        })),
        Command::ClearBurden(_) => Ok(Reply::ClearBurden(Burden::default())),
        _ => Err(Code::NotNow),
    })
}

async fn write(step: u8, form: Form) -> (Scene, Door) {
    let door = door(form);
    let scene = show(Role::Counsel, move || {
        use_app().place.set(Place {
            route: Route::Write(DRAFT),
            step,
        });
        view! { <Write draft=DRAFT /> }
    });
    scene.wait("writer").await;
    (scene, door)
}

/// Home, the form and the entry, as the page leads from one to the other.
fn screens() -> Scene {
    let _ = window().location().set_hash("#/");
    show(Role::Counsel, || {
        let app = follow();
        app.place.set(Place {
            route: Route::Home,
            step: 1,
        });
        let route = Memo::new(move |_| app.place.get().route);
        move || match route.get() {
            Route::Home => view! { <Home /> }.into_any(),
            Route::Write(draft) => view! { <Write draft=draft /> }.into_any(),
            Route::Entry(entry) => view! { <EntryScreen entry=entry /> }.into_any(),
            _ => ().into_any(),
        }
    })
}

/// A finger: touches, and types where it touched.
struct Finger<'a> {
    scene: &'a Scene,
    taps: Cell<u32>,
}

impl<'a> Finger<'a> {
    fn new(scene: &'a Scene) -> Finger<'a> {
        Finger {
            scene,
            taps: Cell::new(0),
        }
    }

    async fn tap(&self, test: &str) {
        self.taps.set(self.taps.get() + 1);
        self.scene.press(test).await;
    }

    async fn write(&self, test: &str, text: &str) {
        self.tap(test).await;
        type_into(self.scene, test, text);
        frame().await;
    }
}

fn type_into(scene: &Scene, test: &str, text: &str) {
    let field = scene.find(test).unwrap();
    js_sys::Reflect::set(&field, &"value".into(), &JsValue::from_str(text)).unwrap();
    let event = web_sys::Event::new("input").unwrap();
    field.dispatch_event(&event).unwrap();
}

fn last(door: &Door) -> Option<Form> {
    let kept = |command: Command| match command {
        Command::SaveDraft(save) => Some(save.form),
        _ => None,
    };
    door.asked().into_iter().filter_map(kept).next_back()
}

async fn kept(door: &Door, what: &str, is: impl Fn(&Form) -> bool) {
    until(what, || last(door).is_some_and(|form| is(&form))).await;
}

fn made(door: &Door) -> Option<Form> {
    door.asked().into_iter().find_map(|command| match command {
        Command::SaveEntry(save) => Some(save.form),
        _ => None,
    })
}

#[wasm_bindgen_test]
async fn the_usual_consultation_is_at_most_twelve_taps_and_the_text() {
    let door = door(fresh());
    let scene = screens();
    let finger = Finger::new(&scene);
    finger.tap("new-entry").await;
    finger.tap("start-09:00").await;
    finger.tap("length-90").await;
    finger.tap("kind-consultation").await;
    finger.tap("mode-on_site").await;
    finger.tap("write-next").await;
    finger.tap("recent-0").await;
    finger.write("matter", "与邻居的宅基地边界不清").await;
    finger.write("advice", "先查登记资料，再由村委会指界").await;
    finger.tap("result-class-to_mediation").await;
    finger.tap("write-next").await;
    scene.wait("ledger-page").await;
    finger.tap("save").await;
    until("the entry is made", || made(&door).is_some()).await;
    assert!(finger.taps.get() <= 12, "{} taps", finger.taps.get());
    let form = made(&door).unwrap();
    assert_eq!(
        (form.kind, form.persons[0].name.as_str()),
        (Some(Kind::Consultation), "韦大妹")
    );
    until("the program counts what the finger did", || {
        counted(&door).contains(&(DRAFT, finger.taps.get()))
    })
    .await;
}

/// The stays at a form that were counted; the one of the test before may come late.
fn counted(door: &Door) -> Vec<(EntryId, u32)> {
    let count = |command: Command| match command {
        Command::CountWriting(count) => Some((count.draft, count.taps)),
        _ => None,
    };
    door.asked().into_iter().filter_map(count).collect()
}

/// Follows the address as the page does, as long as the scene is there.
fn follow() -> cunfa_ui::state::App {
    let app = use_app();
    let heard = window_event_listener(leptos::ev::hashchange, move |_| app.place.set(cunfa_ui::router::here()));
    on_cleanup(move || heard.remove());
    app
}

#[wasm_bindgen_test]
async fn a_lecture_is_at_most_fourteen_taps_and_the_text() {
    let door = door(fresh());
    let scene = screens();
    let finger = Finger::new(&scene);
    for test in [
        "new-entry",
        "start-10:00",
        "length-120",
        "kind-lecture",
        "mode-on_site",
        "write-next",
    ] {
        finger.tap(test).await;
    }
    for (test, text) in [
        ("lecture-topic", "民法典里的婚姻家庭"),
        ("lecture-speaker", "覃文斌"),
        ("lecture-place", "村委会会议室"),
        ("lecture-heads", "36"),
        ("lecture-copies", "40"),
    ] {
        finger.write(test, text).await;
    }
    finger.tap("write-next").await;
    scene.wait("ledger-page").await;
    finger.tap("save").await;
    until("the entry is made", || made(&door).is_some()).await;
    assert!(finger.taps.get() <= 14, "{} taps", finger.taps.get());
}

#[wasm_bindgen_test]
async fn another_entry_of_the_same_sitting_and_a_follow_up_are_one_tap_each() {
    for (button, lead) in [("entry-another", false), ("entry-follow", true)] {
        let form = Form {
            follows: lead.then_some(EntryId([9; 16])),
            ..fresh()
        };
        let door = door(form);
        let _ = window().location().set_hash("#/");
        let scene = show(Role::Counsel, || {
            let app = follow();
            let route = Memo::new(move |_| app.place.get().route);
            move || match route.get() {
                Route::Write(draft) => view! { <Write draft=draft /> }.into_any(),
                _ => view! { <EntryScreen entry=EntryId([9; 16]) /> }.into_any(),
            }
        });
        scene.press(button).await;
        scene.wait("writer").await;
        assert_eq!(scene.find("write-follows").is_some(), lead, "{button}");
        let asked = door.asked();
        let right = asked.iter().any(|command| match command {
            Command::WriteAnother(with) => !lead && with.after == EntryId([9; 16]),
            Command::FollowUp(with) => lead && with.entry == EntryId([9; 16]),
            _ => false,
        });
        assert!(right, "{button}");
        let _ = window().location().set_hash("#/");
    }
}

#[wasm_bindgen_test]
async fn a_template_fills_and_one_touch_takes_it_back() {
    let (scene, door) = write(2, consultation()).await;
    scene.press("template-0").await;
    kept(&door, "it is filled in", |form| {
        !form.matter.is_empty() && !form.advice.is_empty()
    })
    .await;
    scene.wait("template-filled").await;
    scene.press("template-1").await;
    assert!(
        scene.find("template-ask").unwrap().get_attribute("open").is_none(),
        "its own text goes unasked"
    );
    scene.press("template-undo").await;
    scene.press("write-undo").await;
    kept(&door, "both are taken back", |form| {
        form.matter.is_empty() && form.advice.is_empty()
    })
    .await;
}

#[wasm_bindgen_test]
async fn typed_text_is_overwritten_only_when_the_person_says_so() {
    let (scene, door) = write(2, consultation()).await;
    scene.wait("matter").await;
    type_into(&scene, "matter", "自己写的");
    frame().await;
    scene.press("template-0").await;
    scene.press("template-blanks").await;
    kept(&door, "only the blanks", |form| {
        form.matter == "自己写的" && !form.advice.is_empty()
    })
    .await;
    scene.press("template-1").await;
    scene.press("template-cancel").await;
    assert_eq!(last(&door).unwrap().matter, "自己写的");
    scene.press("template-1").await;
    scene.press("template-over").await;
    kept(&door, "all of it", |form| form.matter != "自己写的").await;
    scene.press("template-undo").await;
    kept(&door, "taken back", |form| form.matter == "自己写的").await;
}

#[wasm_bindgen_test]
async fn a_form_becomes_a_template_and_one_without_a_name_says_what_is_missing() {
    let (scene, door) = write(2, consultation()).await;
    assert!(
        scene.wait("template-save-as").await.has_attribute("disabled"),
        "nothing to keep yet"
    );
    type_into(&scene, "matter", "与邻居的宅基地边界不清");
    frame().await;
    scene.press("template-save-as").await;
    scene.wait("template-name").await;
    type_into(&scene, "template-name", " ");
    frame().await;
    scene.press("template-save").await;
    assert!(scene.text().contains("请写一个模板名称。"));
    type_into(&scene, "template-name", "宅基地");
    frame().await;
    scene.press("template-save").await;
    until("it is kept", || {
        door.asked().iter().any(|command| {
            matches!(command, Command::KeepTemplate(keep) if keep.template.name == "宅基地" && keep.template.kind == Kind::Consultation)
        })
    })
    .await;
    until("its chip is there", || {
        scene
            .find("template-0")
            .is_some_and(|chip| chip.text_content().as_deref() == Some("宅基地"))
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_deleted_template_can_be_taken_back_on_the_screen_of_templates() {
    let door = door(fresh());
    let scene = show(Role::Counsel, || view! { <TemplatesScreen /> });
    scene.press("template-delete-builtin.visit.0").await;
    scene.wait("template-dropped").await;
    until("it is gone", || scene.find("template-delete-builtin.visit.0").is_none()).await;
    scene.press("template-restore").await;
    until("it is back", || scene.find("template-delete-builtin.visit.0").is_some()).await;
    assert!(
        door.asked()
            .iter()
            .any(|command| matches!(command, Command::KeepTemplate(_)))
    );
}

#[wasm_bindgen_test]
async fn a_timer_is_kept_with_the_draft_fills_the_times_and_is_undone() {
    let (scene, door) = write(1, fresh()).await;
    scene.press("timer-start").await;
    kept(&door, "the timer is on the disk", |form| {
        form.arrived.is_some() && form.start.is_some()
    })
    .await;
    scene.press("timer-stop").await;
    kept(&door, "both times are filled in", |form| {
        // The day's last minute has none after it.
        let is_last = form.start == "23:59:00".parse().ok();
        form.arrived.is_none() && (form.end > form.start || is_last && form.end == form.start)
    })
    .await;
    scene.press("write-undo").await;
    kept(&door, "it runs again", |form| {
        form.arrived.is_some() && form.end.is_none()
    })
    .await;
    scene.press("timer-cancel").await;
    kept(&door, "it is given up", |form| {
        form.arrived.is_none() && form.start.is_none()
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_running_timer_keeps_nobody_from_writing_and_is_ended_on_any_step() {
    let running = Form {
        kind: Some(Kind::Visit),
        mode: Some(Mode::OnSite),
        arrived: "2020-01-01T00:00:00".parse().ok(),
        start: Some("00:00:00".parse().unwrap()),
        ..fresh()
    };
    let door = door(running);
    let scene = screens();
    scene.press("new-entry").await;
    scene.press("write-next").await;
    scene.wait("step-two").await;
    scene.press("timer-stop").await;
    kept(&door, "the end is filled in", |form| {
        form.arrived.is_none() && form.end.is_some()
    })
    .await;
    assert!(
        scene.wait("timer-told").await.text_content().unwrap().contains("23:59"),
        "it ran past midnight"
    );
    scene.press("write-undo").await;
    until("it runs again", || scene.find("timer-runs").is_some()).await;
    assert!(scene.find("timer-told").is_none());
}

#[wasm_bindgen_test]
async fn a_running_timer_is_found_again_with_its_draft() {
    let arrived = "2026-11-25T09:12:00".parse().ok();
    let running = Form {
        arrived,
        start: Some("09:12:00".parse().unwrap()),
        ..fresh()
    };
    let (scene, _door) = write(1, running).await;
    let said = scene.wait("timer-runs").await.text_content().unwrap();
    assert!(said.contains("09:12") && said.contains("不记位置"), "{said}");
}

#[wasm_bindgen_test]
async fn the_day_to_look_again_is_asked_for_when_the_result_waits_and_goes_by_a_second_touch() {
    let (scene, door) = write(2, consultation()).await;
    scene.wait("result-class-follow_up").await;
    assert!(scene.find("follow-up").is_none());
    scene.press("result-class-follow_up").await;
    scene.press("follow-up-1").await;
    let two_weeks = "2026-12-09".parse().ok();
    kept(&door, "two weeks", |form| {
        form.follow_up == two_weeks && form.result_class == Some(ResultClass::FollowUp)
    })
    .await;
    scene.press("follow-up-1").await;
    kept(&door, "no day", |form| form.follow_up.is_none()).await;
    scene.press("follow-up-other").await;
    scene.wait("follow-up-typed").await;
    type_into(&scene, "follow-up-typed", "2026年11月1日");
    frame().await;
    scene.press("write-next").await;
    assert!(
        scene.text().contains("跟进日期不能早于服务的那一天"),
        "{}",
        scene.text()
    );
}

#[wasm_bindgen_test]
async fn a_day_to_look_again_that_nobody_can_read_is_not_left_out_without_a_word() {
    let complete = Form {
        matter: "宅基地".to_owned(),
        advice: "先查登记".to_owned(),
        result_class: Some(ResultClass::FollowUp),
        ..consultation()
    };
    let (scene, door) = write(2, complete).await;
    let step_three = format!("#/write/{DRAFT}/3");
    let address = || window().location().hash().unwrap();
    window().location().set_hash("#/").unwrap();
    scene.press("follow-up-other").await;
    scene.wait("follow-up-typed").await;
    type_into(&scene, "follow-up-typed", "月底前后");
    scene.press("write-next").await;
    frame().await;
    assert_ne!(address(), step_three);
    assert!(scene.text().contains("看不懂这个日期"), "{}", scene.text());
    type_into(&scene, "follow-up-typed", "2026-12-20");
    scene.press("write-next").await;
    until("it goes on", || address() == step_three).await;
    kept(&door, "the day", |form| form.follow_up == "2026-12-20".parse().ok()).await;
}

#[wasm_bindgen_test]
async fn a_kind_offers_the_results_that_fit_it_and_shows_one_that_does_not_until_it_is_taken_away() {
    let mut form = consultation();
    form.kind = Some(Kind::Lecture);
    form.result_class = Some(ResultClass::ToLegalAid);
    let (scene, door) = write(2, form).await;
    scene.wait("result-class-follow_up").await;
    assert!(scene.find("result-class-solved").is_none());
    scene.press("result-class-to_legal_aid").await;
    kept(&door, "it is gone", |form| form.result_class.is_none()).await;
    until("its chip too", || scene.find("result-class-to_legal_aid").is_none()).await;
}

#[wasm_bindgen_test]
async fn what_follows_from_major_and_paid_is_said() {
    let (scene, _door) = write(2, consultation()).await;
    scene.press("besides-major").await;
    assert!(
        scene
            .wait("major-report")
            .await
            .text_content()
            .unwrap()
            .contains("先打电话报司法所")
    );
    scene.press("besides-paid").await;
    assert!(
        scene
            .wait("paid-filed")
            .await
            .text_content()
            .unwrap()
            .contains("县（区）司法局备案")
    );
}

#[wasm_bindgen_test]
async fn a_removed_person_comes_back_by_one_touch() {
    let (scene, door) = write(2, consultation()).await;
    scene.press("person-0-remove").await;
    kept(&door, "the person is gone", |form| form.persons.is_empty()).await;
    scene.press("person-undo").await;
    kept(&door, "the person is back", |form| {
        form.persons.iter().any(|person| person.name == "韦大妹")
    })
    .await;
    assert!(scene.find("person-undo").is_none());
}

#[wasm_bindgen_test]
async fn a_draft_thrown_away_comes_back_by_one_touch() {
    let door = door(consultation());
    let scene = screens();
    scene.press("new-entry").await;
    scene.press("write-drop").await;
    scene.wait("home").await;
    scene.press("draft-undo").await;
    scene.wait("writer").await;
    let asked = door.asked();
    let dropped = asked
        .iter()
        .position(|command| matches!(command, Command::DropDraft(_)));
    let back = asked
        .iter()
        .position(|command| matches!(command, Command::KeepDraft(_)));
    assert!(dropped.is_some() && dropped < back);
    let _ = window().location().set_hash("#/");
    scene.wait("home").await;
    assert!(scene.find("draft-undo").is_none());
}

#[wasm_bindgen_test]
async fn the_burden_is_told_in_the_settings_and_cleared() {
    let _door = door(fresh());
    let scene = show(Role::Counsel, || view! { <Settings /> });
    until("it is said", || {
        scene
            .text()
            .contains("最近 20 条记录，一半在 11 次点按、48 秒以内写完。")
    })
    .await;
    scene.press("burden-clear").await;
    until("it is cleared", || scene.text().contains("还没有数过")).await;
    let office = show(Role::Office, || view! { <Settings /> });
    office.wait("settings").await;
    assert!(office.find("burden").is_none(), "only who writes has one");
}

#[wasm_bindgen_test]
async fn nothing_runs_out_of_its_place_whatever_the_width_and_the_size_of_text() {
    let mut form = consultation();
    form.result_class = Some(ResultClass::FollowUp);
    form.major = Some(String::new());
    form.paid = Some(String::new());
    let running = Rc::new(Form {
        arrived: "2026-11-25T09:12:00".parse().ok(),
        ..fresh()
    });
    let (two, _two) = write(2, form).await;
    fits(&two).await;
    drop(two);
    let (one, _one) = write(1, (*running).clone()).await;
    fits(&one).await;
    drop(one);
    let _door = door(fresh());
    let templates = show(Role::Counsel, || view! { <TemplatesScreen /> });
    templates.wait("template-new").await;
    fits(&templates).await;
}

/// Whatever the width and the size of text, nothing runs out of its place.
async fn fits(scene: &Scene) {
    let root = document().document_element().unwrap();
    for text in ["standard", "elder"] {
        root.set_attribute("data-text", text).unwrap();
        for width in [320, 390, 820, 1440] {
            let style = format!("width:{width}px;overflow:hidden");
            scene.place.set_attribute("style", &style).unwrap();
            frame().await;
            let (wants, has) = (scene.place.scroll_width(), scene.place.client_width());
            assert!(wants <= has, "{wants} px in {has} px, text {text}");
        }
    }
    root.set_attribute("data-text", "standard").unwrap();
}
