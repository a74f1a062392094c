//! The courier's file: what was written comes back; cut, damaged, foreign and hostile ones are each named, and nothing of them counts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::io::Cursor;

use common::key;
use cunfa_evidence::courier::{
    CHUNK_BYTES, CourierError, CourierKey, Frame, HEADER_BYTES, Kind, Opened, PublishedKey, Recipient, Sealing, peek,
};

fn reader(seed: u8) -> CourierKey {
    CourierKey::from_secret([seed; 32]).unwrap()
}

fn sealed(frames: &[(u8, &[u8])]) -> Vec<u8> {
    let mut sealing = Sealing::new(Cursor::new(Vec::new()), Kind::ToCounty, reader(7).recipient(), [9; 32]).unwrap();
    for (kind, bytes) in frames {
        sealing.frame(*kind, bytes).unwrap();
    }
    sealing.finish(&key(2)).unwrap().into_inner()
}

fn open(bytes: &[u8]) -> Result<Opened<Cursor<&[u8]>>, CourierError> {
    Opened::open(Cursor::new(bytes), Kind::ToCounty, |id| {
        (id == reader(7).recipient().id()).then(|| reader(7))
    })
}

/// Everything up to the signature, which holds.
fn read(bytes: &[u8]) -> Result<Vec<(u8, Vec<u8>)>, CourierError> {
    let mut opened = open(bytes)?;
    let mut frames = Vec::new();
    while let Some(Frame { kind, bytes }) = opened.next()? {
        frames.push((kind, bytes));
    }
    opened.is_signed_by(key(2).public())?;
    Ok(frames)
}

fn name(error: &CourierError) -> &'static str {
    match error {
        CourierError::NotCourier => "not a courier's",
        CourierError::Version(_) => "version",
        CourierError::OtherWay => "other way",
        CourierError::NotForUs => "not for us",
        CourierError::Cut => "cut",
        CourierError::Damaged(_) => "damaged",
        CourierError::Signature => "signature",
        CourierError::TooLarge => "too large",
        CourierError::Io(_) => "io",
    }
}

#[test]
fn what_was_written_comes_back_at_every_size_around_a_chunk() {
    for size in [
        0,
        1,
        CHUNK_BYTES - 75,
        CHUNK_BYTES - 74,
        CHUNK_BYTES - 73,
        CHUNK_BYTES,
        3 * CHUNK_BYTES + 1,
    ] {
        let large: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
        let file = sealed(&[(1, b"head"), (9, &large)]);
        assert_eq!(read(&file).unwrap(), [(1, b"head".to_vec()), (9, large)]);
    }
}

#[test]
fn a_file_that_was_read_can_be_read_again() {
    let file = sealed(&[(1, b"head"), (2, &[5; 200_000])]);
    let mut opened = open(&file).unwrap();
    for _ in 0..2 {
        assert_eq!(opened.next().unwrap().unwrap().bytes, b"head");
        assert_eq!(opened.next().unwrap().unwrap().bytes.len(), 200_000);
        assert_eq!(opened.next().unwrap(), None);
        opened.is_signed_by(key(2).public()).unwrap();
        opened.rewind().unwrap();
    }
}

#[test]
fn a_file_cut_at_any_byte_is_said_to_be_cut() {
    let file = sealed(&[(1, b"head"), (2, &[5; 300])]);
    for length in 0..file.len() {
        let error = read(&file[..length]).unwrap_err();
        assert!(matches!(error, CourierError::Cut), "{length}: {error}");
    }
    let long = sealed(&[(2, &[5; 3 * CHUNK_BYTES])]);
    for chunks in 0..3 {
        let end = HEADER_BYTES + chunks * (CHUNK_BYTES + 16);
        assert!(matches!(read(&long[..end]).unwrap_err(), CourierError::Cut));
    }
}

#[test]
fn every_changed_bit_is_found_and_named() {
    let file = sealed(&[(1, b"head"), (2, b"batches")]);
    for at in 0..file.len() {
        for bit in 0..8 {
            let mut changed = file.clone();
            changed[at] ^= 1 << bit;
            let expected = match at {
                0..8 => "not a courier's",
                8 => "version",
                _ => "damaged",
            };
            assert_eq!(name(&read(&changed).unwrap_err()), expected, "byte {at} bit {bit}");
        }
    }
}

#[test]
fn chunks_that_change_places_are_damage_and_so_is_what_was_added() {
    let file = sealed(&[(2, &[5; 3 * CHUNK_BYTES])]);
    let (one, two) = (HEADER_BYTES, HEADER_BYTES + CHUNK_BYTES + 16);
    let mut swapped = file.clone();
    swapped.copy_within(two..two + CHUNK_BYTES + 16, one);
    assert_eq!(name(&read(&swapped).unwrap_err()), "damaged");
    let longer = [file.as_slice(), b"\0"].concat();
    assert_eq!(name(&read(&longer).unwrap_err()), "damaged");
}

