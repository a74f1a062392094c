//! A link with a plan: what becomes of the next requests, then of all further ones.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use cunfa_client::{Answer, Answering, Clock, Link, LinkError};
use cunfa_protocol::wire::{self, CHUNKS_PATH, MEDIA_TYPE};
use tokio::sync::mpsc;

use super::{County, TestClock};

/// What becomes of a request.
#[derive(Debug, Clone)]
pub enum Fate {
    /// It arrives and is answered.
    Arrive,
    /// It never arrives.
    Lost,
    /// It arrives, the answer is lost.
    AnswerLost,
    /// It arrives twice.
    Twice,
    /// The answer breaks off after so many bytes, and the link does not notice.
    Cut(usize),
    /// Something else answers.
    Instead(Answer),
    /// The connection breaks after so many bytes of body, up and down together; what came before counts, at both ends.
    Break(usize),
}

pub struct TestLink {
    county: Mutex<Arc<County>>,
    clock: Arc<TestClock>,
    plan: Mutex<VecDeque<Fate>>,
    always: Mutex<Fate>,
    /// What becomes of every request for chunks that nothing was planned for.
    chunks: Mutex<Fate>,
    pub requests: Mutex<Vec<(String, Vec<u8>)>>,
}

impl TestLink {
    pub fn new(county: &Arc<County>, clock: &Arc<TestClock>) -> Arc<TestLink> {
        Arc::new(TestLink {
            county: Mutex::new(Arc::clone(county)),
            clock: Arc::clone(clock),
            plan: Mutex::default(),
            always: Mutex::new(Fate::Arrive),
            chunks: Mutex::new(Fate::Arrive),
            requests: Mutex::default(),
        })
    }

    /// What becomes of the next requests, one after the other.
    pub fn next(&self, fates: impl IntoIterator<Item = Fate>) {
        self.plan.lock().unwrap().extend(fates);
    }

    /// What becomes of every request after those.
    pub fn always(&self, fate: Fate) {
        *self.always.lock().unwrap() = fate;
    }

    /// What becomes of every request for chunks.
    pub fn chunks(&self, fate: Fate) {
        *self.chunks.lock().unwrap() = fate;
    }

    pub fn paths(&self) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        requests.iter().map(|(path, _)| path.clone()).collect()
    }

    pub fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    fn fate(&self, path: &str) -> Fate {
        let planned = self.plan.lock().unwrap().pop_front();
        let usual = if path == CHUNKS_PATH {
            &self.chunks
        } else {
            &self.always
        };
        planned.unwrap_or_else(|| usual.lock().unwrap().clone())
    }

    fn answer(&self, path: &str, token: Option<&str>, body: &[u8]) -> Result<Answer, LinkError> {
        let (answer, error) = self.pieces(path, token, body)?;
        error.map_or(Ok(answer), Err)
    }

    /// What of the answer arrives, and what breaks it off.
    fn pieces(&self, path: &str, token: Option<&str>, body: &[u8]) -> Result<(Answer, Option<LinkError>), LinkError> {
        self.requests.lock().unwrap().push((path.to_owned(), body.to_vec()));
        let fate = self.fate(path);
        let county = Arc::clone(&self.county.lock().unwrap());
        let arrive = || county.answer(path, token, body, self.clock.now_ms());
        let answer = match fate {
            Fate::Arrive => arrive(),
            Fate::Lost => return Err(LinkError::Unreachable),
            Fate::AnswerLost => {
                arrive();
                return Err(LinkError::Unreachable);
            }
            Fate::Twice => {
                arrive();
                arrive()
            }
            Fate::Cut(bytes) => {
                let mut answer = arrive();
                answer.body.truncate(bytes);
                answer
            }
            Fate::Instead(answer) => answer,
            Fate::Break(bytes) if bytes < body.len() => {
                if path == CHUNKS_PATH {
                    county.shelf.lock().unwrap().take(&body[..bytes], false);
                }
                return Err(LinkError::Unreachable);
            }
            Fate::Break(bytes) => {
                let mut answer = arrive();
                let left = bytes - body.len();
                if left < answer.body.len() {
                    answer.body.truncate(left);
                    return Ok((answer, Some(LinkError::Unreachable)));
                }
                answer
            }
        };
        Ok((answer, None))
    }
}

impl Link for TestLink {
    fn post<'a>(&'a self, _: &'a str, path: &'a str, token: Option<&'a str>, body: Vec<u8>) -> Answering<'a> {
        Box::pin(async move { self.answer(path, token, &body) })
    }

    fn post_for_pieces<'a>(
        &'a self,
        _: &'a str,
        path: &'a str,
        token: Option<&'a str>,
        body: Vec<u8>,
        pieces: mpsc::Sender<Vec<u8>>,
    ) -> Answering<'a> {
        Box::pin(async move {
            let (mut answer, error) = self.pieces(path, token, &body)?;
            if answer.is_message() {
                for piece in std::mem::take(&mut answer.body).chunks(10_000) {
                    pieces.send(piece.to_vec()).await.map_err(|_| LinkError::Cut)?;
                }
            }
            error.map_or(Ok(answer), Err)
        })
    }
}

pub fn html() -> Answer {
    let body = "<html><body>请登录</body></html>".as_bytes().to_vec();
    Answer {
        status: 200,
        media_type: "text/html".to_owned(),
        retry_after_s: None,
        body,
    }
}

pub fn refusal(status: u16, refusal: wire::Refusal, retry_after_s: Option<u64>) -> Answer {
    Answer {
        status,
        media_type: MEDIA_TYPE.to_owned(),
        retry_after_s,
        body: wire::encode(&refusal).unwrap(),
    }
}
