//! The demo's network switch, in front of the real link. Without a demo it is never cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc;

use super::{Answer, Link, LinkError};

/// A link that can be cut, in the middle of a request too.
pub(crate) struct SwitchedLink {
    link: Arc<dyn Link>,
    cut: AtomicBool,
    changed: tokio::sync::Notify,
}

impl SwitchedLink {
    /// In front of `link`, whole.
    pub(crate) fn new(link: Arc<dyn Link>) -> SwitchedLink {
        SwitchedLink {
            link,
            cut: AtomicBool::new(false),
            changed: tokio::sync::Notify::new(),
        }
    }

    /// Whether it is cut.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut.load(Ordering::SeqCst)
    }

    /// Cuts or restores.
    pub(crate) fn set_cut(&self, cut: bool) {
        self.cut.store(cut, Ordering::SeqCst);
        self.changed.notify_waiters();
    }

    /// Posts, unless it is cut.
    pub(crate) async fn ask(
        &self,
        server: &str,
        path: &str,
        token: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, LinkError> {
        tokio::select! {
            biased;
            () = self.until_cut() => Err(LinkError::Cut),
            answer = self.link.post(server, path, token, body) => answer,
        }
    }

    /// Posts and hands the pieces of the answer over as they come, unless it is cut.
    pub(crate) async fn ask_for_pieces(
        &self,
        server: &str,
        path: &str,
        token: Option<&str>,
        body: Vec<u8>,
        pieces: mpsc::Sender<Vec<u8>>,
    ) -> Result<Answer, LinkError> {
        tokio::select! {
            biased;
            () = self.until_cut() => Err(LinkError::Cut),
            answer = self.link.post_for_pieces(server, path, token, body, pieces) => answer,
        }
    }

    async fn until_cut(&self) {
        loop {
            let changed = self.changed.notified();
            if self.is_cut() {
                return;
            }
            changed.await;
        }
    }
}
