//! A link with a plan: what becomes of the next requests, then of all further ones.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use cunfa_client::{Answer, Answering, Clock, Link, LinkError};
use cunfa_protocol::wire::{self, MEDIA_TYPE};

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
}

pub struct TestLink {
    county: Mutex<Arc<County>>,
    clock: Arc<TestClock>,
    plan: Mutex<VecDeque<Fate>>,
    always: Mutex<Fate>,
    pub requests: Mutex<Vec<(String, Vec<u8>)>>,
}

impl TestLink {
    pub fn new(county: &Arc<County>, clock: &Arc<TestClock>) -> Arc<TestLink> {
        Arc::new(TestLink {
            county: Mutex::new(Arc::clone(county)),
            clock: Arc::clone(clock),
            plan: Mutex::default(),
            always: Mutex::new(Fate::Arrive),
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

    pub fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    fn answer(&self, path: &str, token: Option<&str>, body: &[u8]) -> Result<Answer, LinkError> {
        self.requests.lock().unwrap().push((path.to_owned(), body.to_vec()));
        let planned = self.plan.lock().unwrap().pop_front();
        let fate = planned.unwrap_or_else(|| self.always.lock().unwrap().clone());
        let county = Arc::clone(&self.county.lock().unwrap());
        let arrive = || county.answer(path, token, body, self.clock.now_ms());
        match fate {
            Fate::Arrive => Ok(arrive()),
            Fate::Lost => Err(LinkError::Unreachable),
            Fate::AnswerLost => {
                arrive();
                Err(LinkError::Unreachable)
            }
            Fate::Twice => {
                arrive();
                Ok(arrive())
            }
            Fate::Cut(bytes) => {
                let mut answer = arrive();
                answer.body.truncate(bytes);
                Ok(answer)
            }
            Fate::Instead(answer) => Ok(answer),
        }
    }
}

impl Link for TestLink {
    fn post<'a>(&'a self, _: &'a str, path: &'a str, token: Option<&'a str>, body: Vec<u8>) -> Answering<'a> {
        Box::pin(async move { self.answer(path, token, &body) })
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
