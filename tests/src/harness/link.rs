//! A wire without a network: a request meets its fate, then the real server answers in the same process.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cunfa_client::{Answer, Answering, Clock as _, Link, LinkError, SystemClock};
use cunfa_protocol::wire::{CHUNKS_PATH, MEDIA_TYPE};
use cunfa_server::Server;
use tokio::sync::{Notify, mpsc};

use super::{Fault, TestServer};

/// Decides the fate of each request.
pub type Fate = Box<dyn FnMut() -> Fault + Send>;

/// One device's wire to one server.
pub struct TestLink {
    server: Arc<TestServer>,
    state: Mutex<State>,
    killed: Notify,
}

struct State {
    fate: Fate,
    late: VecDeque<Request>,
    remembered: Option<Vec<Request>>,
    tally: Tally,
}

/// One request as it left the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Path.
    pub path: String,
    /// Bearer token.
    pub token: Option<String>,
    /// Body.
    pub body: Vec<u8>,
}

/// What went over the wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests the device made.
    pub requests: u32,
    /// Requests that something answered.
    pub answers: u32,
    /// Bytes of the last answer as the server gave it, however much of it arrived.
    pub last_whole_bytes: usize,
}

impl TestLink {
    /// A good wire.
    #[must_use]
    pub fn new(server: Arc<TestServer>) -> TestLink {
        let state = State {
            fate: Box::new(|| Fault::None),
            late: VecDeque::new(),
            remembered: None,
            tally: Tally::default(),
        };
        TestLink {
            server,
            state: Mutex::new(state),
            killed: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on every request meets this fate.
    pub fn always(&self, fault: Fault) {
        self.fate(Box::new(move || fault));
    }

    /// The next request meets this fate, later ones none.
    pub fn once(&self, fault: Fault) {
        let mut next = Some(fault);
        self.fate(Box::new(move || next.take().unwrap_or(Fault::None)));
    }

    /// From now on fates come from here.
    pub fn fate(&self, fate: Fate) {
        self.state().fate = fate;
    }

    /// Delivers every late request to the server; nobody hears the answers.
    pub fn deliver_late(&self) {
        loop {
            let Some(request) = self.state().late.pop_front() else {
                return;
            };
            let _ = self.carry(&request);
        }
    }

    /// Takes the oldest late request away, to be sent by hand.
    pub fn take_late(&self) -> Option<Request> {
        self.state().late.pop_front()
    }

    /// From now on keeps every request.
    pub fn remember(&self) {
        self.state().remembered = Some(Vec::new());
    }

    /// The requests kept since [`TestLink::remember`].
    #[must_use]
    pub fn remembered(&self) -> Vec<Request> {
        self.state().remembered.clone().unwrap_or_default()
    }

    /// What went over it so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.state().tally
    }

    /// Waits until a request meets a fate that kills the program.
    pub async fn killed(&self) {
        self.killed.notified().await;
    }

    fn carry(&self, request: &Request) -> Result<Answer, LinkError> {
        let answer = self
            .server
            .answer(&request.path, request.token.as_deref(), &request.body)
            .ok_or(LinkError::Unreachable)?;
        self.state().tally.last_whole_bytes = answer.body.len();
        Ok(answer)
    }

    /// Hands so many bytes of an answer over, and waits until they are taken in.
    async fn hand_over(&self, request: &Request, bytes: usize, pieces: Option<&mpsc::Sender<Vec<u8>>>) {
        let (Ok(answer), Some(pieces)) = (self.carry(request), pieces) else {
            return;
        };
        if answer.is_message() {
            let body = answer.body.into_iter().take(bytes).collect();
            // What the first brought is kept when the third is taken; two are empty.
            for piece in [body, Vec::new(), Vec::new()] {
                let _ = pieces.send(piece).await;
            }
            let _ = pieces.reserve_many(pieces.max_capacity()).await;
        }
    }

    async fn meet(&self, request: Request, pieces: Option<&mpsc::Sender<Vec<u8>>>) -> Result<Answer, LinkError> {
        let fault = {
            let mut state = self.state();
            state.tally.requests += 1;
            if let Some(remembered) = &mut state.remembered {
                remembered.push(request.clone());
            }
            (state.fate)()
        };
        let outcome = match fault {
            Fault::None => self.carry(&request),
            Fault::DropRequest => Err(LinkError::Unreachable),
            Fault::DropAnswer => self.carry(&request).and(Err(LinkError::Unreachable)),
            Fault::CutAnswer(bytes) => self.carry(&request).map(|answer| cut(answer, bytes)),
            Fault::CutRequest(bytes) if request.body.len() <= bytes => self.carry(&request),
            Fault::CutRequest(bytes) => {
                if request.path == CHUNKS_PATH {
                    let body = request.body.iter().copied().take(bytes).collect();
                    let _ = self.carry(&Request { body, ..request });
                }
                Err(LinkError::Unreachable)
            }
            Fault::Twice => self.carry(&request).and_then(|_| self.carry(&request)),
            Fault::Late => {
                self.state().late.push_back(request);
                Err(LinkError::Stalled)
            }
            Fault::Html => Ok(plain(200, "text/html", b"<html><body>login</body></html>")),
            Fault::Empty => Ok(plain(200, "", b"")),
            Fault::Busy => Ok(Answer {
                retry_after_s: Some(30),
                ..plain(503, "", b"")
            }),
            Fault::KillBefore => self.kill().await,
            Fault::KillAfter => {
                let _ = self.carry(&request);
                self.kill().await
            }
            Fault::KillIn(bytes) => {
                self.hand_over(&request, bytes, pieces).await;
                self.kill().await
            }
        };
        self.state().tally.answers += u32::from(outcome.is_ok());
        outcome
    }

    /// Never comes back: whoever waits for [`TestLink::killed`] drops the program.
    async fn kill(&self) -> Result<Answer, LinkError> {
        self.killed.notify_one();
        std::future::pending().await
    }
}

impl Link for TestLink {
    fn post<'a>(&'a self, _server: &'a str, path: &'a str, token: Option<&'a str>, body: Vec<u8>) -> Answering<'a> {
        let request = Request {
            path: path.to_owned(),
            token: token.map(str::to_owned),
            body,
        };
        Box::pin(self.meet(request, None))
    }

