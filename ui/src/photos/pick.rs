//! The way from a camera or an album to a command: two buttons, and the chosen files as base64 text.

use cunfa_protocol::Code;
use cunfa_protocol::failure::PhotoFault;
use cunfa_protocol::view::MAX_PICTURE_BYTES;
use leptos::callback::UnsyncCallback;
use leptos::html;
use leptos::prelude::*;
use web_sys::{File, HtmlInputElement};

use crate::components::Button;
use crate::transport::base64;

/// A chosen file.
pub(super) struct Chosen {
    /// Its name, for the sentence about it.
    pub(super) name: String,
    file: File,
}

impl Chosen {
    /// Its bytes in base64. One that is too large is refused before a byte of it is read.
    pub(super) async fn read(&self) -> Result<String, Code> {
        let fault = |fault| Code::Photo { fault };
        if self.file.size() > MAX_PICTURE_BYTES as f64 {
            return Err(fault(PhotoFault::TooHeavy));
        }
        base64(&self.file).await.ok_or_else(|| fault(PhotoFault::Damaged))
    }
}

fn chosen(input: &HtmlInputElement) -> Vec<Chosen> {
    let files = input.files();
    let count = files.as_ref().map_or(0, web_sys::FileList::length);
    let file = |at: u32| files.as_ref().and_then(|files| files.get(at));
    let all = (0..count).filter_map(file);
    all.map(|file| Chosen {
        name: file.name(),
        file,
    })
    .collect()
}

/// What is done once everything typed is on the disk.
pub(super) type Then = Box<dyn FnOnce()>;

/// "拍照" where there is a camera at hand, and "选照片". Before either opens, `keep` keeps what was typed, should the system end the
/// program behind the camera; it goes on at once when there is nothing to be kept.
#[component]
pub(super) fn Pick(
    /// What the camera's button says.
    take: &'static str,
    /// What the album's button says.
    choose: &'static str,
    /// For tests.
    test: &'static str,
    /// While files are being taken in.
    #[prop(into)]
    busy: Signal<bool>,
    /// Keeps what was typed, then goes on.
    keep: UnsyncCallback<Then>,
    /// What was chosen.
    on_files: UnsyncCallback<Vec<Chosen>>,
) -> impl IntoView {
    let (camera, album) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let open = move |input: NodeRef<html::Input>| {
        Callback::new(move |()| {
            let go: Then = Box::new(move || {
                if let Some(input) = input.get_untracked() {
                    input.click();
                }
            });
            keep.run(go);
        })
    };
    let taken = move |input: NodeRef<html::Input>| {
        move |_| {
            let Some(input) = input.get_untracked() else { return };
            on_files.run(chosen(&input));
            // The same file can be chosen again.
            input.set_value("");
        }
    };
    view! {
        <div class="buttons pick">
            <span class="pick-camera"><Button label=take test=format!("{test}-take") busy=busy on_press=open(camera) /></span>
            <Button label=choose test=format!("{test}-choose") busy=busy on_press=open(album) />
            <input type="file" accept="image/*" capture="environment" hidden aria-label=take
                data-test=format!("{test}-camera") node_ref=camera on:change=taken(camera) />
            <input type="file" accept="image/*" multiple hidden aria-label=choose
                data-test=format!("{test}-album") node_ref=album on:change=taken(album) />
        </div>
    }
}
