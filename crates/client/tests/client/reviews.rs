//! The desk: what waits, deciding over what was shown, the month.

use std::sync::Arc;

use cunfa_core::{ActId, Decision, EntryId, Form, Stage};
use cunfa_protocol::view::Load;
use cunfa_protocol::{Code, command as c};

use crate::support::*;

/// A signed, delivered entry on the counsel's tablet and at the office.
async fn delivered(county: &Arc<County>, form: Form) -> (Device, Device, EntryId) {
    let field = Device::field(county).await;
    let entry = field.write(form).await;
    field.sign(entry, 1).await.unwrap();
    field.app.sync_pass().await;
    let office = Device::enrolled(county, Invited::Office).await;
    office.app.sync_pass().await;
    (field, office, entry)
}

fn returned(reasons: &[&str]) -> Decision {
    Decision::Return {
        reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
    }
}

#[tokio::test]
async fn a_return_needs_a_reason_and_a_decision_is_made_once() {
    let county = County::new();
    let (_field, office, entry) = delivered(&county, visit()).await;
    let sign_off = office.entry(entry).await.life.official.unwrap();
    let review = |decision| c::Review {
        entry,
        sign_off,
        decision,
    };
    assert_eq!(office.ask(review(returned(&[]))).await, Err(Code::ReasonMissing));
    assert_eq!(office.ask(review(returned(&[" "]))).await, Err(Code::ReasonMissing));
    for (typed, unfit) in unfit() {
        assert_eq!(office.ask(review(returned(&["缺结果", &typed]))).await, Err(unfit));
    }
    let other = c::Review {
        entry,
        sign_off: ActId([9; 16]),
        decision: Decision::Approve,
    };
    assert_eq!(office.ask(other).await, Err(Code::ChangedMeanwhile));
    let view = office.ask(review(returned(&["缺结果"]))).await.unwrap();
    assert_eq!((view.life.stage, view.may_review), (Stage::Returned, false));
    assert_eq!(office.ask(review(Decision::Approve)).await, Err(Code::ChangedMeanwhile));
}

#[tokio::test]
async fn nobody_but_the_office_reviews_and_the_office_writes_nothing() {
    let county = County::new();
    let (field, office, entry) = delivered(&county, visit()).await;
    let sign_off = field.entry(entry).await.life.official.unwrap();
    let review = c::Review {
        entry,
        sign_off,
        decision: Decision::Approve,
    };
    assert_eq!(field.ask(review).await, Err(Code::NotAllowed));
    let view = office.entry(entry).await;
    assert!(view.may_review && !view.may_change && !view.may_void && !view.may_correct && !view.may_sign);
    assert_eq!(
        office
            .ask(c::SaveEntry {
                draft: EntryId([4; 16]),
                form: visit()
            })
            .await,
        Err(Code::NotAllowed)
    );
    assert_eq!(
        office
            .ask(c::VoidEntry {
                entry,
                reason: "x".to_owned()
            })
            .await,
        Err(Code::NotAllowed)
    );
}

#[tokio::test]
async fn a_void_that_came_meanwhile_is_not_reviewed_over() {
    let county = County::new();
    let (field, office, entry) = delivered(&county, visit()).await;
    let sign_off = office.entry(entry).await.life.official.unwrap();
    field
        .ask(c::VoidEntry {
            entry,
            reason: "重复".to_owned(),
        })
        .await
        .unwrap();
    field.app.sync_pass().await;
    office.app.sync_pass().await;
    let review = c::Review {
        entry,
        sign_off,
        decision: Decision::Approve,
    };
    assert_eq!(office.ask(review).await, Err(Code::ChangedMeanwhile));
}

