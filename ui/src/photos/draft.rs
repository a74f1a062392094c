//! Photos in the form: optional, seen at once, taken off and put back. Each is on the disk before it is shown as kept.

use crate::components::changing;
use cunfa_core::{Attachment, EntryId};
use cunfa_protocol::view::{AttachmentView, Draft};
use cunfa_protocol::{Code, command};
use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::gallery::{Pictures, gallery};
use super::pick::{Chosen, Pick, Then};
use crate::components::{Banner, Button, Icon, Shape, Tone};
use crate::later::{later, parts};
use crate::transport::ask;
use crate::words::{self, photos as w};

/// The photos of one draft; cheap to copy.
#[derive(Clone, Copy)]
pub struct DraftPhotos {
    draft: EntryId,
    /// As the disk holds them.
    pub photos: RwSignal<Vec<AttachmentView>>,
    room_mib: RwSignal<Option<u32>>,
    working: RwSignal<usize>,
    dropped: RwSignal<Option<String>>,
    faults: RwSignal<Vec<String>>,
    told: RwSignal<String>,
}

impl DraftPhotos {
    /// Of a draft.
    pub fn of(draft: &Draft) -> DraftPhotos {
        DraftPhotos {
            draft: draft.draft,
            photos: RwSignal::new(draft.photos.clone()),
            room_mib: RwSignal::new(draft.room_mib),
            working: RwSignal::new(0),
            dropped: RwSignal::new(None),
            faults: RwSignal::new(Vec::new()),
            told: RwSignal::new(String::new()),
        }
    }

    /// What the entry would name.
    pub fn attachments(self) -> Vec<Attachment> {
        self.photos
            .with(|photos| photos.iter().map(|view| view.attachment.clone()).collect())
    }

    /// Whether a photo is still being taken in; an entry made now would lack it.
    pub fn busy(self) -> bool {
        self.working.get() > 0
    }

    fn add(self, files: Vec<Chosen>) {
        self.faults.update(Vec::clear);
        self.working.update(|working| *working += files.len());
        spawn_local(async move {
            for file in files {
                self.one(file).await;
                self.working.try_update(|working| *working = working.saturating_sub(1));
            }
        });
    }

    async fn one(self, file: Chosen) {
        let draft = self.draft;
        let added = match file.read().await {
            Ok(picture) => ask(command::AddPhoto { draft, picture })
                .await
                .map_err(|reply| reply.code),
            Err(code) => Err(code),
        };
        match added {
            Ok(added) => {
                let told = format!(
                    "{}{}",
                    w::added(added.photos.len()),
                    if added.location_removed {
                        w::LOCATION_REMOVED
                    } else {
                        ""
                    }
                );
                self.told.try_set(told);
                self.dropped.try_set(None);
                self.photos.try_set(added.photos);
                self.room_mib.try_set(added.room_mib);
            }
            Err(code) => self.fail(&file.name, &code),
        }
    }

    fn fail(self, name: &str, code: &Code) {
        let sentence = w::file(name, &words::failure::sentence(code));
        self.faults.try_update(|faults| faults.push(sentence));
    }

    fn remove(self, row: String) {
        let draft = self.draft;
        spawn_local(async move {
            match ask(command::DropPhoto {
                draft,
                row: row.clone(),
            })
            .await
            {
                Ok(photos) => {
                    self.photos.try_set(photos);
                    self.told.try_set(String::new());
                    self.dropped.try_set(Some(row));
                }
                Err(reply) => self.fail("", &reply.code),
            }
        });
    }

    fn put_back(self) {
        let Some(row) = self.dropped.get_untracked() else {
            return;
        };
        let draft = self.draft;
        spawn_local(async move {
            match ask(command::RestorePhoto { draft, row }).await {
                Ok(photos) => {
                    self.photos.try_set(photos);
                    self.dropped.try_set(None);
                }
                Err(reply) => self.fail("", &reply.code),
            }
        });
    }
}

parts! {
    fn thumbs(photos: DraftPhotos) {
        let away = Callback::new(move |(number, row): (usize, String)| {
            let name = w::remove(number);
            view! {
                <button type="button" class="button button-quiet thumb-remove" aria-label=name data-test=format!("photo-remove-{number}")
                    on:click=move |_| photos.remove(row.clone())>
                    {w::REMOVE}
                </button>
            }
            .into_any()
        });
        move || {
            let pictures = photos.photos.with(|views| Pictures::of(photos.draft, views));
            gallery(pictures, Some(away))
        }
    }

    fn undo(photos: DraftPhotos) {
        view! {
            <div class="buttons photos-dropped">
                <span role="status">{w::REMOVED}</span>
                <Button label=w::UNDO test="photo-undo" on_press=Callback::new(move |()| photos.put_back()) />
            </div>
        }
    }
}

/// The part of the form.
#[component]
pub fn PhotosStep(
    /// The photos.
    photos: DraftPhotos,
    /// Keeps the form, then goes on.
    keep: UnsyncCallback<Then>,
) -> impl IntoView {
    let busy = Signal::derive(move || photos.busy());
    let files = UnsyncCallback::new(move |files| photos.add(files));
    let some = Memo::new(move |_| photos.photos.with(|views| !views.is_empty()));
    let dropped = Memo::new(move |_| photos.dropped.with(Option::is_some));
    view! {
        <section class="field photos" aria-labelledby="photos-title" data-test="photos">
            <h2 class="field-label" id="photos-title">{w::PHOTOS}<span class="field-optional">{words::OPTIONAL}</span></h2>
            <p class="field-hint">{w::NOT_NEEDED}</p>
            {changing(move || photos.room_mib.get().map(|mib| view! {
                <Banner tone=Tone::Warning test="photos-room"><p>{w::little_room(mib)}</p></Banner>
            }))}
            {changing(move || some.get().then(|| later(move || thumbs(photos))))}
            <p class="photos-told" role="status" aria-live="polite" data-test="photos-told">
                {changing(move || if photos.busy() { view! { <Icon shape=Shape::Camera />{w::WORKING} }.into_any() } else { photos.told.get().into_any() })}
            </p>
            {changing(move || dropped.get().then(|| later(move || undo(photos))))}
            <div class="field-error" role="alert" data-test="photos-faults">
                {changing(move || photos.faults.get().into_iter().map(|sentence| view! { <p><Icon shape=Shape::Warning />{sentence}</p> }).collect_view())}
            </div>
            <Pick take=w::TAKE choose=w::CHOOSE test="photo" busy=busy keep=keep on_files=files />
        </section>
    }
}
