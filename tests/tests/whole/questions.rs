//! Questions that entries raise, over the whole road: seen by the office and by the entry's own counsel, answered without a network, the answer
//! beside the question on the other side, and kept when the question is gone.

use cunfa_core::{Body, EntryId, Form, QuestionKind};
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Asked, QuestionView, Questions, SyncOutcome};
use cunfa_tests::harness::clock::DAY_MS;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::SECOND;
use cunfa_tests::harness::{Fault, TestDevice, Who};

use super::{scene, too_long, village};

async fn write(device: &TestDevice, form: Form) -> EntryId {
    device.write(form).await.unwrap().row.entry
}

async fn sync(devices: &[&TestDevice]) {
    for device in devices {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
}

async fn asked(device: &TestDevice, entry: EntryId) -> Questions {
    device.ask(c::Questions { entry }).await.unwrap()
}

async fn of(device: &TestDevice, entry: EntryId, kind: QuestionKind) -> Option<QuestionView> {
    let asked = asked(device, entry).await;
    asked.questions.into_iter().find(|question| question.kind == kind)
}

fn elsewhere(matter: &str) -> Form {
    consultation(&scene::village(SECOND).unwrap(), matter)
}

async fn answer(device: &TestDevice, entry: EntryId, question: &QuestionView, text: &str) -> Result<Questions, Code> {
    let command = c::AnswerQuestion {
        entry,
        question: question.kind,
        others: question.others.iter().map(|row| row.entry).collect(),
        text: text.to_owned(),
    };
    device.ask(command).await
}

#[tokio::test]
async fn an_overlap_is_answered_without_a_network_and_the_office_sees_the_answer_beside_it() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let here = write(&tablet, consultation(&village(), "宅基地界址")).await;
    assert_eq!(tablet.entry(here).await.unwrap().asked, Asked::Nothing);
    let there = write(&tablet, elsewhere("水渠")).await;
    tablet.sign(here, 1, 1).await.unwrap();
    sync(&[&tablet, &office]).await;

    let question = of(&office, here, QuestionKind::Overlap).await.unwrap();
    let others: Vec<EntryId> = question.others.iter().map(|row| row.entry).collect();
    assert_eq!((others, question.figure), (vec![there], 90));
    assert!(!asked(&office, here).await.may_answer);
    let queue = office.ask(c::ReviewQueue { village: None }).await.unwrap();
    assert_eq!((queue.waiting.len(), queue.waiting[0].asked), (1, Asked::Open));

    tablet.link.always(Fault::DropRequest);
    let own = of(&tablet, here, QuestionKind::Overlap).await.unwrap();
    assert_eq!(answer(&tablet, here, &own, " \n").await, Err(Code::ReasonMissing));
    let long = answer(&tablet, here, &own, &"长".repeat(501)).await;
    assert_eq!(long, Err(too_long(501, 500)));
    let answered = answer(&tablet, here, &own, "两村接壤，一并办理").await.unwrap();
    assert_eq!(answered.questions[0].answers[0].text, "两村接壤，一并办理");
    assert_eq!(tablet.entry(here).await.unwrap().asked, Asked::Answered);
    assert_eq!(
        tablet.entry(there).await.unwrap().asked,
        Asked::Open,
        "each entry answers for itself"
    );
    tablet.link.always(Fault::None);
    sync(&[&tablet, &office]).await;

    let question = of(&office, here, QuestionKind::Overlap).await.unwrap();
    assert_eq!(question.answers[0].text, "两村接壤，一并办理");
    assert_eq!(question.answers[0].by, Who::Counsel.person().name);
    let queue = office.ask(c::ReviewQueue { village: None }).await.unwrap();
    assert_eq!(queue.waiting[0].asked, Asked::Answered);
    assert!(
        office.entry(here).await.unwrap().may_review,
        "a question decides nothing"
    );
    for device in [&tablet, &office] {
        assert_eq!(device.audit().unwrap(), Vec::<String>::new());
    }

    // The other entry goes: nothing is asked any more, and what was said stays in the record of acts.
    let reason = "记错了日子".to_owned();
    tablet.ask(c::VoidEntry { entry: there, reason }).await.unwrap();
    sync(&[&tablet, &office]).await;
    let view = office.entry(here).await.unwrap();
    assert_eq!(view.asked, Asked::Nothing);
    let said = |body: &Body| matches!(body, Body::Explanation(said) if said.text == "两村接壤，一并办理");
    assert!(view.acts.iter().any(|act| act.holds && said(&act.act.body)));
}

