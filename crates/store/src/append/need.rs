//! Writing a need: changes of its document and nothing else, in one transaction with their outbox rows and the finished draft.

use cunfa_document::ChangeInfo;

use super::{Append, Appended, store_changes};
use crate::state::{self, document};
use crate::table::need_drafts;
use crate::{NeedRecord, Step, Store, StoreError};

impl Store {
    /// Appends what was written here of a need; gives what was new, and the need as it is then. What is stored already is skipped.
    ///
    /// # Errors
    /// [`StoreError::Document`] and [`StoreError::Refused`] when it is no need of this village or carries an act,
    /// [`StoreError::DiskFull`]; nothing is stored then.
    pub fn append_need(&mut self, append: &Append<'_>) -> Result<(Appended, NeedRecord), StoreError> {
        if !append.acts.is_empty() {
            return Err(StoreError::Refused("an act about a need"));
        }
        let appended = self.write(|transaction, plan| {
            let infos = append.changes.iter().map(|bytes| ChangeInfo::read(bytes));
            let infos: Vec<ChangeInfo> = infos.collect::<Result<_, _>>()?;
            let changes = store_changes(transaction, plan, append, &infos)?;
            if let Some(draft) = append.draft_done {
                plan.reach(Step::Draft)?;
                need_drafts::done(transaction, draft)?;
            }
            let doc = document(transaction, append.entry)?.ok_or(StoreError::Refused("nothing to write"))?;
            let need = state::need::of(&doc).ok_or(StoreError::Refused("not readable as a need"))?;
            if !infos.iter().all(|info| doc.holds(&info.hash)) {
                return Err(StoreError::Refused("a change without its parent"));
            }
            if need.village != *append.village {
                return Err(StoreError::Refused("another village"));
            }
            plan.reach(Step::Projection)?;
            state::need::project(transaction, append.entry, Some(&doc))?;
            Ok(Appended { changes, acts: 0 })
        })?;
        let record = self.open_need(append.entry)?.ok_or(StoreError::Shape("a need"))?;
        Ok((appended, record))
    }
}
