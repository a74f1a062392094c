//! The rows of a volume as far as they are here, block by block, and the questions for those that are wanted.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use cunfa_core::EntryId;
use cunfa_protocol::view::{EntryRow, Sought, Topic, VolumePage};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::model::window::{BLOCK, Heights};
use crate::state::App;
use crate::transport::ask;

/// Blocks that are kept beside those that are wanted.
const KEPT: usize = 60;

/// What is drawn of a list that is found again before its place on the screen is known, in CSS pixels either way.
const AROUND_PX: f64 = 2_000.0;

/// The rows of a block.
pub(super) type Block = Arc<Vec<EntryRow>>;

/// A list as somebody left it, to be found again the same.
#[derive(Debug, Clone)]
pub struct Left {
    pub(super) sought: Sought,
    pub(super) blocks: BTreeMap<usize, Block>,
    pub(super) heights: Heights,
    /// How far the list was scrolled beyond its own top, in CSS pixels.
    pub(super) scrolled: f64,
}

/// The question for a block.
pub(super) fn question(sought: &Sought, block: usize) -> command::Volume {
    let Sought {
        village,
        year,
        filter,
        search,
    } = sought.clone();
    command::Volume {
        village,
        year,
        filter,
        search,
        offset: u32::try_from(block * BLOCK).unwrap_or(u32::MAX),
    }
}

/// The list's signals.
#[derive(Clone, Copy)]
pub(super) struct List {
    pub(super) sought: RwSignal<Sought>,
    /// How many rows there are; none before the first answer.
    pub(super) total: RwSignal<Option<u32>>,
    pub(super) blocks: RwSignal<BTreeMap<usize, Block>>,
    pub(super) heights: RwSignal<Heights>,
    /// The blocks near the screen.
    pub(super) range: RwSignal<RangeInclusive<usize>>,
    /// The block with the focus.
    pub(super) focus: RwSignal<Option<usize>>,
    pub(super) failure: RwSignal<Option<Code>>,
    /// How far the list is scrolled beyond its own top, as last heard.
    pub(super) scrolled: StoredValue<f64>,
    /// Where to scroll once the rows are drawn.
    pub(super) place: StoredValue<Option<(f64, Option<EntryId>)>>,
    /// What the rows that are here belong to.
    shown: StoredValue<Sought>,
    /// Blocks whose rows may have changed since they were asked for.
    old: StoredValue<Vec<usize>>,
    /// Counts what is sought; an answer about something else is dropped.
    turn: StoredValue<u32>,
    asking: StoredValue<bool>,
}

impl List {
    /// A list that begins with these rows, if they are here.
    pub(super) fn new(sought: Sought, first: Option<VolumePage>) -> List {
        let total = first.as_ref().map(|page| page.total);
        let blocks = first.map(|page| (0, Arc::new(page.rows))).into_iter().collect();
        List::with(sought, total, blocks, Heights::new(rows(total)))
    }

    /// A list as it was left, with the entry that was opened from it.
    pub(super) fn found_again(left: Left, opened: Option<EntryId>) -> List {
        let Left {
            sought,
            blocks,
            heights,
            scrolled,
        } = left;
        let total = u32::try_from(heights.rows()).ok();
        let list = List::with(sought, total, blocks, heights);
        let all: Vec<usize> = list.blocks.with_untracked(|blocks| blocks.keys().copied().collect());
        list.old.set_value(all);
        let around = |heights: &Heights| heights.near(scrolled - AROUND_PX, scrolled + AROUND_PX);
        list.range.set(list.heights.with_untracked(around));
        list.place.set_value(Some((scrolled, opened)));
        list
    }

    fn with(sought: Sought, total: Option<u32>, blocks: BTreeMap<usize, Block>, heights: Heights) -> List {
        List {
            shown: StoredValue::new(sought.clone()),
            sought: RwSignal::new(sought),
            total: RwSignal::new(total),
            blocks: RwSignal::new(blocks),
            heights: RwSignal::new(heights),
            range: RwSignal::new(0..=0),
            focus: RwSignal::new(None),
            failure: RwSignal::new(None),
            scrolled: StoredValue::new(0.0),
            place: StoredValue::new(None),
            old: StoredValue::new(Vec::new()),
            turn: StoredValue::new(0),
            asking: StoredValue::new(false),
        }
    }

    /// The list as it is now.
    pub(super) fn left(self) -> Option<Left> {
        Some(Left {
            sought: self.sought.try_get_untracked()?,
            blocks: self.blocks.try_get_untracked()?,
            heights: self.heights.try_get_untracked()?,
            scrolled: self.scrolled.try_get_value()?,
        })
    }

