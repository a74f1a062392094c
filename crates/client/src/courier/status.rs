//! What a courier would carry, and what lies at the places.

use std::path::Path;
use std::sync::Arc;

use cunfa_evidence::courier::{Kind, PublishedKey};
use cunfa_protocol::Code;
use cunfa_protocol::courier::EXTENSION;
use cunfa_protocol::view::{Courier, CourierFile, CourierLast, CourierPlace, CourierWay};
use tokio::task::spawn_blocking;

use super::import::outside;
use super::places;
use crate::app::Shared;
use crate::desk::{Desk, code_of};

/// What is seen of a file from outside.
type Seen = Result<(Kind, [u8; 16]), Code>;

/// The state.
pub(crate) async fn status(shared: &Arc<Shared>) -> Result<Courier, Code> {
    shared.at_desk(|desk| desk.session().map(|_| ())).await?;
    let (sticks, room) = (Arc::clone(&shared.config.sticks), Arc::clone(&shared.config.room));
    let looked = spawn_blocking(move || {
        let places = sticks.places().into_iter();
        let places = places.filter(|place| place.folder.is_dir()).map(|place| {
            let seen = files(&place.folder);
            let place = CourierPlace {
                path: place.folder.to_str()?.to_owned(),
                name: place.name,
                is_stick: place.is_stick,
                left_bytes: room.left_bytes(&place.folder),
                files: Vec::new(),
            };
            Some((place, seen))
        });
        places.flatten().collect::<Vec<_>>()
    });
    let places = looked.await.unwrap_or_default();
    shared.at_desk(move |desk| state(desk, places)).await
}

/// The files of a place, newest first, with what is seen of each.
fn files(folder: &Path) -> Vec<(CourierFile, Seen)> {
    let files = places::files(folder, EXTENSION).into_iter();
    let files = files.filter_map(|(path, bytes)| {
        let file = CourierFile {
            path: path.to_str()?.to_owned(),
            name: path.file_name()?.to_str()?.to_owned(),
            bytes,
            way: CourierWay::Unclear,
        };
        Some((file, outside(&path)))
    });
    files.collect()
}

fn state(desk: &mut Desk, places: Vec<(CourierPlace, Vec<(CourierFile, Seen)>)>) -> Result<Courier, Code> {
    desk.session()?;
    let device = desk.device()?;
    let store = desk.store()?;
    let unsent = store.unsent().map_err(code_of)?;
    let registrations = store.count_waiting_registrations().map_err(code_of)?;
    let photos = store.blob_totals().map_err(code_of)?;
    let published = store.courier_key().map_err(code_of)?;
    let county = PublishedKey::read(&published, &device.county_key).ok();
    let county = county.map(|county| county.0.id());
    let last = store.last_courier().map_err(code_of)?;
    let way = |seen: &Seen| -> Result<CourierWay, Code> {
        Ok(match seen {
            Ok((Kind::ToCounty, reader)) if Some(*reader) == county => CourierWay::ToCounty,
            Ok((Kind::ToDevice, reader)) => match store.courier(*reader).map_err(code_of)? {
                Some(courier) if courier.taken_ms.is_none() => CourierWay::Answer,
                Some(_) => CourierWay::AnswerTaken,
                None => CourierWay::ToOther,
            },
            Ok((Kind::ToCounty, _)) | Err(_) => CourierWay::Unclear,
        })
    };
    let mut shown = Vec::with_capacity(places.len());
    for (mut place, files) in places {
        for (mut file, seen) in files {
            file.way = way(&seen)?;
            place.files.push(file);
        }
        shown.push(place);
    }
    Ok(Courier {
        entries: unsent
            .entries
            .saturating_sub(unsent.parked)
            .saturating_add(registrations),
        photos: photos.up.items.saturating_sub(photos.refused),
        photo_bytes: photos.up.bytes,
        last: last.map(|last| CourierLast {
            made_ms: last.made_ms,
            entries: last.entries,
            photos: last.photos,
            taken_ms: last.taken_ms,
        }),
        places: shown,
    })
}
