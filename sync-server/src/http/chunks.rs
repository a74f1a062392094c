//! `POST /v1/chunks` over HTTP: each item is handed to the server as soon as it is here, and given to the connection as soon as it
//! takes it. No total time; each side may stand still as long as any body.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use cunfa_core::DeviceId;
use cunfa_protocol::wire::{CHUNKS_PATH, Items, MAX_CHUNKS_BYTES, Refusal};
use futures_util::{StreamExt, stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::{Doors, bearer, now_ms, ours, write};
use crate::chunks::{Receiving, Sending};
use crate::config::LimitsSection;
use crate::server::{Answer, Server, refuse};

/// How many requests for chunks may be open: together, and by one device. They are apart from all others, so that photos on a slow
/// link take nobody's place.
#[derive(Clone)]
pub(super) struct Transfers {
    places: Arc<Semaphore>,
    open: Arc<Mutex<BTreeMap<DeviceId, usize>>>,
    of_device_max: usize,
}

impl Transfers {
    pub(super) fn new(limits: &LimitsSection) -> Transfers {
        Transfers {
            places: Arc::new(Semaphore::new(limits.transfers_max)),
            open: Arc::default(),
            of_device_max: limits.transfers_of_device_max,
        }
    }

    pub(super) fn place(&self) -> Result<OwnedSemaphorePermit, Answer> {
        let place = self.places.clone().try_acquire_owned();
        place.map_err(|_| refuse(&Refusal::Busy))
    }

    /// 429 when the device has too many open.
    pub(super) fn of_device(&self, device: DeviceId) -> Result<OfDevice, Answer> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(device).or_default();
        if *count >= self.of_device_max {
            return Err(Answer {
                status: 429,
                ..refuse(&Refusal::Busy)
            });
        }
        *count += 1;
        Ok(OfDevice {
            open: Arc::clone(&self.open),
            device,
        })
    }
}

/// One open request of a device.
pub(super) struct OfDevice {
    open: Arc<Mutex<BTreeMap<DeviceId, usize>>>,
    device: DeviceId,
}

impl Drop for OfDevice {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let left = open.get(&self.device).map_or(0, |count| count.saturating_sub(1));
        if left == 0 {
            open.remove(&self.device);
        } else {
            open.insert(self.device, left);
        }
    }
}

/// What is held until the answer is out.
pub(super) struct Held {
    pub(super) _place: OwnedSemaphorePermit,
    pub(super) _of_device: OfDevice,
}

pub(super) async fn chunks(State(doors): State<Doors>, request: Request) -> Response {
    let began = Instant::now();
    let (head, body) = request.into_parts();
    let response = match take_in(&doors, &head.headers, body).await {
        Ok((sending, held)) => give_out(&doors, sending, held),
        Err(refused) => write(refused),
    };
    tracing::info!(
        path = CHUNKS_PATH,
        status = response.status().as_u16(),
        took_ms = began.elapsed().as_millis(),
        "answered"
    );
    response
}

/// Everything up to the answer.
async fn take_in(doors: &Doors, headers: &HeaderMap, body: Body) -> Result<(Sending, Held), Answer> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|text| text.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > MAX_CHUNKS_BYTES) {
        return Err(refuse(&Refusal::TooLarge));
    }
    let place = doors.transfers.place()?;
    let token = bearer(headers);
    let mut incoming = Incoming::new(doors, body);
    // An empty item is no message, and without a good token that is not told.
    let head = incoming.next().await?.unwrap_or_default();
    let server = doors.server.clone();
    let receiving = run(move || server.begin_chunks(token.as_deref(), &head, now_ms())).await??;
    let of_device = doors.transfers.of_device(receiving.device())?;
    let receiving = take_chunks(&doors.server, &mut incoming, receiving).await?;
    let server = doors.server.clone();
    let sending = run(move || server.end_chunks(receiving, now_ms())).await??;
    let held = Held {
        _place: place,
        _of_device: of_device,
    };
    Ok((sending, held))
}

async fn take_chunks(
    server: &Arc<Server>,
    incoming: &mut Incoming,
    mut receiving: Receiving,
) -> Result<Receiving, Answer> {
    while let Some(item) = incoming.next().await? {
        let server = Arc::clone(server);
        receiving = run(move || {
            server.take_chunk(&mut receiving, &item, now_ms())?;
            Ok::<_, Answer>(receiving)
        })
        .await??;
    }
    Ok(receiving)
}

/// On a thread that may block.
pub(super) async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Answer> {
    spawn_blocking(work).await.map_err(|_| {
        tracing::error!("a request ended in a fault of the program");
        refuse(&Refusal::Busy)
    })
}

/// A body as items.
struct Incoming {
    body: BodyDataStream,
    items: Items,
    bytes: usize,
    idle: std::time::Duration,
}

impl Incoming {
    fn new(doors: &Doors, body: Body) -> Incoming {
        Incoming {
            body: body.into_data_stream(),
            items: Items::default(),
            bytes: 0,
            idle: doors.idle,
        }
    }

    /// The next item; `None` at the body's end. A body that ends within an item was cut.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Answer> {
        let unreadable = || refuse(&Refusal::Unreadable);
        loop {
            if let Some(item) = self.items.take().map_err(|_| unreadable())? {
                return Ok(Some(item));
            }
            match timeout(self.idle, self.body.next()).await {
                Ok(Some(Ok(bytes))) => {
                    self.bytes += bytes.len();
                    if self.bytes > MAX_CHUNKS_BYTES {
                        return Err(refuse(&Refusal::TooLarge));
                    }
                    self.items.push(&bytes);
                }
                Ok(None) if self.items.is_empty() => return Ok(None),
                Ok(None | Some(Err(_))) | Err(_) => return Err(unreadable()),
            }
        }
    }
}

/// The answer, which is made while it is sent. One item waits at most; a connection that takes none for too long is cut.
fn give_out(doors: &Doors, mut sending: Sending, held: Held) -> Response {
    let (to, from) = mpsc::channel::<Result<Bytes, io::Error>>(1);
    let (server, idle) = (doors.server.clone(), doors.idle);
    tokio::spawn(async move {
        let _held = held;
        let mut item = Some(sending.head().to_vec());
        while let Some(bytes) = item {
            if !matches!(timeout(idle, to.send(Ok(bytes.into()))).await, Ok(Ok(()))) {
                return;
            }
            let server = server.clone();
            let made = run(move || {
                let made = server.next_chunk(&mut sending);
                (sending, made)
            })
            .await;
            item = match made {
                Ok((rest, Ok(next))) => {
                    sending = rest;
                    next
                }
                Ok((_, Err(_))) | Err(_) => {
                    let _ = timeout(idle, to.send(Err(io::Error::other("cut")))).await;
                    return;
                }
            };
        }
    });
    let items = stream::unfold(from, async |mut from| from.recv().await.map(|item| (item, from)));
    ours(Body::from_stream(items))
}
