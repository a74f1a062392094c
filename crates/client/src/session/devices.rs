//! The devices of an office's area, and its rulings on what revoked ones delivered. Asked of the server each time; a ruling is
//! signed by the office person the device is open for.

use std::sync::Arc;

use cunfa_core::{Action, BatchId, entry, said};
use cunfa_evidence::ruling::{MAX_REASON, Ruling, Verdict, is_reason};
use cunfa_evidence::{canonical, suite};
use cunfa_protocol::Code;
use cunfa_protocol::command::Rule;
use cunfa_protocol::devices::{DEVICES_PATH, DevicesRequest, DevicesResponse, RulingAnswer, WaitingBatch};
use cunfa_protocol::view::{DeviceRow, Devices, QuarantineRow};
use cunfa_protocol::wire::{self, Blob};

use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::reason::refused;
use crate::sync::answer;

/// How they stand.
pub(crate) async fn devices(shared: &Arc<Shared>) -> Result<Devices, Code> {
    ask(shared, None).await
}

/// Takes or leaves one batch. What is taken comes here with the next pass.
pub(crate) async fn rule(shared: &Arc<Shared>, with: Rule) -> Result<Devices, Code> {
    said::check(&with.reason, MAX_REASON).map_err(refused)?;
    // The ruling counts characters, of which a grapheme cluster may hold several.
    if !is_reason(&with.reason) {
        return Err(refused(entry::Rule::TooLong {
            given: with.reason.chars().count(),
            max: MAX_REASON,
        }));
    }
    ask(shared, Some(with)).await
}

async fn ask(shared: &Arc<Shared>, with: Option<Rule>) -> Result<Devices, Code> {
    let (server, token, request) = shared.at_desk(move |desk| request(desk, with.as_ref())).await?;
    let answer = shared.link.ask(&server, DEVICES_PATH, Some(&token), request).await;
    let response = answer::read(answer).map_err(|no| no.code())?;
    shared.at_desk(move |desk| shown(desk, response)).await
}

fn request(desk: &mut Desk, with: Option<&Rule>) -> Result<(String, String, Vec<u8>), Code> {
    let by = desk.person_who_may(Action::TendDevices)?.id;
    let device = desk.device()?;
    let nonce: [u8; 16] = desk.random()?;
    let at_ms = desk.now_ms();
    let key = &desk.session()?.key;
    let rulings: Vec<Blob> = with
        .map(|with| {
            let ruling = Ruling {
                issuer: key.id(),
                batch: with.batch,
                verdict: if with.take { Verdict::Taken } else { Verdict::Left },
                reason: with.reason.clone(),
                at_ms,
            };
            Blob(ruling.issue(key))
        })
        .into_iter()
        .collect();
    let mut parts: Vec<&[u8]> = vec![device.id.as_bytes(), by.as_bytes(), &nonce];
    parts.extend(rulings.iter().map(|ruling| ruling.0.as_slice()));
    let signature = key.sign(suite::tagged_hash("cunfa/devices", &parts).as_bytes());
    let request = DevicesRequest {
        version: wire::VERSION,
        by,
        key: key.id(),
        nonce: Blob(nonce.to_vec()),
        rulings,
        signature: Blob(signature.to_vec()),
    };
    let body = wire::encode(&request).map_err(|_| Code::Internal {
        attempted: "asking for the devices".to_owned(),
    })?;
    Ok((device.server, device.token, body))
}

fn shown(desk: &mut Desk, response: DevicesResponse) -> Result<Devices, Code> {
    let mut faults = response.answers.into_iter().filter_map(|answer| match answer {
        RulingAnswer::Done => None,
        RulingAnswer::NotDone(fault) => Some(fault),
    });
    let fault = faults.next();
    let mut waiting = Vec::with_capacity(response.waiting.len());
    for batch in response.waiting {
        waiting.push(row(desk, &response.devices, batch)?);
    }
    Ok(Devices {
        devices: response.devices,
        waiting,
        more: response.more,
        fault,
    })
}

fn row(desk: &Desk, devices: &[DeviceRow], batch: WaitingBatch) -> Result<QuarantineRow, Code> {
    let device = devices.iter().find(|one| one.device == batch.device);
    let village = desk.store()?.village(&batch.village).map_err(code_of)?;
    let id: BatchId = batch.batch;
    let content = batch.content.and_then(|content| canonical::decode(&content.0).ok());
    Ok(QuarantineRow {
        batch: id,
        device: device.map(|one| one.name.clone()).unwrap_or_default(),
        received_ms: batch.received_ms,
        village: village.map_or_else(|| batch.village.as_str().to_owned(), |village| village.name),
        entry: content.map(|(_, entry)| entry),
        need: batch.need,
        acts: batch.acts,
        would: batch.would,
    })
}
