//! What a document is about. The first change says it by the key under which it names the document, and no later change can.

/// The kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// An entry (台账记录).
    Entry,
    /// A need (群众法律需求).
    Need,
}

impl DocumentKind {
    const ALL: [DocumentKind; 2] = [DocumentKind::Entry, DocumentKind::Need];

    /// The key that names the document, as 16 bytes; not one of its fields.
    pub(crate) fn key(self) -> &'static str {
        match self {
            DocumentKind::Entry => "entry",
            DocumentKind::Need => "need",
        }
    }

    /// The kind whose documents this key names.
    pub(crate) fn of_key(key: &str) -> Option<DocumentKind> {
        DocumentKind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}
