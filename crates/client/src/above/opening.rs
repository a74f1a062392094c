//! Opening a text from above: the reason is signed here, with or without a network; the text comes once the server took the act, stays in
//! memory, and goes when it is put away or the session ends.

use std::sync::Arc;

use cunfa_core::act::{Body, Opening};
use cunfa_core::{Action, EntryId, Figure};
use cunfa_evidence::batch::Batch;
use cunfa_evidence::canonical;
use cunfa_evidence::keys::SigningKey;
use cunfa_protocol::Code;
use cunfa_protocol::command::OpenFromAbove;
use cunfa_protocol::figures::{OPENING_PATH, OpeningRequest, OpeningResponse};
use cunfa_protocol::view::{Opened, Topic};
use cunfa_protocol::wire;
use cunfa_store::{OpeningState, StoredOpening};

use super::{figures, text};
use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::entries::writing::{self, Signed, Signer};
use crate::reason::reason;
use crate::sync::{answer, round};

/// Signs the reason, and asks for the text.
pub(crate) async fn open(shared: &Arc<Shared>, with: OpenFromAbove) -> Result<Opened, Code> {
    let entry = with.entry;
    shared.at_desk(move |desk| sign(desk, &with)).await?;
    opened(shared, entry).await
}

/// How the entry stands; its text is asked for where it may be had and is not here. Without a network it is shown as it stands.
pub(crate) async fn opened(shared: &Arc<Shared>, entry: EntryId) -> Result<Opened, Code> {
    let lacking = shared.at_desk(move |desk| lacking(desk, entry)).await?;
    if let Some(opening) = lacking
        && let Err(code) = ask(shared, opening).await
    {
        tracing::info!(?code, "a text could not be asked for");
    }
    shared.at_desk(move |desk| view(desk, entry)).await
}

/// Puts the text away.
pub(crate) fn close(desk: &mut Desk, entry: EntryId) -> Result<Opened, Code> {
    let shown = view(desk, entry)?;
    if let Some(session) = &mut desk.session {
        session.opened.remove(&entry);
    }
    Ok(Opened { text: None, ..shown })
}

/// Hands one opening in; keeps what the server says.
pub(crate) async fn ask(shared: &Arc<Shared>, opening: StoredOpening) -> Result<(), Code> {
    let device = shared.at_desk(|desk| desk.device()).await?;
    let request = OpeningRequest {
        version: wire::VERSION,
        batch: round::wire_batch(opening.batch.clone()),
    };
    let body = wire::encode(&request).map_err(|_| Code::Internal {
        attempted: "asking for a text".to_owned(),
    })?;
    let answer = shared
        .link
        .ask(&device.server, OPENING_PATH, Some(&device.token), body)
        .await;
    let response: OpeningResponse = answer::read(answer).map_err(|no| no.code())?;
    shared.at_desk(move |desk| keep(desk, opening, &response)).await
}

fn keep(desk: &mut Desk, opening: StoredOpening, response: &OpeningResponse) -> Result<(), Code> {
    let state = match response {
        OpeningResponse::Open { batches, .. } => {
            let text = text::of(desk, opening.entry, batches)?;
            if let Some(session) = &mut desk.session
                && session.person.id == opening.person
            {
                session.opened.insert(opening.entry, text);
            }
            OpeningState::Stands
        }
        OpeningResponse::Over => OpeningState::Over,
        OpeningResponse::Refused(reason) => OpeningState::Refused(round::store_reason(*reason)),
        OpeningResponse::Later => return Ok(()),
    };
    if state != opening.state {
        let opening = StoredOpening { state, ..opening };
        desk.store_mut()?.put_opening(&opening).map_err(code_of)?;
        desk.told().topic(Topic::Entries);
    }
    Ok(())
}

/// Signs and keeps an opening, unless one waits or stands.
fn sign(desk: &mut Desk, with: &OpenFromAbove) -> Result<(), Code> {
    let figure = figure(desk, with.entry)?;
    let person = desk.person_who_may_in(Action::OpenFromAbove, &figure.village)?.clone();
    let before = desk.store()?.opening(with.entry, person.id).map_err(code_of)?;
    let is_open = |opening: &StoredOpening| matches!(opening.state, OpeningState::Waiting | OpeningState::Stands);
    if before.as_ref().is_some_and(is_open) {
        return Ok(());
    }
    let reason = reason(&with.reason)?;
    let signed = Signed {
        entry: with.entry,
        village: &figure.village,
        heads: Vec::new(),
        content: canonical::no_text(),
    };
    let signer = Signer {
        person: &person,
        key: &desk.session()?.key,
    };
    let body = Body::Opening(Opening { reason: reason.clone() });
    let act = writing::signed_act(desk, &signer, &signed, body)?;
    let device = desk.device()?;
    let key = SigningKey::from_secret(*device.secret).map_err(|_| Code::FileDamaged)?;
    let batch = Batch {
        village: figure.village.clone(),
        entry: with.entry,
        device: device.id,
        changes: Vec::new(),
        acts: vec![act.bytes().to_vec()],
    };
    let opening = StoredOpening {
        entry: with.entry,
        person: person.id,
        village: figure.village,
        reason,
        batch: batch.seal(&key).map_err(|_| Code::Internal {
            attempted: "sealing an opening".to_owned(),
        })?,
        made_ms: desk.now_ms(),
        state: OpeningState::Waiting,
    };
    desk.store_mut()?.put_opening(&opening).map_err(code_of)?;
    desk.told().topic(Topic::Entries);
    Ok(())
}

/// The opening by which a text can be had that is not here.
fn lacking(desk: &Desk, entry: EntryId) -> Result<Option<StoredOpening>, Code> {
    let person = desk.person()?.id;
    if desk.session()?.opened.contains_key(&entry) {
        return Ok(None);
    }
    let opening = desk.store()?.opening(entry, person).map_err(code_of)?;
    Ok(opening.filter(|opening| matches!(opening.state, OpeningState::Waiting | OpeningState::Stands)))
}

/// What is told of an entry, if this person sees figures of its village.
fn figure(desk: &Desk, entry: EntryId) -> Result<Figure, Code> {
    let figure = desk.store()?.figure(entry).map_err(code_of)?;
    let figure = figure.ok_or(Code::NoSuchEntry)?;
    match desk.person_who_may_in(Action::ReadFigures, &figure.village) {
        Ok(_) => Ok(figure),
        Err(_) => Err(Code::NoSuchEntry),
    }
}

fn view(desk: &Desk, entry: EntryId) -> Result<Opened, Code> {
    let figure = figure(desk, entry)?;
    let person = desk.person()?;
    let opening = desk.store()?.opening(entry, person.id).map_err(code_of)?;
    let village = Places::of_session(desk)?.row(&figure.village);
    let text = desk.session()?.opened.get(&entry).cloned().map(Box::new);
    let corrected = desk.store()?.corrected_figures().map_err(code_of)?;
    Ok(Opened {
        row: figures::row(desk, person, (&figures::names(desk)?, &corrected), figure)?,
        village,
        reason: opening.map(|opening| opening.reason).unwrap_or_default(),
        text,
    })
}