    /// Narrows, or looks for something else.
    pub(super) fn seek(self, change: impl FnOnce(&mut Sought)) {
        self.sought.update(change);
    }

    /// Asks anew whenever something else is sought or entries changed.
    pub(super) fn follow(self, app: App) {
        let last = StoredValue::new(None::<Sought>);
        Effect::new(move |_| {
            app.follow(&[Topic::Entries]);
            let sought = self.sought.get();
            let before = last.get_value();
            last.set_value(Some(sought.clone()));
            match before {
                // The rows that came with the screen are new; those of a list that is found again are not.
                None if self.total.with_untracked(Option::is_some) && self.old.with_value(Vec::is_empty) => {}
                None => self.fetch(),
                Some(before) if before == sought => self.refresh(),
                Some(_) => self.begin_anew(),
            }
        });
        Effect::new(move |_| {
            self.range.track();
            self.fetch();
        });
    }

    /// Asks once more after a failure.
    pub(super) fn again(self) {
        self.failure.set(None);
        self.refresh();
    }

    /// Every block that is here may have changed.
    fn refresh(self) {
        let all: Vec<usize> = self.blocks.with_untracked(|blocks| blocks.keys().copied().collect());
        self.old.set_value(all);
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.asking.set_value(false);
        self.fetch();
    }

    /// Something else is sought: the old rows stay until the first of the new ones are here.
    fn begin_anew(self) {
        self.range.set(0..=0);
        self.refresh();
    }

    /// The block that is wanted most: near the screen and not here, or not new.
    fn wanted(self) -> Option<usize> {
        if self.total.with_untracked(Option::is_none) || self.is_of_other() {
            return Some(0);
        }
        let count = self.heights.with_untracked(Heights::blocks);
        let missing = |block: &usize| self.blocks.with_untracked(|blocks| !blocks.contains_key(block));
        let old = |block: &usize| self.old.with_value(|old| old.contains(block));
        let range = self.range.get_untracked();
        // Of nothing there is one block to ask for, to see whether there is something now.
        range
            .filter(|block| *block < count.max(1))
            .find(|block| missing(block) || old(block))
    }

    /// Asks for what is wanted, one block after another: whoever scrolls past a thousand rows does not wait for them.
    pub(super) fn fetch(self) {
        if self.asking.get_value() || self.failure.with_untracked(Option::is_some) {
            return;
        }
        let Some(block) = self.wanted() else { return };
        let (sought, turn) = (self.sought.get_untracked(), self.turn.get_value());
        self.asking.set_value(true);
        spawn_local(async move {
            let answer = ask(question(&sought, block)).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.asking.set_value(false);
            match answer {
                Ok(page) => self.take(block, page),
                Err(failure) => {
                    self.failure.try_set(Some(failure.code));
                    return;
                }
            }
            self.fetch();
        });
    }

    /// Whether the rows that are here belong to something that is not sought any more.
    fn is_of_other(self) -> bool {
        self.sought
            .with_untracked(|sought| self.shown.with_value(|shown| shown != sought))
    }

    fn take(self, block: usize, page: VolumePage) {
        let VolumePage { rows, total, .. } = page;
        let first_of_other = self.is_of_other();
        self.shown.set_value(self.sought.get_untracked());
        self.old.update_value(|old| old.retain(|one| *one != block));
        let range = self.range.get_untracked();
        self.blocks.update(|blocks| {
            if first_of_other {
                blocks.clear();
            }
            blocks.insert(block, Arc::new(rows));
            let far = |at: usize| match at {
                at if range.contains(&at) => 0,
                at => at.abs_diff(*range.start()).min(at.abs_diff(*range.end())),
            };
            // What is wanted is never let go: it would be asked for again.
            while blocks.len() > KEPT {
                let farthest = blocks.keys().copied().max_by_key(|at| far(*at));
                match farthest.filter(|at| far(*at) > 0) {
                    Some(farthest) => blocks.remove(&farthest),
                    None => break,
                };
            }
        });
        if first_of_other {
            self.old.set_value(Vec::new());
            self.heights.set(Heights::new(self::rows(Some(total))));
        } else if self.total.get_untracked() != Some(total) {
            self.heights.update(|heights| heights.resize(self::rows(Some(total))));
        }
        if self.total.get_untracked() != Some(total) {
            self.total.set(Some(total));
        }
        if self.failure.with_untracked(Option::is_some) {
            self.failure.set(None);
        }
    }
}

fn rows(total: Option<u32>) -> usize {
    usize::try_from(total.unwrap_or(0)).unwrap_or(usize::MAX)
}
