//! Days of devices and a server: visits, reviews, passes with nothing to do, and everything that came meanwhile.

use chrono::NaiveTime;
use cunfa_client::{Answer, Answering, Link, LinkError};
use cunfa_core::act::Decision;
use cunfa_core::entry::Form;
use cunfa_core::{Kind, Mode, VillageCode};
use cunfa_evidence::frame::unpack;
use cunfa_protocol::command as c;
use cunfa_protocol::wire::{MAX_PLAIN_ANSWER_BYTES, SYNC_PATH};
use std::sync::{Arc, Mutex, PoisonError};

use super::text::text;
use crate::harness::forms::{YESTERDAY, served};
use crate::harness::scene::{SECOND, Scene, VILLAGE, Who, village};
use crate::harness::{Dice, TestDevice, TestServer};

/// Scenes, each with a server, people and keys of its own.
const SCENES: u64 = 60;
/// How codes of the stage's county begin.
const COUNTY: &[u8] = b"450102";
/// Visits in each.
const VISITS: u64 = 3;

/// Every message of these days, out of its frame.
///
/// # Errors
/// What failed.
pub async fn messages() -> Result<Vec<Vec<u8>>, String> {
    let mut messages = Vec::new();
    for seed in 0..SCENES {
        messages.extend(scene(seed).await?);
    }
    Ok(messages)
}

async fn scene(seed: u64) -> Result<Vec<Vec<u8>>, String> {
    let mut scene = Scene::new(seed)?;
    let mut dice = Dice::new(seed ^ 0xD1C7);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let mut tablet = scene.tablet().await?;
    let mut office = scene.office().await?;
    let mut second = scene.device_of(&[Who::SecondCounsel]).await?;
    for device in [&mut tablet, &mut office, &mut second] {
        let link = Listening {
            server: Arc::clone(&scene.server),
            heard: Arc::clone(&heard),
        };
        device.restart_over(Arc::new(link))?;
        device.unlock(0).await.map_err(|code| format!("unlocking: {code:?}"))?;
    }
    for visit in 0..VISITS {
        visits(&mut dice, &tablet, &office, visit).await?;
        if visit.is_multiple_of(3) {
            second.sync().await?;
        }
    }
    let heard = std::mem::take(&mut *heard.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(heard.into_iter().map(|message| elsewhere(message, seed)).collect())
}

/// The message as if its villages lay in another county: no code of the stage is to be learnt.
fn elsewhere(mut message: Vec<u8>, seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed ^ 0xE15E);
    let digits: [u8; COUNTY.len() - 4] = std::array::from_fn(|_| b'0' + u8::try_from(dice.below(10)).unwrap_or(0));
    let places: Vec<usize> = message
        .windows(COUNTY.len())
        .enumerate()
        .filter_map(|(place, window)| (window == COUNTY).then_some(place + 4))
        .collect();
    for place in places {
        if let Some(part) = message.get_mut(place..place + digits.len()) {
            part.copy_from_slice(&digits);
        }
    }
    message
}

async fn visits(dice: &mut Dice, tablet: &TestDevice, office: &TestDevice, visit: u64) -> Result<(), String> {
    let said = |code| format!("a visit: {code:?}");
    let code = if dice.percent(70) { VILLAGE } else { SECOND };
    let entry = tablet.write(form(dice, &village(code)?)).await.map_err(said)?.row.entry;
    let signed = if code == VILLAGE {
        Some(tablet.sign(entry, 1, dice.roll()).await.map_err(said)?)
    } else {
        None
    };
    tablet.sync().await?;
    office.sync().await?;
    if let Some(official) = signed
        .and_then(|signed| signed.life.official)
        .filter(|_| visit.is_multiple_of(2))
    {
        let review = c::Review {
            entry,
            sign_off: official,
            decision: Decision::Approve,
        };
        office.ask(review).await.map_err(said)?;
        office.sync().await?;
    }
    tablet.sync().await?;
    Ok(())
}

fn form(dice: &mut Dice, village: &VillageCode) -> Form {
    let hour = 8 + u32::try_from(dice.below(9)).unwrap_or(0);
    let row = format!("01-{:04x}", dice.below(0x1_0000));
    let name = text(dice, 3);
    Form {
        village: Some(village.clone()),
        date: YESTERDAY,
        start: NaiveTime::from_hms_opt(hour, 0, 0),
        end: NaiveTime::from_hms_opt(hour, 30, 0),
        mode: Some(Mode::OnSite),
        kind: Some(Kind::Consultation),
        persons: vec![served(&row, &name)],
        matter: characters(dice, 10, 40),
        advice: characters(dice, 30, 120),
        result: characters(dice, 6, 30),
        ..Form::default()
    }
}

fn characters(dice: &mut Dice, least: usize, most: usize) -> String {
    let many = least + dice.below(most - least);
    text(dice, many)
}

/// A good wire on which somebody listens.
struct Listening {
    server: Arc<TestServer>,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Listening {
    fn hear(&self, body: &[u8]) {
        if let Ok(plain) = unpack(body, MAX_PLAIN_ANSWER_BYTES) {
            self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(plain);
        }
    }
}

impl Link for Listening {
    fn post<'a>(&'a self, _server: &'a str, path: &'a str, token: Option<&'a str>, body: Vec<u8>) -> Answering<'a> {
        let answer = self.server.answer(path, token, &body).ok_or(LinkError::Unreachable);
        if let (SYNC_PATH, Ok(answer)) = (path, &answer) {
            self.hear(&body);
            self.hear(&answer.body);
        }
        Box::pin(async move { answer.map(|answer: Answer| answer) })
    }
}
