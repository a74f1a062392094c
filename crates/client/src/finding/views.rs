//! Saved views: kept in the device's file for each person, never sent anywhere.

use cunfa_core::{Action, PersonId, text};
use cunfa_protocol::Code;
use cunfa_protocol::command::{RenameView, SaveView};
use cunfa_protocol::failure::ViewFault;
use cunfa_protocol::view::{MAX_VIEW_NAME, MAX_VIEWS, SavedView, Sought};
use cunfa_store::StoredView;

use crate::desk::{Desk, code_of};

/// What the person saved.
pub(crate) fn views(desk: &Desk) -> Result<Vec<SavedView>, Code> {
    let kept = desk.store()?.views(owner(desk)?).map_err(code_of)?;
    Ok(kept.into_iter().filter_map(read).collect())
}

/// Saves one more.
pub(crate) fn save(desk: &mut Desk, with: &SaveView) -> Result<Vec<SavedView>, Code> {
    let owner = owner(desk)?;
    let kept = views(desk)?;
    let name = name(&with.name, &kept, None)?;
    if kept.len() >= MAX_VIEWS {
        return Err(refused(ViewFault::TooMany));
    }
    let sought = serde_json::to_string(&with.sought).map_err(|_| Code::Internal {
        attempted: "writing a view".to_owned(),
    })?;
    desk.store_mut()?.add_view(owner, &name, &sought).map_err(code_of)?;
    views(desk)
}

/// Gives one another name.
pub(crate) fn rename(desk: &mut Desk, with: &RenameView) -> Result<Vec<SavedView>, Code> {
    let owner = owner(desk)?;
    let name = name(&with.name, &views(desk)?, Some(with.view))?;
    let there = desk
        .store_mut()?
        .rename_view(owner, with.view, &name)
        .map_err(code_of)?;
    if there { views(desk) } else { Err(Code::NotNow) }
}

/// Deletes one, so that it can be taken back.
pub(crate) fn drop(desk: &mut Desk, view: u32) -> Result<Vec<SavedView>, Code> {
    let owner = owner(desk)?;
    // Of one that is not there nothing is said.
    desk.store_mut()?.mark_view(owner, view, true).map_err(code_of)?;
    views(desk)
}

/// Takes it back. If its name was given to another one meanwhile, it comes back beside that.
pub(crate) fn keep(desk: &mut Desk, view: u32) -> Result<Vec<SavedView>, Code> {
    let owner = owner(desk)?;
    let there = desk.store_mut()?.mark_view(owner, view, false).map_err(code_of)?;
    if there { views(desk) } else { Err(Code::NotNow) }
}

fn owner(desk: &Desk) -> Result<PersonId, Code> {
    Ok(desk.person_who_may(Action::ReadEntry)?.id)
}

/// One that a newer program wrote and this one cannot read is not shown, and stays.
fn read(stored: StoredView) -> Option<SavedView> {
    let sought: Sought = serde_json::from_str(&stored.sought).ok()?;
    Some(SavedView {
        view: stored.view,
        name: stored.name,
        sought,
    })
}

/// A name as it is kept.
fn name(typed: &str, kept: &[SavedView], renamed: Option<u32>) -> Result<String, Code> {
    let name = text::tidy(typed);
    let taken = |one: &SavedView| one.name == name && Some(one.view) != renamed;
    let fault = if name.is_empty() {
        ViewFault::NameMissing
    } else if text::has_control(&name) {
        ViewFault::HiddenCharacters
    } else if text::graphemes(&name) > MAX_VIEW_NAME {
        ViewFault::NameTooLong
    } else if kept.iter().any(taken) {
        ViewFault::NameTaken
    } else {
        return Ok(name);
    };
    Err(refused(fault))
}

fn refused(fault: ViewFault) -> Code {
    Code::View { fault }
}
