//! Which rows of the queue are shown, in which order, and which comes next. Pure.

use cunfa_core::EntryId;
use cunfa_protocol::view::{Queue, QueueItem};

/// Rows of one village or of one counsel, in the queue's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Tells it from the others; two counsel may have one name.
    pub key: String,
    /// The village's or the counsel's name.
    pub name: String,
    /// Its rows.
    pub items: Vec<QueueItem>,
}

/// Rows in which every word of the search occurs somewhere; an empty search finds all.
#[must_use]
pub fn matching(items: &[QueueItem], search: &str) -> Vec<QueueItem> {
    let words: Vec<String> = search.split_whitespace().map(str::to_ascii_lowercase).collect();
    items
        .iter()
        .filter(|item| words.iter().all(|word| text_of(item).contains(word)))
        .cloned()
        .collect()
}

fn text_of(item: &QueueItem) -> String {
    let row = &item.row;
    let kind = crate::words::kind(row.kind);
    [
        &row.number,
        &row.village_name,
        &row.people,
        &row.matter,
        &row.counsel_name,
        kind,
    ]
    .join("\n")
    .to_ascii_lowercase()
}

/// What rows are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// 村（社区）.
    Village,
    /// 法律顾问.
    Counsel,
}

/// Rows in groups, in the order in which each first occurs, so that urgent ones stay on top.
#[must_use]
pub fn grouped(items: Vec<QueueItem>, by: By) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for item in items {
        let (key, name) = match by {
            By::Village => (item.row.village.to_string(), &item.row.village_name),
            By::Counsel => (item.counsel.to_string(), &item.row.counsel_name),
        };
        match groups.iter_mut().find(|group| group.key == key) {
            Some(group) => group.items.push(item),
            None => groups.push(Group {
                key,
                name: name.clone(),
                items: vec![item],
            }),
        }
    }
    groups
}

/// The entries from one to another, both with them, in the order in which they are shown; only the second when the first is not shown.
#[must_use]
pub fn between(order: &[EntryId], from: Option<EntryId>, to: EntryId) -> Vec<EntryId> {
    let place = |wanted: EntryId| order.iter().position(|entry| *entry == wanted);
    let (Some(end), Some(begin)) = (place(to), place(from.unwrap_or(to)).or(place(to))) else {
        return Vec::new();
    };
    let (first, last) = (begin.min(end), begin.max(end));
    order.iter().skip(first).take(last - first + 1).copied().collect()
}

