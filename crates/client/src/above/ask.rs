//! What is asked of the server for people of county and city once a pass is through: openings that wait, then figures as far as they
//! are not here. An idle device asks nothing.

use std::sync::Arc;

use cunfa_core::{Action, Area, may};
use cunfa_protocol::Code;
use cunfa_protocol::figures::{FIGURES_PATH, FiguresRequest, FiguresResponse};
use cunfa_protocol::view::Topic;
use cunfa_protocol::wire;
use cunfa_store::FiguresPlace;

use super::opening;
use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::sync::answer;

/// One attempt. What fails waits for the next pass.
pub(crate) async fn go_on(shared: &Arc<Shared>) {
    if let Err(code) = openings(shared).await {
        tracing::info!(?code, "an opening waits for the next pass");
    }
    loop {
        match page(shared).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(code) => {
                tracing::info!(?code, "figures wait for the next pass");
                return;
            }
        }
    }
}

async fn openings(shared: &Arc<Shared>) -> Result<(), Code> {
    let waiting = shared
        .at_desk(|desk| match &desk.store {
            Some(store) => store.waiting_openings().map_err(code_of),
            None => Ok(Vec::new()),
        })
        .await?;
    for one in waiting {
        opening::ask(shared, one).await?;
    }
    Ok(())
}

/// What is asked, and from where on.
struct Question {
    server: String,
    token: String,
    body: Vec<u8>,
    scope: Vec<Area>,
    /// Everything comes again, whatever is here.
    anew: bool,
    after: u64,
}

/// Asks for one page; says whether there is another.
async fn page(shared: &Arc<Shared>) -> Result<bool, Code> {
    let Some(question) = shared.at_desk(question).await? else {
        return Ok(false);
    };
    let (server, token, body) = (&question.server, &question.token, question.body.clone());
    let answer = shared.link.ask(server, FIGURES_PATH, Some(token), body).await;
    let response: FiguresResponse = answer::read(answer).map_err(|no| no.code())?;
    shared.at_desk(move |desk| keep(desk, &question, &response)).await
}

/// None when nobody here sees figures, or all of them are here.
fn question(desk: &mut Desk) -> Result<Option<Question>, Code> {
    let Some(store) = &desk.store else { return Ok(None) };
    let scope = scope(desk)?;
    let held = store.figures_place().map_err(code_of)?.unwrap_or_default();
    let position = store.position().map_err(code_of)?;
    let fits = held.scope == scope && held.epoch == position.epoch;
    if scope.is_empty() || (fits && held.up_to >= position.cursor) {
        return Ok(None);
    }
    let (device, after) = (desk.device()?, if fits { held.up_to } else { 0 });
    let request = FiguresRequest {
        version: wire::VERSION,
        epoch: position.epoch,
        after,
    };
    Ok(Some(Question {
        body: wire::encode(&request).map_err(|_| Code::Internal {
            attempted: "asking for figures".to_owned(),
        })?,
        server: device.server,
        token: device.token,
        scope,
        anew: !fits,
        after,
    }))
}

/// Where anybody on the device sees figures.
fn scope(desk: &Desk) -> Result<Vec<Area>, Code> {
    let people = desk.store()?.people().map_err(code_of)?;
    let above = people
        .into_iter()
        .filter(|stored| may(stored.person.role, Action::ReadFigures));
    let mut scope: Vec<Area> = above.flat_map(|stored| stored.person.scope).collect();
    scope.sort();
    scope.dedup();
    Ok(scope)
}

fn keep(desk: &mut Desk, question: &Question, response: &FiguresResponse) -> Result<bool, Code> {
    let place = FiguresPlace {
        epoch: response.epoch,
        up_to: response.up_to,
        scope: question.scope.clone(),
        at_ms: desk.now_ms(),
    };
    let anew = question.anew || response.from_start;
    let store = desk.store_mut()?;
    let told = (response.figures.as_slice(), response.crossings.as_deref());
    store.keep_figures(told, &place, anew).map_err(code_of)?;
    desk.told().topic(Topic::Entries);
    // A server that gets nowhere is not asked again at once.
    Ok(response.more && response.up_to > question.after)
}
