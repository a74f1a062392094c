//! Photos in a real browser: chosen, kept, taken off and put back, refused by name, looked at, signed over, and pages from paper.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::RefCell;
use std::rc::Rc;

use cunfa_core::entry::{Form, MediationForm};
use cunfa_core::{Attachment, AttachmentKind, BlobId, EntryId, Kind, Mode, Role, Stage};
use cunfa_protocol::failure::PhotoFault;
use cunfa_protocol::view::{
    AttachmentView, Draft, DraftSaved, EntryView, PageAttached, PhotoAdded, Picture, PictureSize, PictureState,
};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::field::{EntryScreen, Write};
use cunfa_ui::model::route::{Place, Route};
use cunfa_ui::page::LedgerPage;
use cunfa_ui::photos::Pictures;
use cunfa_ui::state::use_app;
use cunfa_ui::tablet::SigningScreen;
use leptos::prelude::*;
use page_support::{Door, Scene, entry, frame, key, show, signing, until, view};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const ID: EntryId = EntryId([4; 16]);
/// A grey JPEG of one pixel.
const DOT: &str = "/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAABAAEBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APn+iiiv/9k=";

fn attachment(number: u8, kind: AttachmentKind) -> Attachment {
    Attachment {
        row: format!("0{number}-3fa2"),
        kind,
        blob: BlobId([number; 32]),
        length: 70_000,
    }
}

fn photo(number: u8, state: PictureState) -> AttachmentView {
    AttachmentView {
        attachment: attachment(number, AttachmentKind::Photo),
        state,
    }
}

fn form() -> Form {
    Form {
        village: Some("450102101205".parse().unwrap()),
        date: Some("2026-11-23".parse().unwrap()),
        start: Some("09:00:00".parse().unwrap()),
        end: Some("10:30:00".parse().unwrap()),
        mode: Some(Mode::OnSite),
        kind: Some(Kind::Visit),
        ..Form::default()
    }
}

fn draft(saved_at_ms: Option<i64>) -> Draft {
    Draft {
        draft: ID,
        form: form(),
        photos: Vec::new(),
        room_mib: None,
        changes: None,
        saved_at_ms,
        recent_persons: Vec::new(),
        today: "2026-11-25".parse().unwrap(),
        latest: "2026-11-25".parse().unwrap(),
    }
}

/// A client that holds the photos of one draft as the real one does.
fn door(draft: Draft) -> Door {
    let there: Rc<RefCell<Vec<AttachmentView>>> = Rc::default();
    let off: Rc<RefCell<Vec<AttachmentView>>> = Rc::default();
    Door::put(move |command| match command {
        Command::Drafts(_) => Ok(Reply::Drafts(vec![draft.clone()])),
        Command::Villages(_) => Ok(Reply::Villages(Vec::new())),
        Command::SaveDraft(_) => Ok(Reply::SaveDraft(DraftSaved { saved_at_ms: 1 })),
        Command::AddPhoto(add) if add.picture.starts_with("JVBE") => Err(Code::Photo { fault: PhotoFault::Pdf }),
        Command::AddPhoto(add) => {
            let mut photos = there.borrow_mut();
            let number = photos.len() as u8 + 1;
            photos.push(photo(number, PictureState::Here));
            Ok(Reply::AddPhoto(PhotoAdded {
                photos: photos.clone(),
                row: format!("0{number}-3fa2"),
                location_removed: add.picture.len() > 8,
                room_mib: Some(120),
            }))
        }
        Command::DropPhoto(with) => {
            let mut photos = there.borrow_mut();
            let at = photos.iter().position(|one| one.attachment.row == with.row).unwrap();
            off.borrow_mut().push(photos.remove(at));
            Ok(Reply::DropPhoto(photos.clone()))
        }
        Command::RestorePhoto(_) => {
            there.borrow_mut().extend(off.borrow_mut().drain(..));
            Ok(Reply::RestorePhoto(there.borrow().clone()))
        }
        Command::Picture(_) => Ok(Reply::Picture(Picture {
            jpeg: Some(DOT.to_owned()),
        })),
        _ => Err(Code::NotNow),
    })
}

async fn write(draft: Draft) -> (Scene, Door) {
    let door = door(draft);
    let scene = show(Role::Counsel, || {
        use_app().place.set(Place {
            route: Route::Write(ID),
            step: 2,
        });
        view! { <Write draft=ID /> }
    });
    scene.wait("photos").await;
    (scene, door)
}

/// Puts files into a file input as a person's choice does.
fn choose(scene: &Scene, input: &str, files: &[(&str, &str)]) {
    let list = js_sys::Array::new();
    for (name, text) in files {
        list.push(&js_sys::Array::of2(&(*name).into(), &(*text).into()));
    }
    let make = "const d = new DataTransfer(); for (const [n, t] of b) d.items.add(new File([t], n)); a.files = d.files;
        a.dispatchEvent(new Event('change', {bubbles: true}))";
    let make = js_sys::Function::new_with_args("a,b", make);
    let input: JsValue = scene.find(input).unwrap().into();
    make.call2(&JsValue::NULL, &input, &list).unwrap();
}

