//! A city's device on the stage: two counties that are open, and one where its PIN is another.

use std::sync::Arc;
use std::time::Duration;

use cunfa_client::Counties;
use cunfa_core::{Person, PersonId, Role, Village};
use cunfa_protocol::view::CountyState;
use cunfa_protocol::{Ask, command as c};

use super::content::{code, sync};
use crate::harness::device::{ADDRESS, PIN};
use crate::harness::{Scene, TestDevice};

/// Code, county and township of the other counties.
const OTHERS: [(&str, &str, &str); 2] = [("450103", "青秀区", "刘圩镇"), ("450105", "江南区", "苏圩镇")];
/// How often it is looked whether something came.
const LOOK: Duration = Duration::from_millis(20);
/// How many looks are made.
const LOOKS: u32 = 500;

/// The device, and its counties as the bridge has them.
pub(super) struct City {
    pub(super) device: TestDevice,
    pub(super) counties: Arc<Counties>,
}

async fn ask<A: Ask>(counties: &Counties, command: A) -> Result<A::Answer, String> {
    let reply = counties.handle(command.into()).await;
    let reply = reply.map_err(|failure| code(&failure.code))?;
    A::answer(reply).ok_or_else(|| "another answer".to_owned())
}

fn person(byte: u8, area: &str) -> Result<Person, String> {
    Ok(Person {
        id: PersonId([byte; 16]),
        name: "蓝志远".to_owned(),
        role: Role::City,
        post: "市司法局科员".to_owned(),
        scope: vec![area.parse().map_err(|error| format!("{error}"))?],
    })
}

fn villages(area: &str, county: &str, township: &str) -> Result<Vec<Village>, String> {
    let named = [("101201", "那坡村"), ("101202", "团阳村"), ("101203", "坛立村")];
    let villages = named.map(|(digits, name)| {
        Ok(Village {
            code: format!("{area}{digits}").parse().map_err(|error| format!("{error}"))?,
            city: "南宁市".to_owned(),
            county: county.to_owned(),
            township: township.to_owned(),
            name: name.to_owned(),
        })
    });
    villages.into_iter().collect()
}

/// Waits until a county stands so.
async fn until(counties: &Counties, number: usize, is_so: impl Fn(&CountyState) -> bool) -> Result<(), String> {
    for _ in 0..LOOKS {
        let list = ask(counties, c::Counties {}).await?.counties;
        if list.get(number).is_some_and(|row| is_so(&row.state)) {
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(format!("the city's county {number} does not come"))
}

/// Makes it; the server holds three counties afterwards.
pub(super) async fn make(scene: &mut Scene) -> Result<City, String> {
    let first = person(31, "450102")?;
    scene.server.add_person(&first)?;
    let device = scene.fresh()?;
    let enrolled = device.enrol(&scene.server.invite(first.id)?).await;
    enrolled.map_err(|failure| code(&failure))?;
    sync(&device).await?;
    let counties = device.counties()?;
    for ((area, county, township), byte) in OTHERS.into_iter().zip(32..) {
        scene.server.take_villages(&villages(area, county, township)?)?;
        let there = person(byte, area)?;
        scene.server.add_person(&there)?;
        let join = c::JoinCounty {
            server: ADDRESS.to_owned(),
            code: scene.server.invite(there.id)?,
            pin: PIN.to_owned(),
        };
        ask(&counties, join).await?;
        let number = u32::from(byte - 31);
        ask(&counties, c::GoToCounty { number }).await?;
        ask(&counties, c::SyncNow {}).await?;
        let synced = |state: &CountyState| {
            matches!(
                state,
                CountyState::Open {
                    last_done_ms: Some(_),
                    ..
                }
            )
        };
        until(&counties, usize::from(byte - 31), synced).await?;
    }
    let area = "450105".parse().map_err(|error| format!("{error}"))?;
    let devices = scene
        .server
        .running()
        .ok_or("no server")?
        .db()
        .devices()
        .map_err(|error| error.to_string())?;
    let last = devices
        .iter()
        .find(|device| device.county == area)
        .ok_or("no device there")?;
    let reset = c::OpenCounty {
        number: 2,
        pin: "631904".to_owned(),
        code: Some(scene.server.reset_code(PersonId([33; 16]), last.id)?),
    };
    ask(&counties, reset).await?;
    ask(&counties, c::Lock {}).await?;
    let (slot, pin) = (1, PIN.to_owned());
    ask(&counties, c::Unlock { slot, pin }).await?;
    until(&counties, 2, |state| {
        matches!(state, CountyState::Closed { tries_left: 9, .. })
    })
    .await?;
    Ok(City { device, counties })
}
