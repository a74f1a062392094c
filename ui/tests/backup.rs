//! Backups in the settings, in a real browser: closed at first, the words are shown until they are copied, a file is read only with
//! twenty digits; everything fits every width and text size.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::Role;
use cunfa_protocol::failure::BackupFault;
use cunfa_protocol::view::{Backup, BackupFile, BackupMade, BackupPlace, BackupRead, Restored};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::field::Settings;
use leptos::prelude::*;
use page_support::{Door, Scene, show, styled, type_into, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const CODE: &str = "1234-5678-9012-3456-7890";

fn left() -> Restored {
    Restored {
        made_ms: 1_795_603_200_000,
        entries: 2,
        parked: 0,
        photos: 1,
        quarantined: false,
    }
}

fn door() -> Door {
    Door::put(|command| match command {
        Command::Backup(_) => Ok(Reply::Backup(Backup {
            places: vec![BackupPlace {
                path: "/media/U盘".to_owned(),
                name: "U盘".to_owned(),
                is_stick: true,
                files: vec![BackupFile {
                    path: "/media/U盘/台账备份-03-20261125-180000.cunfabak".to_owned(),
                    name: "台账备份-03-20261125-180000.cunfabak".to_owned(),
                    bytes: 4_000_000,
                }],
            }],
            restored: vec![left()],
        })),
        Command::MakeBackup(_) => Ok(Reply::MakeBackup(BackupMade {
            name: "台账备份-03-20261126-090000.cunfabak".to_owned(),
            bytes: 4_100_000,
            code: CODE.to_owned(),
        })),
        Command::ReadBackup(with) if with.code.starts_with('1') => Ok(Reply::ReadBackup(BackupRead {
            made_ms: 1_795_603_200_000,
            drafts: 1,
            left: Some(left()),
        })),
        Command::ReadBackup(_) => Err(Code::Backup {
            fault: BackupFault::WrongCode,
        }),
        _ => Err(Code::NotNow),
    })
}

async fn opened() -> (Scene, Door) {
    let door = door();
    let scene = show(Role::Counsel, || view! { <Settings /> });
    scene.wait("backup").await;
    let looked = |door: &Door| door.asked().iter().any(|command| matches!(command, Command::Backup(_)));
    assert!(!looked(&door), "closed, it asks nothing");
    scene.press("backup-open").await;
    scene.wait("backup-make").await;
    (scene, door)
}

#[wasm_bindgen_test]
async fn the_words_of_a_backup_stay_on_the_screen_until_somebody_copied_them() {
    let (scene, _) = opened().await;
    scene.press("backup-make").await;
    let code = scene.wait("backup-code").await.text_content().unwrap();
    assert_eq!(code, CODE);
    assert!(scene.text().contains("台账备份-03-20261126-090000"));
    scene.press("backup-copied").await;
    until("they are gone", || !scene.text().contains(CODE)).await;
}

#[wasm_bindgen_test]
async fn a_file_is_read_only_with_twenty_digits_and_says_what_it_brought() {
    let (scene, door) = opened().await;
    assert!(
        scene
            .wait("backup-left")
            .await
            .text_content()
            .unwrap()
            .contains("2 条记录、1 张照片")
    );
    scene.press("backup-choose").await;
    scene.wait("backup-read").await;
    type_into(&scene, "backup-code-typed", "1234 5678");
    scene.press("backup-read").await;
    until("it asks for all digits", || scene.text().contains("请输入 20 位")).await;
    let dialog: web_sys::HtmlDialogElement = scene.find("backup-dialog").unwrap().unchecked_into();
    dialog.close();
    until("it is closed", || scene.find("backup-read").is_none()).await;
    scene.press("backup-choose").await;
    let field = scene.wait("backup-code-typed").await;
    let digits = js_sys::Reflect::get(&field, &"value".into()).unwrap();
    assert_eq!(digits, "", "no digits stay when it was closed");
    let read = |door: &Door| {
        door.asked()
            .iter()
            .any(|command| matches!(command, Command::ReadBackup(_)))
    };
    assert!(!read(&door));
    type_into(&scene, "backup-code-typed", "9234-5678-9012-3456-7890");
    scene.press("backup-read").await;
    until("the reason is shown", || scene.text().contains("恢复口令不对")).await;
    type_into(&scene, "backup-code-typed", CODE);
    scene.press("backup-read").await;
    let said = scene.wait("backup-said").await.text_content().unwrap();
    assert!(said.contains("1 份草稿") && said.contains("由本机代为上传"), "{said}");
}

#[wasm_bindgen_test]
async fn it_fits_every_width_and_every_target_is_large_enough() {
    for (text, theme) in [("standard", "light"), ("elder", "light"), ("standard", "contrast")] {
        let style = styled(text, theme);
        let (scene, _) = opened().await;
        scene.press("backup-make").await;
        scene.wait("backup-code").await;
        for width in ["358px", "788px", "1200px"] {
            scene.place.style().set_property("width", width).unwrap();
            page_support::frame().await;
            let (wide, has) = (scene.place.scroll_width(), scene.place.client_width());
            assert!(wide <= has, "{text} {theme} {width}");
            for test in [
                "backup-open",
                "backup-make",
                "backup-choose",
                "backup-again",
                "backup-copied",
            ] {
                let height = scene.find(test).unwrap().get_bounding_client_rect().height();
                assert!(height >= 44.0, "{test} {text} {theme} {width}: {height}");
            }
        }
        drop(scene);
        style.remove();
    }
}
