//! Writing in a real browser: kept after every change, one entry from a double tap, offered again, taken back.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::entry::{Form, LectureForm};
use cunfa_core::{Detail, EntryId, Kind, Mode, Role};
use cunfa_protocol::view::{Draft, DraftSaved, RecusalNote, VillageRow};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::field::{EntryScreen, Home, Write};
use cunfa_ui::model::route::{Place, Route};
use cunfa_ui::state::use_app;
use leptos::prelude::*;
use page_support::{Door, Scene, frame, show, type_into, until, view};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const DRAFT: EntryId = EntryId([4; 16]);

/// 2026-11-23, 10:00 in UTC.
const SAVED_AT_MS: i64 = 1_795_428_000_000;

fn lecture() -> Form {
    let text = str::to_owned;
    Form {
        village: Some("450102101205".parse().unwrap()),
        date: Some("2026-11-23".parse().unwrap()),
        start: Some("09:00:00".parse().unwrap()),
        end: Some("10:30:00".parse().unwrap()),
        mode: Some(Mode::OnSite),
        kind: Some(Kind::Lecture),
        lecture: LectureForm {
            topic: text("民法典"),
            speaker: text("覃文斌"),
            place: text("文化中心"),
            head_count: text("46"),
            copies: text("60"),
        },
        ..Form::default()
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

fn villages() -> Vec<VillageRow> {
    let row = |code: &str, name: &str| VillageRow {
        code: code.parse().unwrap(),
        name: name.to_owned(),
        township: "三塘镇".to_owned(),
        county: "兴宁区".to_owned(),
    };
    vec![row("450102101205", "那况村"), row("450102101207", "四塘社区")]
}

fn door(form: Form) -> Door {
    Door::put(move |command| match command {
        Command::Drafts(_) => Ok(Reply::Drafts(vec![draft(form.clone())])),
        Command::Villages(_) => Ok(Reply::Villages(villages())),
        Command::SaveDraft(_) => Ok(Reply::SaveDraft(DraftSaved {
            saved_at_ms: SAVED_AT_MS,
        })),
        Command::SaveEntry(save) => Ok(Reply::SaveEntry(view(save.draft))),
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

fn kept(door: &Door) -> Vec<Form> {
    door.asked()
        .into_iter()
        .filter_map(|command| {
            if let Command::SaveDraft(save) = command {
                Some(save.form)
            } else {
                None
            }
        })
        .collect()
}

fn saved(door: &Door) -> usize {
    door.asked()
        .iter()
        .filter(|command| matches!(command, Command::SaveEntry(_)))
        .count()
}

#[wasm_bindgen_test]
async fn every_change_is_kept_and_said() {
    let (scene, door) = write(2, lecture()).await;
    scene.wait("lecture-topic").await;
    for text in ["民", "民法", "民法典宣讲"] {
        type_into(&scene, "lecture-topic", text);
    }
    until("the last change is kept", || {
        kept(&door)
            .last()
            .is_some_and(|form| form.lecture.topic == "民法典宣讲")
    })
    .await;
    until("it is said", || {
        scene
            .find("draft-saved")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("草稿已保存")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_double_tap_makes_one_entry() {
    let (scene, door) = write(3, lecture()).await;
    let save = scene.wait("save").await;
    until("the form is complete", || !save.has_attribute("disabled")).await;
    save.click();
    save.click();
    frame().await;
    save.click();
    until("it is saved", || saved(&door) > 0).await;
    for _ in 0..5 {
        frame().await;
    }
    assert_eq!(saved(&door), 1);
}

#[wasm_bindgen_test]
async fn what_is_missing_is_listed_and_nothing_can_be_saved() {
    let (scene, door) = write(
        3,
        Form {
            end: lecture().start,
            start: lecture().end,
            ..lecture()
        },
    )
    .await;
    scene.wait("missing").await;
    assert!(
        scene
            .text()
            .contains("结束时间要晚于开始时间。如跨过零点，请分两条记录。")
    );
    assert!(scene.find("ledger-page").is_none());
    scene.press("save").await;
    assert_eq!(saved(&door), 0);
}

#[wasm_bindgen_test]
async fn a_length_moves_the_end_and_one_undo_takes_it_back() {
    let (scene, door) = write(1, lecture()).await;
    scene.press("length-180").await;
    until("three hours are kept", || {
        kept(&door)
            .last()
            .is_some_and(|form| form.end == "12:00:00".parse().ok())
    })
    .await;
    assert!(
        scene
            .find("times-sum")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("3 小时")
    );
    scene.press("write-undo").await;
    until("it is as before", || {
        kept(&door).last().is_some_and(|form| form.end == lecture().end)
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_time_nobody_can_read_stays_in_sight_with_a_sentence() {
    let (scene, _door) = write(1, lecture()).await;
    scene.wait("start-typed").await;
    type_into(&scene, "start-typed", "九点");
    frame().await;
    assert!(
        scene
            .find("start-typed-error")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("看不懂这个时间")
    );
    let field: web_sys::HtmlInputElement = wasm_bindgen::JsCast::dyn_into(scene.find("start-typed").unwrap()).unwrap();
    assert_eq!(field.value(), "九点");
}

#[wasm_bindgen_test]
async fn a_day_nobody_can_read_is_not_another_day_and_goes_no_further() {
    let (scene, door) = write(1, lecture()).await;
    let step_two = format!("#/write/{DRAFT}/2");
    let address = || window().location().hash().unwrap();
    window().location().set_hash("#/").unwrap();
    scene.press("date-other").await;
    scene.wait("date-typed").await;
    type_into(&scene, "date-typed", "前天下午");
    until("no day is kept", || {
        kept(&door).last().is_some_and(|form| form.date.is_none())
    })
    .await;
    let said = scene.find("date-typed-error").unwrap().text_content().unwrap();
    assert!(said.contains("看不懂这个日期"), "{said}");
    scene.press("write-next").await;
    frame().await;
    assert_ne!(address(), step_two);
    type_into(&scene, "date-typed", "2026-11-20");
    scene.press("write-next").await;
    until("it goes on", || address() == step_two).await;
    let day = "2026-11-20".parse().ok();
    assert!(kept(&door).last().is_some_and(|form| form.date == day));
}

#[wasm_bindgen_test]
async fn a_name_written_lately_is_added_by_one_touch_and_taken_away_by_another() {
    let (scene, door) = write(
        2,
        Form {
            kind: Some(Kind::Visit),
            ..lecture()
        },
    )
    .await;
    scene.press("recent-0").await;
    let names = |form: &Form| {
        form.persons
            .iter()
            .map(|person| person.name.clone())
            .collect::<Vec<_>>()
    };
    until("the name is kept", || {
        kept(&door).last().is_some_and(|form| names(form) == ["韦大妹"])
    })
    .await;
    scene.press("recent-0").await;
    until("the name is gone", || {
        kept(&door).last().is_some_and(|form| names(form).is_empty())
    })
    .await;
}

fn recused(stand_in: &str) -> RecusalNote {
    RecusalNote {
        from: "2026-11-01".parse().unwrap(),
        to: None,
        reason: "两村争同一片林地".to_owned(),
        stood_in: true,
        stand_in: stand_in.to_owned(),
    }
}

/// The counsel is recused in the first village, at this step of the form.
async fn recused_at(step: u8) -> (Scene, Door) {
    let door = Door::put(move |command| match command {
        Command::RecusalHere(here) => {
            let there = here.village.as_str() == "450102101205";
            Ok(Reply::RecusalHere(there.then(|| recused("莫知秋"))))
        }
        Command::Drafts(_) => Ok(Reply::Drafts(vec![draft(lecture())])),
        Command::Villages(_) => Ok(Reply::Villages(villages())),
        Command::SaveDraft(_) => Ok(Reply::SaveDraft(DraftSaved {
            saved_at_ms: SAVED_AT_MS,
        })),
        Command::SaveEntry(save) => Ok(Reply::SaveEntry(view(save.draft))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, move || {
        use_app().place.set(Place {
            route: Route::Write(DRAFT),
            step,
        });
        view! { <Write draft=DRAFT /> }
    });
    scene.wait("write-recused").await;
    (scene, door)
}

#[wasm_bindgen_test]
async fn who_is_recused_in_the_chosen_village_is_told_so_with_the_stand_in_before_typing() {
    let (scene, _door) = recused_at(1).await;
    let told = scene.find("write-recused").unwrap().text_content().unwrap();
    for word in ["回避", "两村争同一片林地", "莫知秋"] {
        assert!(told.contains(word), "{told}");
    }
    scene.press("village-450102101207").await;
    until("nothing is told of another village", || {
        scene.find("write-recused").is_none()
    })
    .await;
    scene.press("village-450102101205").await;
    scene.wait("write-recused").await;
}

#[wasm_bindgen_test]
async fn who_is_recused_saves_all_the_same() {
    let (scene, door) = recused_at(3).await;
    let save = scene.wait("save").await;
    until("the form is complete", || !save.has_attribute("disabled")).await;
    save.click();
    until("it is saved", || saved(&door) == 1).await;
}

#[wasm_bindgen_test]
async fn what_is_done_for_the_village_names_nobody_and_says_what_fits_it() {
    let rules = || Form {
        kind: Some(Kind::VillageRules),
        lecture: LectureForm::default(),
        matter: "修订村规民约".to_owned(),
        advice: "删去与法律相抵触的第七条".to_owned(),
        ..lecture()
    };
    let (scene, _door) = write(2, rules()).await;
    let persons = scene.wait("persons").await.text_content().unwrap();
    assert!(persons.contains("选填"), "{persons}");
    assert!(scene.find("person").is_none(), "no row is begun");
    assert!(scene.text().contains("改了哪几条，提了什么意见"));
    scene.press("person-add").await;
    scene.wait("person-0-name").await;
    drop(scene);
    let (scene, door) = write(3, rules()).await;
    scene.press("save").await;
    until("it is saved", || saved(&door) == 1).await;
}

#[wasm_bindgen_test]
async fn each_kind_shows_its_own_details_which_are_kept_as_typed_and_no_others() {
    for kind in Kind::ALL.iter().copied() {
        let of = |id: Detail| format!("detail-{}", id.code());
        let form = Form {
            kind: Some(kind),
            ..lecture()
        };
        let (scene, door) = write(2, form).await;
        let own = kind.asks().details;
        if let Some(first) = own.first() {
            scene.wait(&of(*first)).await;
        }
        scene.wait("result").await;
        for id in Detail::ALL.iter().copied() {
            assert_eq!(scene.find(&of(id)).is_some(), own.contains(&id), "{kind:?} {id:?}");
        }
        assert_eq!(
            scene.find("mediation-parties").is_some(),
            kind == Kind::Mediation,
            "{kind:?}"
        );
        for id in own.iter().copied() {
            type_into(&scene, &of(id), id.code());
            until("it is kept", || {
                kept(&door).last().is_some_and(|form| form.detail(id) == id.code())
            })
            .await;
        }
    }
}

#[wasm_bindgen_test]
async fn a_detail_that_is_too_long_is_told_so_at_its_field_and_can_be_undone() {
    let form = Form {
        kind: Some(Kind::Litigation),
        ..lecture()
    };
    let (scene, door) = write(2, form).await;
    scene.wait("detail-case_number").await;
    type_into(&scene, "detail-case_number", &"号".repeat(61));
    scene.press("write-next").await;
    let told = scene.wait("detail-case_number-error").await.text_content().unwrap();
    assert!(told.contains("案号有 61 个字，最多 60 个字"), "{told}");
    scene.press("write-undo").await;
    until("it is as before", || {
        kept(&door)
            .last()
            .is_some_and(|form| form.detail(Detail::CaseNumber).is_empty())
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_consultation_begins_with_a_row_and_a_name_no_printer_knows_is_told() {
    let (scene, _door) = write(
        2,
        Form {
            kind: Some(Kind::Consultation),
            ..lecture()
        },
    )
    .await;
    scene.wait("person-0-name").await;
    type_into(&scene, "person-0-name", "韦𫖯");
    frame().await;
    assert!(scene.find("person-0-name-rare").is_none());
    type_into(&scene, "person-0-name", "韦\u{E123}");
    let rare = scene.wait("person-0-name-rare").await.text_content().unwrap();
    assert!(rare.contains("U+E123"), "{rare}");
}

/// What the address names.
fn hash() -> String {
    web_sys::window().unwrap().location().hash().unwrap()
}

#[wasm_bindgen_test]
async fn the_seldom_kinds_come_with_one_press_and_one_of_them_is_kept() {
    let (scene, door) = write(1, lecture()).await;
    let seldom = Kind::Litigation.code();
    assert!(scene.find(&format!("kind-{seldom}")).is_none());
    scene.press("kind-more").await;
    scene.wait(&format!("kind-{seldom}")).await;
    assert!(scene.find("kind-more").is_none());
    scene.press(&format!("kind-{seldom}")).await;
    until("it is kept", || {
        kept(&door)
            .last()
            .is_some_and(|form| form.kind == Some(Kind::Litigation))
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_draft_that_was_found_is_gone_on_with_or_put_away_and_taken_back() {
    let door = Door::put(|command| match command {
        Command::Drafts(_) => Ok(Reply::Drafts(vec![draft(lecture())])),
        Command::DropDraft(_) => Ok(Reply::DropDraft(())),
        Command::KeepDraft(_) => Ok(Reply::KeepDraft(draft(lecture()))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, Home);
    scene.wait("draft-offer").await;
    scene.press("draft-drop").await;
    scene.wait("draft-undo").await;
    let asked = |door: &Door, one: fn(&Command) -> bool| door.asked().iter().filter(|asked| one(asked)).count();
    assert_eq!(
        asked(
            &door,
            |one| matches!(one, Command::DropDraft(with) if with.draft == DRAFT)
        ),
        1
    );
    web_sys::window().unwrap().location().set_hash("#/").unwrap();
    scene.press("draft-restore").await;
    until("it is written on", || hash().contains(&DRAFT.to_string())).await;
    web_sys::window().unwrap().location().set_hash("#/").unwrap();
    scene.press("draft-undo").await;
    until("it is taken back and written on", || {
        hash().contains(&DRAFT.to_string())
    })
    .await;
    assert_eq!(asked(&door, |one| matches!(one, Command::KeepDraft(_))), 1);
}

#[wasm_bindgen_test]
async fn a_signed_entry_is_corrected_by_a_draft_that_names_it() {
    let signed = EntryId([1; 16]);
    let door = Door::put(move |command| match command {
        Command::OpenEntry(_) => {
            let mut view = view(signed);
            view.may_correct = true;
            Ok(Reply::OpenEntry(view))
        }
        Command::StartDraft(_) => Ok(Reply::StartDraft(draft(lecture()))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, move || view! { <EntryScreen entry=signed /> });
    scene.wait("entry-correct").await;
    scene.press("entry-correct").await;
    let begun = |command: &Command| matches!(command, Command::StartDraft(with) if with.corrects == Some(signed) && with.changes.is_none());
    until("a draft is begun", || door.asked().iter().any(begun)).await;
}
