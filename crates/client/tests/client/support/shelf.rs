//! The bytes of attachments at the other end: takes chunks as they come, counts what came twice, and gives what is whole.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::BlobId;
use cunfa_core::attachment::{CHUNK_BYTES, chunks as chunks_in};
use cunfa_protocol::wire::{
    Blob, BlobAnswer, BlobFault, Chunk, ChunksRequest, ChunksResponse, Items, Span, decode, encode,
};

#[derive(Default)]
pub struct Shelf {
    partial: BTreeMap<BlobId, (u32, BTreeMap<u32, Vec<u8>>)>,
    pub whole: BTreeMap<BlobId, Vec<u8>>,
    pub lost: BTreeSet<BlobId>,
    /// Refuses whatever is put.
    pub refuse: Option<BlobFault>,
    /// Gives chunks with one bit flipped.
    pub garble: bool,
    /// Never has anything whole, whatever came.
    pub forgetful: bool,
    /// Chunks that came although they were here.
    pub repeated: usize,
    /// Chunks that came.
    pub came: usize,
    /// Chunks that were given.
    pub given: usize,
}

impl Shelf {
    /// Takes the bytes of a request that came; answers when they are all of it.
    pub fn take(&mut self, body: &[u8], complete: bool) -> Option<Vec<u8>> {
        let mut items = Items::default();
        items.push(body);
        let request: ChunksRequest = decode(&items.take().unwrap()?).unwrap();
        let mut put = BTreeSet::new();
        while let Some(item) = items.take().unwrap() {
            let chunk: Chunk = decode(&item).unwrap();
            put.insert(chunk.blob);
            self.keep(chunk);
        }
        complete.then(|| self.answer(&request, put))
    }

    fn keep(&mut self, chunk: Chunk) {
        self.came += 1;
        if self.refuse.is_some() {
            return;
        }
        let (_, chunks) = self
            .partial
            .entry(chunk.blob)
            .or_insert_with(|| (chunk.length, BTreeMap::new()));
        let here = self.whole.contains_key(&chunk.blob) || chunks.insert(chunk.index, chunk.bytes.0).is_some();
        self.repeated += usize::from(here);
        if self.forgetful {
            chunks.clear();
        }
        if chunks.len() == chunks_in(chunk.length) as usize {
            let bytes: Vec<u8> = chunks.values().flatten().copied().collect();
            assert_eq!(cunfa_evidence::hash(&bytes).0, chunk.blob.0);
            self.whole.insert(chunk.blob, bytes);
            self.lost.remove(&chunk.blob);
        }
    }

    fn answer(&mut self, request: &ChunksRequest, put: BTreeSet<BlobId>) -> Vec<u8> {
        for blob in &request.lost {
            if !self.whole.contains_key(blob) {
                self.lost.insert(*blob);
            }
        }
        let asked = request
            .ask
            .iter()
            .chain(&request.lost)
            .copied()
            .collect::<BTreeSet<_>>();
        let mut blobs: Vec<BlobAnswer> = asked
            .union(&put)
            .map(|blob| self.state(*blob, put.contains(blob)))
            .collect();
        let mut chunks = Vec::new();
        let mut bytes = 0;
        for want in &request.want {
            let Some(whole) = self.whole.get(&want.blob) else {
                blobs.push(self.state(want.blob, false));
                continue;
            };
            for index in want.missing.iter().flat_map(|span| span.from..span.to) {
                let mut piece = whole.chunks(CHUNK_BYTES as usize).nth(index as usize).unwrap().to_vec();
                if bytes > 0 && bytes + piece.len() > request.bytes_max as usize {
                    break;
                }
                bytes += piece.len();
                if self.garble {
                    piece[0] ^= 1;
                }
                chunks.push(Chunk {
                    blob: want.blob,
                    length: u32::try_from(whole.len()).unwrap(),
                    index,
                    bytes: Blob(piece),
                });
            }
        }
        self.given += chunks.len();
        let head = ChunksResponse {
            blobs,
            chunks: u16::try_from(chunks.len()).unwrap(),
        };
        let mut body = encode(&head).unwrap();
        chunks.iter().for_each(|chunk| body.extend(encode(chunk).unwrap()));
        body
    }

    fn state(&self, blob: BlobId, put: bool) -> BlobAnswer {
        if let Some(reason) = self.refuse.filter(|_| put) {
            return BlobAnswer::Refused { blob, reason };
        }
        if self.whole.contains_key(&blob) {
            return BlobAnswer::Held { blob };
        }
        if self.lost.contains(&blob) {
            return BlobAnswer::Lost { blob };
        }
        let Some((length, chunks)) = self.partial.get(&blob) else {
            let spans = vec![Span { from: 0, to: 128 }];
            return BlobAnswer::Missing { blob, spans };
        };
        let missing = (0..chunks_in(*length)).filter(|index| !chunks.contains_key(index));
        let spans = missing.map(|index| Span {
            from: index,
            to: index + 1,
        });
        BlobAnswer::Missing {
            blob,
            spans: spans.collect(),
        }
    }
}
