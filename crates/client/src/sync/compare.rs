//! Holding what is here of each village against what the server says that its log comes to. When that differs, the log is read from its
//! beginning once more, which mends whatever got lost here; when it differs still, a person is told.

use std::sync::Arc;

use cunfa_protocol::Code;
use cunfa_protocol::view::Topic;
use cunfa_protocol::wire::VillageDigest;
use cunfa_store::Digests;

use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::sync::engine::{Remaining, Trouble};

/// How long a comparison is good for, by the device's clock.
const GOOD_MS: u64 = 60 * 60 * 1_000;
/// So many batches are counted before whoever else wants the file has it: some milliseconds.
const TOGETHER: usize = 2_000;

/// What a desk knows of digests, since it was opened.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    at_ms: Option<i64>,
    told: Option<Said>,
    /// The log was read again because of the last one.
    again: bool,
}

/// What the server said, of the log up to a place.
#[derive(Debug, Clone)]
struct Said {
    epoch: u64,
    upto: u64,
    digests: Vec<VillageDigest>,
}

impl Compared {
    /// Whether digests are to be asked for.
    pub(crate) fn is_due(&self, now_ms: i64) -> bool {
        self.at_ms.is_none_or(|at| at.abs_diff(now_ms) >= GOOD_MS)
    }

    /// They came, with everything up to that place.
    pub(crate) fn told(&mut self, epoch: u64, upto: u64, digests: Vec<VillageDigest>, now_ms: i64) {
        self.at_ms = Some(now_ms);
        self.told = Some(Said { epoch, upto, digests });
    }
}

/// Compares what was told, if anything was; gives what is left to do.
pub(crate) async fn compare(shared: &Arc<Shared>, remaining: Remaining) -> Result<Remaining, Trouble> {
    let told = shared.at_desk(|desk| Ok(desk.compared.told.take())).await;
    let Some(said) = told
        .map_err(|_| Trouble::DiskFull)?
        .filter(|said| !said.digests.is_empty())
    else {
        return Ok(remaining);
    };
    let mut counted = Digests::of_log(said.epoch, said.upto);
    while !counted.is_whole() {
        let further = shared.at_desk(move |desk| desk.store()?.count_digests(counted, TOGETHER).map_err(code_of));
        counted = further.await.map_err(|_| Trouble::DiskFull)?;
    }
    let differing: Vec<_> = said
        .digests
        .iter()
        .filter(|said| !counted.fits(&said.village, said.digest))
        .collect();
    let villages = differing.len();
    if let Some(first) = differing.first() {
        tracing::warn!(villages, first = %first.village, "what is here is not what the server says");
    }
    let again = shared.at_desk(move |desk| settle(desk, villages > 0)).await;
    if again.map_err(|_| Trouble::DiskFull)? {
        Ok(Remaining::More)
    } else {
        Ok(remaining)
    }
}

/// Notes how it came out; says whether the log is read again.
fn settle(desk: &mut Desk, differs: bool) -> Result<bool, Code> {
    let read_again = std::mem::take(&mut desk.compared.again);
    let known = desk.store()?.differs().map_err(code_of)?;
    if differs && !read_again && !known {
        desk.store_mut()?.read_log_again().map_err(code_of)?;
        (desk.compared.again, desk.compared.at_ms) = (true, None);
        return Ok(true);
    }
    if differs != known {
        desk.store_mut()?.note_differs(differs).map_err(code_of)?;
        desk.told().topic(Topic::Sync);
    }
    Ok(false)
}