#[tokio::test]
async fn the_queue_puts_major_matters_first_and_says_plainly_how_late_it_was_written() {
    let county = County::new();
    let field = Device::field(&county).await;
    let plain = field
        .write(Form {
            date: Some(day(10)),
            ..visit()
        })
        .await;
    let major = field
        .write(Form {
            major: Some("群体性纠纷苗头".to_owned()),
            ..visit()
        })
        .await;
    field.sign(plain, 1).await.unwrap();
    field.sign(major, 2).await.unwrap();
    field.app.sync_pass().await;
    let office = Device::enrolled(&county, Invited::Office).await;
    office.app.sync_pass().await;
    let queue = office.ask(c::ReviewQueue { village: None }).await.unwrap();
    let waiting: Vec<_> = queue
        .waiting
        .iter()
        .map(|item| (item.row.entry, item.written_late_days))
        .collect();
    assert_eq!(waiting, [(major, 0), (plain, 14)]);
    let per_village: Vec<_> = queue
        .villages
        .iter()
        .map(|(village, count)| (village.name.as_str(), *count))
        .collect();
    assert_eq!(per_village, [("天堂村", 2), ("定西村", 0)]);
    let one = office
        .ask(c::ReviewQueue {
            village: Some(other_village()),
        })
        .await
        .unwrap();
    assert_eq!(one.waiting, []);
    let outside = office
        .ask(c::ReviewQueue {
            village: Some("450199001001".parse().unwrap()),
        })
        .await;
    assert_eq!(outside, Err(Code::NotAllowed));
}

#[tokio::test]
async fn the_month_grid_counts_by_the_rule_file_and_explains() {
    let county = County::new();
    let (_field, office, _) = delivered(&county, visit()).await;
    let grid = office.ask(c::MonthGrid { month: day(15) }).await.unwrap();
    assert_eq!((grid.month, grid.rules.len()), (day(1), 1));
    assert_eq!(
        (grid.rules[0].rule.title.as_str(), grid.rules[0].faults.len()),
        ("南宁市 2016 年方案", 0)
    );
    assert!(grid.cells[0].tally.basis(&grid.rules).is_some());
    let cell = &grid.cells[0];
    assert_eq!(
        (
            cell.tally.counted_minutes,
            cell.tally.owed_minutes,
            cell.unsigned,
            cell.unreviewed
        ),
        (90, 300, 0, 1)
    );
    assert_eq!(grid.cells.len(), 2);
}

#[tokio::test]
async fn the_year_counts_each_month_as_its_grid_does_and_tells_what_each_counsel_had_to_do() {
    let county = County::new();
    let (field, office, _) = delivered(&county, visit()).await;
    let year = office.ask(c::YearGrid { month: day(15) }).await.unwrap();
    assert_eq!((year.months.len(), year.rules.len()), (11, 1));
    let grid = office.ask(c::MonthGrid { month: day(15) }).await.unwrap();
    for (village, cell) in year.villages.iter().zip(&grid.cells) {
        let last = village.months.last().unwrap();
        assert_eq!(village.village, cell.village);
        assert_eq!(
            (last.counted_minutes, last.owed_minutes, last.unreviewed),
            (cell.tally.counted_minutes, cell.tally.owed_minutes, cell.unreviewed)
        );
        assert!(village.months[..10].iter().all(|month| month.entries == 0));
    }
    let [counsel] = year.counsel.as_slice() else {
        panic!("{:?}", year.counsel)
    };
    let (entries, minutes) = (1, 90);
    assert_eq!((counsel.villages_now(), counsel.sum()), (2, Load { entries, minutes }));
    // Each number is the sum of what it opens to: the village and the month that were written of.
    let written = counsel
        .villages
        .iter()
        .flat_map(|of| of.months.iter().zip(&year.months).map(move |month| (of, month)));
    let written: Vec<_> = written.filter(|(_, (load, _))| load.entries > 0).collect();
    let [(of, (load, month))] = written.as_slice() else {
        panic!("{written:?}")
    };
    assert_eq!((**load, **month), (counsel.sum(), day(1)));
    assert!(of.now && of.months.len() == year.months.len(), "{of:?}");
    assert_eq!(field.ask(c::YearGrid { month: day(15) }).await, Err(Code::NotAllowed));
}
