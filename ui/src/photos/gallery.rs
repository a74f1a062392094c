//! Pictures of one entry or draft: a row of numbered thumbnails, each with its kind and where its bytes are, and the large view.

use crate::components::changing;
use cunfa_core::{Attachment, AttachmentKind, BlobId, EntryId};
use cunfa_protocol::command;
use cunfa_protocol::view::{AttachmentView, PictureSize, PictureState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Button, Dialog, Icon, Look, Shape};
use crate::later::{later, parts};
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::words::{self, photos as w};

/// What can be shown of an entry, and of which.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pictures {
    /// The entry or draft that holds them; none where only their number is known.
    pub entry: Option<EntryId>,
    /// With where the bytes are.
    pub views: Vec<AttachmentView>,
}

impl Pictures {
    /// Of an entry.
    #[must_use]
    pub fn of(entry: EntryId, views: &[AttachmentView]) -> Pictures {
        Pictures {
            entry: Some(entry),
            views: views.to_vec(),
        }
    }

    /// The attachments of a text with where their bytes are; of one that is not known here only that it is not here.
    pub(crate) fn only(&self, attachments: &[Attachment]) -> Pictures {
        let view = |one: &Attachment| {
            let known = self.views.iter().find(|view| view.attachment == *one);
            known.cloned().unwrap_or_else(|| AttachmentView {
                attachment: one.clone(),
                state: PictureState::Coming {
                    here: 0,
                    of: one.chunks(),
                },
            })
        };
        Pictures {
            entry: self.entry,
            views: attachments.iter().map(view).collect(),
        }
    }

    /// "现场照片 2 张，手写签字页 1 张"
    pub(crate) fn counted(&self) -> String {
        let of = |kind| self.views.iter().filter(|view| view.attachment.kind == kind).count();
        w::counted(of(AttachmentKind::Photo), of(AttachmentKind::SignedPage))
    }
}

fn data_url(jpeg: &str) -> String {
    format!("data:image/jpeg;base64,{jpeg}")
}

/// Asks for a picture and puts it into the signal. A thumbnail once seen is not asked for again in this session.
fn fetch(app: App, entry: EntryId, blob: BlobId, size: PictureSize, into: RwSignal<Option<String>>) {
    let known = app.thumbs.with_value(|thumbs| thumbs.get(&blob).cloned());
    if let (PictureSize::Thumb, Some(url)) = (size, known) {
        into.set(Some(url));
        return;
    }
    spawn_local(async move {
        let Ok(picture) = ask(command::Picture { entry, blob, size }).await else {
            return;
        };
        let Some(jpeg) = picture.jpeg else { return };
        let url = data_url(&jpeg);
        if size == PictureSize::Thumb {
            app.thumbs.try_update_value(|thumbs| thumbs.insert(blob, url.clone()));
        }
        into.try_set(Some(url));
    });
}

fn shape(state: PictureState) -> Shape {
    match state {
        PictureState::Here => Shape::Tick,
        PictureState::Leaving => Shape::Up,
        PictureState::Coming { .. } => Shape::Down,
        PictureState::Lost => Shape::Warning,
    }
}

fn code(state: PictureState) -> &'static str {
    match state {
        PictureState::Here => "here",
        PictureState::Leaving => "leaving",
        PictureState::Coming { .. } => "coming",
        PictureState::Lost => "lost",
    }
}

/// What can be done with the picture of this number and row.
pub type Under = Callback<(usize, String), AnyView>;

/// The row, and the large view over it; nothing where there is none. What stands under each is the caller's.
pub fn gallery(pictures: Pictures, under: Option<Under>) -> AnyView {
    if pictures.views.is_empty() {
        return ().into_any();
    }
    later(move || drawn(pictures.clone(), under))
}

parts! {
    fn drawn(pictures: Pictures, under: Option<Under>) {
        view! { <Gallery pictures=pictures under=under /> }
    }
}

