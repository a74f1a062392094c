//! `POST /v1/index` over HTTP: each block is given to the connection as soon as it is made and the connection takes it. It takes a
//! place among the requests for chunks, so that a slow link takes nobody else's.

use std::io;
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use cunfa_protocol::index::INDEX_PATH;
use futures_util::stream;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::chunks::{Held, run};
use super::{Doors, announced, bearer, ours, read, write};
use crate::index::Indexing;
use crate::server::{Answer, refuse};

pub(super) async fn index(State(doors): State<Doors>, request: Request) -> Response {
    let began = Instant::now();
    let (head, body) = request.into_parts();
    let response = match take_in(&doors, &head.headers, body).await {
        Ok((indexing, first, held)) => give_out(&doors, indexing, first, held),
        Err(refused) => write(refused),
    };
    tracing::info!(
        path = INDEX_PATH,
        status = response.status().as_u16(),
        took_ms = began.elapsed().as_millis(),
        "answered"
    );
    response
}

async fn take_in(doors: &Doors, headers: &HeaderMap, body: Body) -> Result<(Indexing, Vec<u8>, Held), Answer> {
    let refused = |refusal| refuse(&refusal);
    let announced = announced(headers).map_err(refused)?;
    let place = doors.transfers.place()?;
    let body = read(announced, body, doors.idle).await.map_err(refused)?;
    let (server, token) = (doors.server.clone(), bearer(headers));
    let (indexing, first) = run(move || server.begin_index(token.as_deref(), &body)).await??;
    let of_device = doors.transfers.of_device(indexing.device())?;
    let held = Held {
        _place: place,
        _of_device: of_device,
    };
    Ok((indexing, first, held))
}

/// The answer, which is made while it is sent. One block waits at most; a connection that takes none for too long is cut.
fn give_out(doors: &Doors, mut indexing: Indexing, first: Vec<u8>, held: Held) -> Response {
    let (to, from) = mpsc::channel::<Result<Bytes, io::Error>>(1);
    let (server, idle) = (doors.server.clone(), doors.idle);
    tokio::spawn(async move {
        let _held = held;
        let mut piece = Some(first);
        while let Some(bytes) = piece {
            if !matches!(timeout(idle, to.send(Ok(bytes.into()))).await, Ok(Ok(()))) {
                return;
            }
            let server = server.clone();
            let made = run(move || {
                let made = server.next_index(&mut indexing);
                (indexing, made)
            });
            piece = match made.await {
                Ok((rest, Ok(next))) => {
                    indexing = rest;
                    next
                }
                Ok((_, Err(_))) | Err(_) => {
                    let _ = timeout(idle, to.send(Err(io::Error::other("cut")))).await;
                    return;
                }
            };
        }
    });
    let pieces = stream::unfold(from, async |mut from| from.recv().await.map(|piece| (piece, from)));
    ours(Body::from_stream(pieces))
}