/// What waits: 重大事项 of every village first, those that nobody acknowledged before the others; then the rest by village or by counsel.
#[must_use]
pub fn waiting(queue: &Queue, search: &str, by: By) -> Vec<Group> {
    let (mut unknown, mut known, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    let mut items = matching(&queue.major, search);
    items.append(&mut matching(&queue.waiting, search));
    for item in items {
        let among = match (item.row.major, &item.row.known) {
            (false, _) => &mut rest,
            (true, None) => &mut unknown,
            (true, Some(_)) => &mut known,
        };
        among.push(item);
    }
    unknown.append(&mut known);
    let mut groups = grouped(rest, by);
    if !unknown.is_empty() {
        let first = Group {
            key: "major".to_owned(),
            name: crate::words::desk::MAJOR_MARK.to_owned(),
            items: unknown,
        };
        groups.insert(0, first);
    }
    groups
}

/// The entries in the order in which the groups show them.
#[must_use]
pub fn in_order(groups: &[Group]) -> Vec<EntryId> {
    groups
        .iter()
        .flat_map(|group| &group.items)
        .map(|item| item.row.entry)
        .collect()
}

/// The entry after this one, else the one before it, else none. Without a present one: the first.
#[must_use]
pub fn next_after(order: &[EntryId], present: Option<EntryId>) -> Option<EntryId> {
    let at = order.iter().position(|entry| Some(*entry) == present);
    match at {
        None => order.first().copied(),
        Some(at) => order
            .get(at + 1)
            .or_else(|| at.checked_sub(1).and_then(|before| order.get(before)))
            .copied(),
    }
}

/// One row down or up from the present one; the ends hold.
#[must_use]
pub fn moved(order: &[EntryId], present: Option<EntryId>, down: Direction) -> Option<EntryId> {
    let Some(at) = order.iter().position(|entry| Some(*entry) == present) else {
        return order.first().copied();
    };
    let there = match down {
        Direction::Down => (at + 1).min(order.len().saturating_sub(1)),
        Direction::Up => at.saturating_sub(1),
    };
    order.get(there).copied()
}

/// Down or up a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Toward the end.
    Down,
    /// Toward the beginning.
    Up,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use cunfa_core::{Kind, Mode, Stage};
    use cunfa_protocol::view::{Asked, Clock, Delivery, EntryRow, Known};

    fn item(id: u8, village: &str, people: &str, matter: &str) -> QueueItem {
        let row = EntryRow {
            entry: EntryId([id; 16]),
            number: format!("03-{id:04}"),
            village: format!("4501020010{village}").parse().unwrap(),
            village_name: format!("第{village}村"),
            date: "2026-11-23".parse().unwrap(),
            minutes: 90,
            kind: Kind::Consultation,
            mode: Mode::OnSite,
            people: people.to_owned(),
            matter: matter.to_owned(),
            counsel_name: "覃律师".to_owned(),
            stage: Stage::InReview,
            changed_after_signing: false,
            delivery: Delivery::Delivered,
            major: false,
            known: None,
            newer: false,
        };
        QueueItem {
            row,
            written_late_days: 0,
            on_paper: false,
            contrary: false,
            returning: false,
            counsel: cunfa_core::PersonId([id % 2; 16]),
            asked: Asked::Nothing,
        }
    }

    fn major(id: u8, village: &str, known: Option<Known>) -> QueueItem {
        let mut item = item(id, village, "", "");
        (item.row.major, item.row.known) = (true, known);
        item
    }

    #[test]
    fn major_matters_of_every_village_come_first_and_those_nobody_acknowledged_before_all() {
        let known = Known {
            by: "黄建国".to_owned(),
            at_ms: 0,
            clock: Clock::Checked,
        };
        let queue = Queue {
            major: vec![major(4, "03", None)],
            waiting: vec![
                item(1, "01", "", ""),
                major(2, "02", Some(known)),
                major(3, "02", None),
                item(5, "02", "", ""),
            ],
            decided: Vec::new(),
            villages: Vec::new(),
            contrary: 0,
        };
        let groups = waiting(&queue, "", By::Village);
        let order: Vec<u8> = in_order(&groups).iter().map(|entry| entry.0[0]).collect();
        assert_eq!(order, [4, 3, 2, 1, 5]);
        assert_eq!(groups.len(), 3);
        assert!(waiting(&queue, "找不到", By::Village).is_empty());
    }

    #[test]
    fn every_word_must_be_found_somewhere_in_the_row() {
        let items = [item(1, "01", "韦大妹", "土地承包"), item(2, "02", "𡌶某", "宅基地")];
        let found = |search: &str| {
            matching(&items, search)
                .iter()
                .map(|i| i.row.entry.0[0])
                .collect::<Vec<_>>()
        };
        assert_eq!(found(""), [1, 2]);
        assert_eq!(found("地"), [1, 2]);
        assert_eq!(found("承包 大妹"), [1]);
        assert_eq!(found("承包 𡌶"), [] as [u8; 0]);
        assert_eq!(found("𡌶"), [2]);
        assert_eq!(found("法律咨询 03-0002"), [2]);
    }

    #[test]
    fn rows_stand_by_village_and_the_first_village_stays_first() {
        let items = vec![item(1, "02", "", ""), item(2, "01", "", ""), item(3, "02", "", "")];
        let groups = grouped(items, By::Village);
        assert_eq!(
            groups.iter().map(|g| g.name.as_str()).collect::<Vec<_>>(),
            ["第02村", "第01村"]
        );
        assert_eq!(
            in_order(&groups),
            [EntryId([1; 16]), EntryId([3; 16]), EntryId([2; 16])]
        );
    }

    #[test]
    fn two_counsel_of_one_name_stay_two() {
        let items = vec![item(1, "02", "", ""), item(2, "01", "", ""), item(3, "02", "", "")];
        let groups = grouped(items, By::Counsel);
        assert_eq!(
            groups.iter().map(|g| g.name.as_str()).collect::<Vec<_>>(),
            ["覃律师", "覃律师"]
        );
        assert_eq!(
            in_order(&groups),
            [EntryId([1; 16]), EntryId([3; 16]), EntryId([2; 16])]
        );
    }

    #[test]
    fn a_range_goes_both_ways_and_begins_at_itself_when_its_beginning_is_not_shown() {
        let order = [EntryId([1; 16]), EntryId([2; 16]), EntryId([3; 16])];
        assert_eq!(between(&order, Some(order[0]), order[1]), order[..2]);
        assert_eq!(between(&order, Some(order[2]), order[1]), order[1..]);
        assert_eq!(between(&order, Some(EntryId([9; 16])), order[1]), order[1..2]);
        assert_eq!(between(&order, None, EntryId([9; 16])), []);
    }

    #[test]
    fn after_a_decision_comes_the_next_one_and_at_the_end_the_one_before() {
        let order = [EntryId([1; 16]), EntryId([2; 16]), EntryId([3; 16])];
        assert_eq!(next_after(&order, Some(order[0])), Some(order[1]));
        assert_eq!(next_after(&order, Some(order[2])), Some(order[1]));
        assert_eq!(next_after(&order[..1], Some(order[0])), None);
        assert_eq!(next_after(&order, None), Some(order[0]));
        assert_eq!(moved(&order, Some(order[0]), Direction::Up), Some(order[0]));
        assert_eq!(moved(&order, Some(order[2]), Direction::Down), Some(order[2]));
        assert_eq!(moved(&[], None, Direction::Down), None);
    }
}
