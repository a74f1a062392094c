//! Named steps of a writing transaction, where a test may break it. In a release the steps cost nothing and cannot break.

use crate::StoreError;

/// A step of a writing transaction, before it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Storing a change.
    Change,
    /// Storing an act.
    Act,
    /// Storing an outbox row.
    Outbox,
    /// Removing the finished draft.
    Draft,
    /// Putting the photos of an entry to the draft that changes or corrects it.
    DraftPhotos,
    /// Writing the projection.
    Projection,
    /// Writing the search row.
    Search,
    /// Storing sealed batches.
    Seal,
    /// Storing the receipts of an answer.
    Receipts,
    /// Storing a pulled batch.
    Pulled,
    /// Moving the cursor.
    Cursor,
    /// Storing a blob's row, or what the server said of it.
    Blob,
    /// Storing a chunk of a blob.
    Chunk,
    /// Comparing a blob that became whole.
    Whole,
    /// Removing what nobody here may read any more.
    Forget,
    /// The commit.
    Commit,
}

impl Step {
    /// Every step.
    pub const ALL: [Step; 16] = [
        Step::Change,
        Step::Act,
        Step::Outbox,
        Step::Draft,
        Step::DraftPhotos,
        Step::Projection,
        Step::Search,
        Step::Seal,
        Step::Receipts,
        Step::Pulled,
        Step::Cursor,
        Step::Blob,
        Step::Chunk,
        Step::Whole,
        Step::Forget,
        Step::Commit,
    ];
}

/// Which step breaks next, if any.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    #[cfg(feature = "faults")]
    next: std::cell::Cell<Option<Step>>,
}

impl Plan {
    #[cfg(feature = "faults")]
    pub(crate) fn fail_next(&self, step: Step) {
        self.next.set(Some(step));
    }

    #[cfg(feature = "faults")]
    pub(crate) fn reach(&self, step: Step) -> Result<(), StoreError> {
        if self.next.get() == Some(step) {
            self.next.set(None);
            return Err(StoreError::Interrupted(step));
        }
        Ok(())
    }

    #[cfg(not(feature = "faults"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "breaks only in tests")]
    pub(crate) fn reach(&self, _: Step) -> Result<(), StoreError> {
        Ok(())
    }
}
