//! The short facts a kind has of its own, [`Detail`]: how they are given, and how long they may be.

use serde::{Deserialize, Serialize};

use super::{Form, MAX_NAME_GRAPHEMES};
use crate::kind::Detail;

/// Longest 修改条款, in grapheme clusters: it names several articles.
const MAX_CHANGES_GRAPHEMES: usize = 200;

/// One detail, as it is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailText {
    /// Which.
    pub of: Detail,
    /// What is said.
    pub text: String,
}

impl Detail {
    /// Its longest text, in grapheme clusters.
    #[must_use]
    pub fn max_graphemes(self) -> usize {
        match self {
            Detail::Changes => MAX_CHANGES_GRAPHEMES,
            Detail::Title
            | Detail::Counterpart
            | Detail::Body
            | Detail::AidStation
            | Detail::CaseNumber
            | Detail::People
            | Detail::Stage => MAX_NAME_GRAPHEMES,
        }
    }
}

impl Form {
    /// A detail as typed; empty when nothing was.
    #[must_use]
    pub fn detail(&self, of: Detail) -> &str {
        let given = self.details.iter().find(|detail| detail.of == of);
        given.map_or("", |detail| detail.text.as_str())
    }

    /// Takes a detail as typed.
    pub fn set_detail(&mut self, of: Detail, text: String) {
        match self.details.iter_mut().find(|detail| detail.of == of) {
            Some(detail) => detail.text = text,
            None => self.details.push(DetailText { of, text }),
        }
    }
}