#[component]
fn Gallery(pictures: Pictures, under: Option<Under>) -> impl IntoView {
    let open = RwSignal::new(false);
    let at = RwSignal::new(0_usize);
    let Some(entry) = pictures.entry else {
        return ().into_any();
    };
    let views = StoredValue::new(pictures.views);
    let thumb = move |(place, view): (usize, AttachmentView)| {
        let (row, state) = (view.attachment.row.clone(), code(view.state));
        let show = Callback::new(move |()| {
            at.set(place);
            open.set(true);
        });
        view! {
            <li class="thumb-item" data-test="thumb" data-state=state>
                <Thumb entry=entry number=place + 1 view=view on_open=show />
                {under.map(|under| under.run((place + 1, row)))}
            </li>
        }
    };
    let title = Signal::derive(move || {
        let count = views.with_value(Vec::len);
        let kind = views.with_value(|views| views.get(at.get()).map(|view| view.attachment.kind));
        kind.map(|kind| w::of(at.get() + 1, count, kind)).unwrap_or_default()
    });
    let thumbs = views.get_value().into_iter().enumerate().map(thumb).collect_view();
    view! {
        <ul class="thumbs">{thumbs}</ul>
        <Dialog open=open title=title test="viewer" full=true>
            <Large entry=entry views=views at=at open=open />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Thumb(entry: EntryId, number: usize, view: AttachmentView, on_open: Callback<()>) -> impl IntoView {
    let app = use_app();
    let (blob, kind, state) = (view.attachment.blob, view.attachment.kind, view.state);
    let url = RwSignal::new(None::<String>);
    if state.is_here() {
        fetch(app, entry, blob, PictureSize::Thumb, url);
    }
    let picture = move || {
        match url.get() {
        Some(url) => view! { <img src=url alt="" /> }.into_any(),
        None => view! { <span class="thumb-blank"><Icon shape=if state.is_here() { Shape::Camera } else { shape(state) } /></span> }
            .into_any(),
    }
    };
    view! {
        <button type="button" class="thumb" aria-label=w::thumb(number, kind, state) data-test=format!("thumb-{number}")
            on:click=move |_| on_open.run(())>
            {changing(picture)}
            <span class="thumb-number">{number}</span>
        </button>
        <span class="thumb-words">
            <span>{w::kind(kind)}</span>
            <span class="thumb-state"><Icon shape=shape(state) />{w::state(state)}</span>
        </span>
    }
}

/// One picture as large as the window, with a way to its neighbours; after the last comes the first.
#[component]
fn Large(
    entry: EntryId,
    views: StoredValue<Vec<AttachmentView>>,
    at: RwSignal<usize>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let app = use_app();
    let count = views.with_value(Vec::len).max(1);
    let by = move |step: usize| at.update(|at| *at = (*at + step) % count);
    let before = Callback::new(move |()| by(count - 1));
    let after = Callback::new(move |()| by(1));
    let key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => before.run(()),
        "ArrowRight" => after.run(()),
        _ => {}
    };
    let shown = move || {
        let view = views.with_value(|views| views.get(at.get()).cloned())?;
        let url = RwSignal::new(None::<String>);
        if !view.state.is_here() {
            let why = if view.state == PictureState::Lost {
                w::PICTURE_LOST
            } else {
                w::NO_PICTURE
            };
            return Some(view! { <p class="viewer-none" data-test="viewer-none">{why}</p> }.into_any());
        }
        fetch(app, entry, view.attachment.blob, PictureSize::Full, url);
        let alt = w::kind(view.attachment.kind);
        let picture = move || match url.get() {
            Some(url) => view! { <img class="viewer-picture" data-test="viewer-picture" src=url alt=alt /> }.into_any(),
            None => view! { <p class="viewer-none">{words::LOADING}</p> }.into_any(),
        };
        Some(picture.into_any())
    };
    view! {
        <div class="viewer-body" on:keydown=key>
            <div class="viewer-place">{changing(shown)}</div>
            <div class="buttons viewer-foot">
                <Show when=move || { count > 1 }>
                    <Button label=w::BEFORE test="viewer-before" on_press=before />
                    <Button label=w::AFTER test="viewer-after" on_press=after />
                </Show>
                <Button label=words::CLOSE test="viewer-close" look=Look::Primary on_press=Callback::new(move |()| open.set(false)) />
            </div>
        </div>
    }
}
