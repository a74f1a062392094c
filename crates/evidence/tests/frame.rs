//! Frames: written in parts, read as they come, bounded.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::Write as _;

use cunfa_evidence::frame::{
    Dictionary, FrameError, NEWEST, NONE, Packing, READABLE_EVERY, Unpacking, pack, pack_parts, unpack,
};
use proptest::prelude::*;

fn packed(parts: &[Vec<u8>]) -> Vec<u8> {
    pack_parts(NEWEST, parts).unwrap()
}

/// Bytes that compress as text does, more or less, of another text for each seed.
fn text(seed: u64, len: usize) -> Vec<u8> {
    let next = |state: &u64| {
        let state = state.wrapping_mul(6_364_136_223_846_793_005);
        Some(state.wrapping_add(1_442_695_040_888_963_407))
    };
    let states = std::iter::successors(Some(seed), next);
    states.map(|state| state.to_be_bytes()[0] & 0x0F).take(len).collect()
}

#[test]
fn what_came_whole_before_a_cut_can_be_read() {
    let parts: Vec<Vec<u8>> = (0..40).map(|seed| text(seed, READABLE_EVERY / 4)).collect();
    let (frame, plain) = (packed(&parts), parts.concat());
    for cut in [frame.len() / 4, frame.len() / 2, frame.len() - 1] {
        let mut unpacking = Unpacking::new(NEWEST, plain.len()).unwrap();
        let came = unpacking.push(&frame[..cut]).unwrap();
        let expected = plain.len() * cut / frame.len();
        assert!(
            came.len() + 2 * READABLE_EVERY > expected,
            "{} of {expected}",
            came.len()
        );
        assert_eq!(came, plain[..came.len()]);
        assert!(!unpacking.is_whole());
    }
}

#[test]
fn a_frame_that_grows_beyond_the_limit_is_refused_with_or_without_saying_so() {
    let bomb = vec![0; 1_000_001];
    for frame in [
        zstd::bulk::compress(&bomb, 1).unwrap(),
        zstd::stream::encode_all(&bomb[..], 1).unwrap(),
    ] {
        assert!(frame.len() < 1_000);
        assert_eq!(unpack(&frame, 1_000_000), Err(FrameError::Limit));
        assert_eq!(unpack(&frame, 1_000_001), Ok(bomb.clone()));
    }
}

#[test]
fn a_frame_names_its_dictionary_and_none_is_one_too() {
    let plain = b"epoch, cursor, directory and nothing else".to_vec();
    let (with, without) = (
        pack_parts(NEWEST, std::slice::from_ref(&plain)).unwrap(),
        pack_parts(NONE, std::slice::from_ref(&plain)).unwrap(),
    );
    assert!(with.len() < without.len());
    assert_eq!(
        (Dictionary::of(&with), Dictionary::of(&without)),
        (Ok(NEWEST), Ok(NONE))
    );
    for frame in [with.clone(), without, zstd::bulk::compress(&plain, 1).unwrap()] {
        assert_eq!(unpack(&frame, 100), Ok(plain.clone()));
    }
    let mut newer = with;
    assert_eq!(newer[6..8], u16::try_from(NEWEST.id()).unwrap().to_le_bytes());
    newer[6] += 1;
    assert_eq!(unpack(&newer, 100), Err(FrameError::Dictionary));
}

#[test]
fn the_dictionary_is_the_one_the_page_names_and_says_its_own_id() {
    let bytes = NEWEST.bytes();
    assert_eq!(bytes[..4], [0x37, 0xA4, 0x30, 0xEC]);
    assert_eq!(bytes[4..8], NEWEST.id().to_le_bytes());
    let page = std::fs::read_to_string("../../docs/protocol.md").unwrap();
    let hash = cunfa_evidence::hash(bytes).to_string();
    assert!(page.contains(&hash), "docs/protocol.md does not name {hash}");
}

#[test]
fn a_window_larger_than_ours_is_refused() {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    encoder.window_log(24).unwrap();
    std::io::Write::write_all(&mut encoder, &[1; 100]).unwrap();
    std::io::Write::flush(&mut encoder).unwrap();
    assert_eq!(unpack(&encoder.finish().unwrap(), 1_000), Err(FrameError::Broken));
}

