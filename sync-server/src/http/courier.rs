//! `POST /v1/courier` over HTTP: the sealed file is laid on the disk as it comes, and so is the sealed answer. No total time; each
//! side may stand still as long as any body.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use cunfa_protocol::courier::{COURIER_PATH, MAX_FILE_BYTES};
use cunfa_protocol::wire::Refusal;
use futures_util::{StreamExt, stream};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::{Doors, bearer, now_ms, ours, write};
use crate::server::{Answer, refuse};

/// Bytes of the answer that are read at once.
const PIECE_BYTES: usize = 64 * 1024;

pub(super) async fn courier(State(doors): State<Doors>, request: Request) -> Response {
    let began = Instant::now();
    let (head, body) = request.into_parts();
    let response = match take_in(&doors, &head.headers, body).await {
        Ok(answer) => give_out(answer),
        Err(refused) => write(refused),
    };
    tracing::info!(
        path = COURIER_PATH,
        status = response.status().as_u16(),
        took_ms = began.elapsed().as_millis(),
        "answered"
    );
    response
}

/// The answer's file, at its beginning.
async fn take_in(doors: &Doors, headers: &HeaderMap, body: Body) -> Result<File, Answer> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|text| text.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > MAX_FILE_BYTES) {
        return Err(refuse(&Refusal::TooLarge));
    }
    let place = doors.couriers.clone().try_acquire_owned();
    let _place = place.map_err(|_| refuse(&Refusal::Busy))?;
    let (server, token) = (doors.server.clone(), bearer(headers));
    run(move || server.may_carry(token.as_deref())).await??;
    let file = laid_down(doors, body).await?;
    let server = doors.server.clone();
    run(move || {
        let mut answer = tempfile::tempfile().map_err(|error| failed(&error))?;
        let imported = server.import(file, &mut answer, now_ms());
        imported.map_err(|error| {
            tracing::warn!(%error, "a courier's file was not taken");
            refuse(&error.refusal())
        })?;
        answer.seek(SeekFrom::Start(0)).map_err(|error| failed(&error))?;
        Ok(answer)
    })
    .await?
}

async fn laid_down(doors: &Doors, body: Body) -> Result<File, Answer> {
    let mut pieces = body.into_data_stream();
    let mut file = run(tempfile::tempfile).await?.map_err(|error| failed(&error))?;
    let mut bytes = 0u64;
    loop {
        match timeout(doors.idle, pieces.next()).await {
            Ok(Some(Ok(piece))) => {
                bytes += piece.len() as u64;
                if bytes > MAX_FILE_BYTES {
                    return Err(refuse(&Refusal::TooLarge));
                }
                file = run(move || file.write_all(&piece).map(|()| file))
                    .await?
                    .map_err(|error| failed(&error))?;
            }
            Ok(None) => return Ok(file),
            Ok(Some(Err(_))) | Err(_) => return Err(refuse(&Refusal::Unreadable)),
        }
    }
}

/// On a thread that may block.
async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Answer> {
    spawn_blocking(work).await.map_err(|_| {
        tracing::error!("a request ended in a fault of the program");
        refuse(&Refusal::Busy)
    })
}

fn failed(error: &std::io::Error) -> Answer {
    tracing::error!(%error, "a courier's file could not be laid down");
    refuse(&Refusal::Busy)
}

/// The answer, read as it is sent.
fn give_out(answer: File) -> Response {
    let pieces = stream::unfold(Some(answer), async |file| {
        let mut file = file?;
        let read = spawn_blocking(move || {
            let mut piece = vec![0; PIECE_BYTES];
            let count = file.read(&mut piece)?;
            piece.truncate(count);
            std::io::Result::Ok((piece, file))
        });
        match read.await {
            Ok(Ok((piece, _))) if piece.is_empty() => None,
            Ok(Ok((piece, file))) => Some((Ok(Bytes::from(piece)), Some(file))),
            Ok(Err(error)) => Some((Err(error), None)),
            Err(_) => Some((Err(std::io::Error::other("cut")), None)),
        }
    });
    ours(Body::from_stream(pieces))
}