fn count(scene: &Scene, test: &str) -> u32 {
    scene
        .place
        .query_selector_all(&format!("[data-test=\"{test}\"]"))
        .unwrap()
        .length()
}

fn asked(door: &Door, what: fn(&Command) -> bool) -> usize {
    door.asked().iter().filter(|command| what(command)).count()
}

#[wasm_bindgen_test]
async fn chosen_photos_are_kept_shown_and_can_be_taken_off_and_put_back() {
    let (scene, door) = write(draft(Some(1))).await;
    choose(&scene, "photo-album", &[("a.jpg", "one"), ("b.jpg", "a longer one")]);
    until("both are there", || count(&scene, "thumb") == 2).await;
    let sent: Vec<String> = door
        .asked()
        .into_iter()
        .filter_map(|command| match command {
            Command::AddPhoto(add) => Some(add.picture),
            _ => None,
        })
        .collect();
    assert_eq!(sent, ["b25l", "YSBsb25nZXIgb25l"]);
    let told = scene.wait("photos-told").await;
    until("it is said", || told.text_content().unwrap().contains("共 2 张")).await;
    assert!(told.text_content().unwrap().contains("已去除照片里的定位信息"));
    assert!(scene.text().contains("只剩 120 MB"), "little room is said in time");
    let shown = |test: &str| scene.find(test).unwrap().query_selector("img").unwrap().is_some();
    until("thumbnails are seen", || shown("thumb-1") && shown("thumb-2")).await;
    scene.press("photo-remove-1").await;
    until("one is left", || count(&scene, "thumb") == 1).await;
    scene.press("photo-undo").await;
    until("it is back", || count(&scene, "thumb") == 2).await;
    assert!(scene.find("photo-undo").is_none());
}

#[wasm_bindgen_test]
async fn a_file_that_is_no_photo_is_named_and_the_next_one_is_taken_all_the_same() {
    let (scene, _door) = write(draft(Some(1))).await;
    choose(&scene, "photo-album", &[("合同.pdf", "%PDF-1.4"), ("b.jpg", "two")]);
    until("the photo is there", || count(&scene, "thumb") == 1).await;
    let faults = scene.find("photos-faults").unwrap().text_content().unwrap();
    assert!(faults.contains("合同.pdf：这是 PDF 文件"), "{faults}");
}

#[wasm_bindgen_test]
async fn the_draft_is_kept_before_the_picker_opens() {
    let (scene, door) = write(draft(None)).await;
    let input = scene.find("photo-album").unwrap();
    let kept = |door: &Door| asked(door, |command| matches!(command, Command::SaveDraft(_)));
    let at_opening = Rc::new(RefCell::new(None));
    let (seen, watched) = (Rc::clone(&at_opening), door.clone());
    let on_click = wasm_bindgen::closure::Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        event.prevent_default();
        *seen.borrow_mut() = Some(asked(&watched, |command| matches!(command, Command::SaveDraft(_))));
    });
    input
        .add_event_listener_with_callback("click", on_click.as_ref().unchecked_ref())
        .unwrap();
    assert_eq!(kept(&door), 0);
    scene.press("photo-choose").await;
    until("the picker opens", || at_opening.borrow().is_some()).await;
    assert_eq!(*at_opening.borrow(), Some(1));
    *at_opening.borrow_mut() = None;
    scene.find("photo-choose").unwrap().click();
    assert!(at_opening.borrow().is_some(), "what is kept already opens it at once");
}

fn with_photos(state: PictureState) -> EntryView {
    let mut view = view(ID);
    view.attachments = vec![photo(1, PictureState::Here), photo(2, state)];
    view.entry.attachments = view.attachments.iter().map(|one| one.attachment.clone()).collect();
    view.attachments[1].attachment = view.entry.attachments[1].clone();
    view
}

fn pictures_door() -> Door {
    Door::put(|command| match command {
        Command::Picture(_) => Ok(Reply::Picture(Picture {
            jpeg: Some(DOT.to_owned()),
        })),
        _ => Err(Code::NotNow),
    })
}

fn page(state: PictureState) -> Scene {
    show(Role::Office, move || {
        let view = with_photos(state);
        let pictures = Pictures::of(ID, &view.attachments);
        view! { <LedgerPage entry=view.entry village_name="那况村".to_owned() township=String::new() pictures=pictures /> }
    })
}

#[wasm_bindgen_test]
async fn the_page_counts_and_numbers_its_photos_and_says_where_each_is() {
    let _door = pictures_door();
    for (state, word) in [
        (PictureState::Leaving, "传送中"),
        (PictureState::Coming { here: 3, of: 10 }, "传送中 30%"),
        (PictureState::Lost, "已丢失"),
    ] {
        let scene = page(state);
        scene.wait("thumb-2").await;
        assert!(scene.text().contains("现场照片 2 张"));
        assert!(scene.text().contains(word), "{word}");
        let label = scene.find("thumb-2").unwrap().get_attribute("aria-label").unwrap();
        assert!(label.contains("第 2 张") && label.contains(word), "{label}");
    }
}