#[test]
fn two_frames_trailing_bytes_a_cut_frame_or_no_frame_are_refused() {
    let good = pack(&[1; 40]).unwrap();
    assert_eq!(unpack(&good, 40), Ok(vec![1; 40]));
    let twice = [&good[..], &good].concat();
    let trailing = [&good[..], &[0]].concat();
    let skippable = [&good[..], &[0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]].concat();
    let before = [&[0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0][..], &good].concat();
    let cut = good[..good.len() - 1].to_vec();
    for wrong in [twice, trailing, skippable, before, cut, vec![], b"<html>".to_vec()] {
        assert_eq!(unpack(&wrong, 1_000), Err(FrameError::Broken));
    }
    assert_eq!(Dictionary::of(b"<html>"), Err(FrameError::Broken));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_written_in_parts_is_read_in_any_pieces(parts: Vec<Vec<u8>>, piece in 1..300usize) {
        let (frame, plain) = (packed(&parts), parts.concat());
        let mut unpacking = Unpacking::new(NEWEST, plain.len()).unwrap();
        let mut came = Vec::new();
        for piece in frame.chunks(piece) {
            prop_assert!(!unpacking.is_whole());
            came.extend(unpacking.push(piece).unwrap());
        }
        prop_assert!(unpacking.is_whole());
        prop_assert_eq!(came, plain);
    }

    #[test]
    fn arbitrary_bytes_never_panic_and_never_give_more_than_asked_for(bytes: Vec<u8>, flip: usize) {
        prop_assert!(unpack(&bytes, 100).is_err());
        let mut frame = pack(&bytes).unwrap();
        let place = flip % frame.len();
        frame[place] ^= 1 << (flip % 8);
        prop_assert!(unpack(&frame, 100).map_or(0, |plain| plain.len()) <= 100);
    }
}

/// A frame that is flushed after each part, in pieces, and what it holds.
fn flushed() -> (Vec<Vec<u8>>, Vec<u8>) {
    let parts: Vec<Vec<u8>> = (0..9u32)
        .map(|part| format!("第{part}段 ").repeat(4_000).into_bytes())
        .collect();
    let mut packing = Packing::flushed().unwrap();
    let piece = |part: &Vec<u8>| packing.add(part).map(|()| packing.written()).unwrap();
    let mut pieces: Vec<Vec<u8>> = parts.iter().map(piece).collect();
    pieces.push(packing.finish().unwrap());
    (pieces, parts.concat())
}

#[test]
fn what_is_flushed_after_each_part_can_be_read_before_the_end() {
    let (pieces, plain) = flushed();
    let mut unpacking = Unpacking::flushed(plain.len()).unwrap();
    let mut read = Vec::new();
    for (number, piece) in pieces.iter().enumerate() {
        assert!(!unpacking.is_whole());
        read.extend(unpacking.push(piece).unwrap());
        assert_eq!(read.len(), plain.len() * (number + 1).min(9) / 9);
    }
    assert!(unpacking.is_whole());
    assert_eq!(read, plain);
}

#[test]
fn a_flushed_frame_reads_the_same_byte_by_byte_and_refuses_more_than_itself() {
    let (pieces, plain) = flushed();
    let mut bytes = pieces.concat();
    let mut unpacking = Unpacking::flushed(plain.len()).unwrap();
    let read: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| unpacking.push(&[*byte]).unwrap())
        .collect();
    assert!(unpacking.is_whole());
    assert_eq!(read, plain);
    let refused = |max: usize, bytes: &[u8]| Unpacking::flushed(max).unwrap().push(bytes).unwrap_err();
    assert_eq!(refused(plain.len() - 1, &bytes), FrameError::Limit);
    bytes.push(0);
    assert_eq!(refused(plain.len(), &bytes), FrameError::Broken);
    assert_eq!(refused(plain.len(), b"<html>"), FrameError::Broken);
}

#[test]
fn a_flushed_frame_in_a_larger_window_than_its_own_is_refused() {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    encoder.window_log(21).unwrap();
    encoder.write_all(&text(1, 3_000_000)).unwrap();
    let frame = encoder.finish().unwrap();
    assert_eq!(
        Unpacking::flushed(4_000_000).unwrap().push(&frame),
        Err(FrameError::Broken)
    );
}