#[test]
fn another_readers_file_and_one_that_goes_the_other_way_are_told_apart() {
    let file = sealed(&[(1, b"head")]);
    let foreign = Opened::open(Cursor::new(&file), Kind::ToCounty, |_| None).unwrap_err();
    assert_eq!(name(&foreign), "not for us");
    let other = Opened::open(Cursor::new(&file), Kind::ToDevice, |_| Some(reader(7))).unwrap_err();
    assert_eq!(name(&other), "other way");
    let wrong_key = Opened::open(Cursor::new(&file), Kind::ToCounty, |_| Some(reader(8))).unwrap_err();
    assert_eq!(name(&wrong_key), "damaged");
}

#[test]
fn without_the_key_anybody_sees_the_way_the_reader_and_whether_it_was_cut() {
    let file = sealed(&[(1, &[5; 100_000])]);
    let all = file.len() as u64;
    let seen = peek(&file[..HEADER_BYTES], all).unwrap();
    assert_eq!(seen, (Kind::ToCounty, reader(7).recipient().id()));
    assert_eq!(name(&peek(&file[..HEADER_BYTES], all - 1).unwrap_err()), "cut");
    assert_eq!(name(&peek(&file[..HEADER_BYTES - 1], all).unwrap_err()), "cut");
    assert_eq!(name(&peek(&file[..HEADER_BYTES], all + 1).unwrap_err()), "damaged");
    assert_eq!(name(&peek(b"PK", 2).unwrap_err()), "not a courier's");
    assert_eq!(name(&peek(b"", 0).unwrap_err()), "cut");
    for at in 9..HEADER_BYTES - 16 {
        let mut changed = file.clone();
        changed[at] ^= 1;
        assert!(
            ["damaged", "cut"].contains(&name(&peek(&changed[..HEADER_BYTES], all).unwrap_err())),
            "{at}"
        );
    }
}

#[test]
fn only_the_writers_signature_holds_and_only_at_the_end() {
    let file = sealed(&[(1, b"head")]);
    let mut opened = open(&file).unwrap();
    assert!(opened.is_signed_by(key(2).public()).is_err());
    while opened.next().unwrap().is_some() {}
    opened.is_signed_by(key(2).public()).unwrap();
    assert!(opened.is_signed_by(key(3).public()).is_err());
    assert!(opened.is_signed_by(&[]).is_err());
}

#[test]
fn a_file_that_was_not_finished_is_no_file() {
    let mut out = Cursor::new(Vec::new());
    let mut sealing = Sealing::new(&mut out, Kind::ToCounty, reader(7).recipient(), [9; 32]).unwrap();
    sealing.frame(1, &[1; 2 * CHUNK_BYTES]).unwrap();
    drop(sealing);
    assert!(out.get_ref().len() > HEADER_BYTES + CHUNK_BYTES);
    assert_eq!(name(&read(out.get_ref()).unwrap_err()), "not a courier's");
}

#[test]
fn a_key_of_small_order_is_no_reader() {
    for bytes in [[0; 32], {
        let mut one = [0; 32];
        one[0] = 1;
        one
    }] {
        let refused = Sealing::new(Cursor::new(Vec::new()), Kind::ToCounty, Recipient(bytes), [9; 32]);
        assert_eq!(name(&refused.err().unwrap()), "not for us");
    }
}

#[test]
fn the_countys_courier_key_is_its_own_signed_word() {
    let county = key(1);
    let reader = CourierKey::of_county(&county).unwrap();
    assert_ne!(*reader.secret(), *county.secret());
    let published = PublishedKey(reader.recipient());
    let bytes = published.issue(&county);
    assert_eq!(PublishedKey::read(&bytes, county.public()), Ok(published));
    assert!(PublishedKey::read(&bytes, key(2).public()).is_err());
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(PublishedKey::read(&changed, county.public()).is_err());
        assert!(PublishedKey::read(&bytes[..at], county.public()).is_err());
    }
}

#[test]
fn what_is_no_sequence_of_frames_is_damage_and_takes_no_memory() {
    // A kind and a length of 4 GiB, with nothing behind: as sealed by somebody who has the county's public key.
    for text in [
        &[1, 0xFF, 0xFF, 0xFF, 0xFF][..],
        &[1, 0x03, 0xFF, 0xFF, 0xFF],
        &[1, 0],
        &[],
        &[0, 0, 0, 0, 1, 7, 7],
    ] {
        cunfa_evidence::courier::fuzz(text);
    }
    cunfa_evidence::courier::fuzz(&sealed(&[(1, b"head")]));
}

proptest::proptest! {
    #[test]
    fn any_bytes_as_a_file_or_as_the_text_of_one_are_refused_or_read_and_nothing_panics(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600),
    ) {
        cunfa_evidence::courier::fuzz(&bytes);
        proptest::prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn any_frames_come_back(
        frames in proptest::collection::vec((1u8..=255, proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)), 0..5),
    ) {
        let borrowed: Vec<(u8, &[u8])> = frames.iter().map(|(kind, bytes)| (*kind, bytes.as_slice())).collect();
        proptest::prop_assert_eq!(read(&sealed(&borrowed)).unwrap(), frames);
    }
}