#[wasm_bindgen_test]
async fn a_photo_is_looked_at_large_and_arrows_lead_to_its_neighbour() {
    let door = pictures_door();
    let scene = page(PictureState::Lost);
    scene.press("thumb-1").await;
    let picture = scene.wait("viewer-picture").await;
    assert!(
        picture
            .get_attribute("src")
            .unwrap()
            .starts_with("data:image/jpeg;base64,")
    );
    let full = |command: &Command| matches!(command, Command::Picture(with) if with.size == PictureSize::Full);
    assert_eq!(asked(&door, full), 1);
    key(&picture, "ArrowRight", false);
    let none = scene.wait("viewer-none").await;
    assert!(none.text_content().unwrap().contains("已经丢失"));
    assert_eq!(asked(&door, full), 1, "what is not here is not asked for");
    scene.press("viewer-after").await;
    scene.wait("viewer-picture").await;
    scene.press("viewer-close").await;
    until("it is closed", || {
        scene.find("viewer-picture").is_none() && scene.find("viewer-none").is_none()
    })
    .await;
}

#[wasm_bindgen_test]
async fn who_signs_sees_the_photos_as_part_of_the_page() {
    let _door = Door::put(|command| match command {
        Command::OpenSigning(_) => {
            let view = with_photos(PictureState::Here);
            let mut signing = signing();
            signing.entry = view.entry;
            signing.attachments = view.attachments;
            Ok(Reply::OpenSigning(signing))
        }
        Command::Picture(_) => Ok(Reply::Picture(Picture {
            jpeg: Some(DOT.to_owned()),
        })),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, || view! { <SigningScreen entry=ID /> });
    scene.wait("thumb-2").await;
    assert!(
        scene
            .find("page-attached")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("现场照片 2 张")
    );
}

fn for_paper(pages: usize) -> EntryView {
    let mut view = view(ID);
    view.acts.clear();
    view.life.stage = Stage::Unsigned;
    view.may_attach = true;
    let mediation = MediationForm {
        parties: "甲、乙".to_owned(),
        dispute: "离婚".to_owned(),
        agreed: Some(true),
    };
    view.entry.mediation = Some(cunfa_core::Mediation {
        parties: mediation.parties,
        dispute: mediation.dispute,
        agreed: true,
    });
    let page = attachment(1, AttachmentKind::SignedPage);
    view.entry.attachments = vec![page.clone(); pages];
    view.attachments = vec![
        AttachmentView {
            attachment: page,
            state: PictureState::Leaving,
        };
        pages
    ];
    view
}

#[wasm_bindgen_test]
async fn a_page_signed_by_hand_is_photographed_taken_off_and_put_back() {
    let door = Door::put(|command| match command {
        Command::OpenEntry(_) => Ok(Reply::OpenEntry(for_paper(0))),
        Command::AttachPage(_) => Ok(Reply::AttachPage(PageAttached {
            entry: for_paper(1),
            location_removed: true,
        })),
        Command::DetachPage(_) => Ok(Reply::DetachPage(for_paper(0))),
        Command::RestorePage(_) => Ok(Reply::RestorePage(for_paper(1))),
        Command::Picture(_) => Ok(Reply::Picture(Picture {
            jpeg: Some(DOT.to_owned()),
        })),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, || view! { <EntryScreen entry=ID /> });
    let paper = scene.wait("paper").await;
    assert!(paper.has_attribute("open"), "it is the only way, so it is in sight");
    choose(&scene, "page-camera", &[("page.jpg", "page")]);
    scene.wait("page-remove-1").await;
    assert!(
        scene
            .find("page-attached")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("手写签字页 1 张")
    );
    scene.press("page-remove-1").await;
    until("it is taken off", || scene.find("page-remove-1").is_none()).await;
    assert_eq!(asked(&door, |command| matches!(command, Command::DetachPage(_))), 1);
    scene.wait("page-undo").await;
    scene.press("page-undo").await;
    scene.wait("page-remove-1").await;
    assert_eq!(asked(&door, |command| matches!(command, Command::RestorePage(_))), 1);
    assert!(
        scene.find("page-undo").is_none(),
        "there is nothing to put back any more"
    );
    frame().await;
}

#[wasm_bindgen_test]
async fn nothing_about_photos_asks_for_the_page_of_an_entry_without_any() {
    let _door = pictures_door();
    let scene = show(Role::Office, || {
        view! { <LedgerPage entry=entry() village_name="那况村".to_owned() township=String::new() /> }
    });
    frame().await;
    assert!(scene.find("page-attached").is_none());
}
