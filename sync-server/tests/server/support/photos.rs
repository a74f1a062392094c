//! Photos and the chunks they travel in.

use cunfa_core::{BlobId, attachment};
use cunfa_protocol::wire::{
    Blob, BlobAnswer, Chunk, ChunksRequest, ChunksResponse, Items, Refusal, Span, VERSION, Want, decode, encode,
};

/// Bytes that no other number gives.
pub fn photo(number: u8, length: usize) -> Vec<u8> {
    let mut state = u32::from(number) + 1;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u8::try_from(state >> 24).unwrap()
        })
        .collect()
}

pub fn id(bytes: &[u8]) -> BlobId {
    BlobId(cunfa_evidence::hash(bytes).0)
}

pub fn chunks_of(bytes: &[u8]) -> Vec<Chunk> {
    let size = usize::try_from(attachment::CHUNK_BYTES).unwrap();
    let chunk = |(index, piece): (u32, &[u8])| Chunk {
        blob: id(bytes),
        length: u32::try_from(bytes.len()).unwrap(),
        index,
        bytes: Blob(piece.to_vec()),
    };
    (0..).zip(bytes.chunks(size)).map(chunk).collect()
}

pub fn request(put: usize) -> ChunksRequest {
    ChunksRequest {
        version: VERSION,
        ask: vec![],
        lost: vec![],
        want: vec![],
        put: u16::try_from(put).unwrap(),
        bytes_max: 0,
    }
}

pub fn want(bytes: &[u8], from: u32, to: u32) -> Want {
    Want {
        blob: id(bytes),
        missing: vec![Span { from, to }],
    }
}

/// Head and chunks, one after the other.
pub fn sequence(request: &ChunksRequest, chunks: &[Chunk]) -> Vec<u8> {
    let mut bytes = encode(request).unwrap();
    for chunk in chunks {
        bytes.extend(encode(chunk).unwrap());
    }
    bytes
}

/// Answers and chunks, or the refusal.
pub fn read_answer(status: u16, body: &[u8]) -> Result<(Vec<BlobAnswer>, Vec<Chunk>), Refusal> {
    if status != 200 {
        return Err(decode(body).unwrap());
    }
    let mut items = Items::default();
    items.push(body);
    let head: ChunksResponse = decode(&items.take().unwrap().unwrap()).unwrap();
    let mut chunks = Vec::new();
    while let Some(item) = items.take().unwrap() {
        chunks.push(decode(&item).unwrap());
    }
    assert!(items.is_empty());
    assert_eq!(chunks.len(), usize::from(head.chunks));
    Ok((head.blobs, chunks))
}

pub fn all(bytes: &[u8]) -> Vec<Span> {
    let to = attachment::chunks(u32::try_from(bytes.len()).unwrap());
    vec![Span { from: 0, to }]
}

/// As a blob that does not exist.
pub fn nothing(bytes: &[u8]) -> BlobAnswer {
    let blob = id(bytes);
    let spans = vec![Span { from: 0, to: 512 }];
    BlobAnswer::Missing { blob, spans }
}

/// The first chunks are there.
pub fn all_but(bytes: &[u8], from: u32, to: u32) -> BlobAnswer {
    let blob = id(bytes);
    let spans = vec![Span { from, to }];
    BlobAnswer::Missing { blob, spans }
}