    fn post_for_pieces<'a>(
        &'a self,
        _server: &'a str,
        path: &'a str,
        token: Option<&'a str>,
        body: Vec<u8>,
        pieces: mpsc::Sender<Vec<u8>>,
    ) -> Answering<'a> {
        let request = Request {
            path: path.to_owned(),
            token: token.map(str::to_owned),
            body,
        };
        Box::pin(async move {
            let mut answer = self.meet(request, Some(&pieces)).await?;
            if answer.is_message() {
                let body = std::mem::take(&mut answer.body);
                pieces.send(body).await.map_err(|_| LinkError::Cut)?;
            }
            Ok(answer)
        })
    }
}

/// An answer of our server as HTTP would carry it.
pub(super) fn ours(status: u16, retry_after_s: Option<u64>, body: Vec<u8>) -> Answer {
    Answer {
        status,
        media_type: MEDIA_TYPE.to_owned(),
        retry_after_s,
        body,
    }
}

/// A server without a network in between, by the system's clock.
pub struct Beside(pub Server);

impl Link for Beside {
    fn post<'a>(&'a self, _server: &'a str, path: &'a str, token: Option<&'a str>, body: Vec<u8>) -> Answering<'a> {
        let answer = self.0.answer(path, token, &body, SystemClock.now_ms());
        Box::pin(async move { Ok(ours(answer.status, answer.retry_after_s, answer.body)) })
    }
}

fn plain(status: u16, media_type: &str, body: &[u8]) -> Answer {
    Answer {
        status,
        media_type: media_type.to_owned(),
        retry_after_s: None,
        body: body.to_vec(),
    }
}

fn cut(mut answer: Answer, bytes: usize) -> Answer {
    let whole = answer.body.len();
    answer.body.truncate(bytes.min(whole.saturating_sub(1)));
    answer
}