#[tokio::test]
async fn one_more_entry_asks_anew_and_an_answer_to_what_was_shown_before_is_looked_at_again() {
    let mut scene = scene();
    let counsel = scene.counsel().await.unwrap();
    let here = write(&counsel, consultation(&village(), "宅基地界址")).await;
    write(&counsel, elsewhere("水渠")).await;
    let shown = of(&counsel, here, QuestionKind::Overlap).await.unwrap();
    answer(&counsel, here, &shown, "一并办理").await.unwrap();
    write(&counsel, elsewhere("山林")).await;
    assert_eq!(counsel.entry(here).await.unwrap().asked, Asked::Open);
    assert_eq!(
        answer(&counsel, here, &shown, "再说一次").await,
        Err(Code::ChangedMeanwhile)
    );
    let anew = of(&counsel, here, QuestionKind::Overlap).await.unwrap();
    assert_eq!((anew.others.len(), anew.answers.len()), (2, 0));
    answer(&counsel, here, &anew, "三处相邻").await.unwrap();
    assert_eq!(counsel.entry(here).await.unwrap().asked, Asked::Answered);
}

#[tokio::test]
async fn copied_text_late_writing_and_many_in_one_sitting_are_asked_about_and_hinder_nothing() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    tablet.clock.advance(40 * DAY_MS);
    let long = "告知承包地确权登记的办理步骤，并建议双方先到村委会申请调解，再看结果决定。";
    let mut entries = Vec::new();
    for number in 0..11 {
        let mut form = consultation(&village(), &format!("第{number}件"));
        if number < 2 {
            long.clone_into(&mut form.advice);
        }
        entries.push(write(&tablet, form).await);
    }
    let kinds: Vec<QuestionKind> = (asked(&tablet, entries[0]).await.questions.iter())
        .map(|question| question.kind)
        .collect();
    let expected = [
        QuestionKind::CopiedText,
        QuestionKind::WrittenLate,
        QuestionKind::OneSitting,
    ];
    assert_eq!(kinds, expected);
    let late = of(&tablet, entries[2], QuestionKind::WrittenLate).await.unwrap();
    assert_eq!(late.figure, 41);
    let sitting = of(&tablet, entries[2], QuestionKind::OneSitting).await.unwrap();
    assert_eq!((sitting.figure, sitting.others.len()), (11, 10));
    assert!(of(&tablet, entries[2], QuestionKind::CopiedText).await.is_none());
    let signed = tablet.sign(entries[0], 1, 1).await.unwrap();
    assert!(signed.life.official.is_some(), "an open question hinders no signature");
}

#[tokio::test]
async fn a_correction_is_no_copy_of_what_it_corrects() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    let mut form = consultation(&village(), "宅基地界址");
    "告知承包地确权登记的办理步骤，并建议双方先到村委会申请调解，再看结果决定。".clone_into(&mut form.advice);
    let entry = write(&tablet, form.clone()).await;
    tablet.sign(entry, 1, 1).await.unwrap();
    form.corrects = Some(entry);
    form.matter = "宅基地界址及通行".to_owned();
    let correction = write(&tablet, form).await;
    for entry in [entry, correction] {
        assert_eq!(asked(&tablet, entry).await.questions, Vec::new());
    }
}

#[tokio::test]
async fn nobody_but_the_entrys_own_counsel_answers_and_a_cadre_is_asked_nothing() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let colleague = scene.device_of(&[Who::SecondCounsel]).await.unwrap();
    write(&tablet, consultation(&village(), "宅基地界址")).await;
    let there = write(&tablet, elsewhere("水渠")).await;
    sync(&[&tablet, &office, &colleague]).await;
    let question = of(&office, there, QuestionKind::Overlap).await.unwrap();
    assert_eq!(answer(&office, there, &question, "说明").await, Err(Code::NotAllowed));
    assert_eq!(
        answer(&colleague, there, &question, "说明").await,
        Err(Code::NotAllowed)
    );
    assert_eq!(asked(&colleague, there).await.questions, Vec::new());
    assert_eq!(colleague.entry(there).await.unwrap().asked, Asked::Nothing);
    let here = question.others[0].entry;
    tablet.unlock(1).await.unwrap();
    assert_eq!(asked(&tablet, here).await.questions, Vec::new());
    assert_eq!(tablet.entry(here).await.unwrap().asked, Asked::Nothing);
    assert_eq!(answer(&tablet, here, &question, "说明").await, Err(Code::NotAllowed));
}
