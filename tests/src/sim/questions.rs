//! What is said beside a review: the desk acknowledges 重大事项, counsels answer questions. Neither may be refused where it is offered.

use cunfa_protocol::command as c;
use cunfa_protocol::view::Asked;

use super::World;
use super::step::DESK;

impl World {
    /// Where nothing is to be acknowledged, the desk reviews.
    pub(super) async fn acknowledge_major(&mut self) -> Result<(), String> {
        let Some(view) = self.pick(DESK, |view| view.may_acknowledge).await? else {
            return self.review().await;
        };
        let entry = view.row.entry;
        let known = self.ask(DESK, c::AcknowledgeMajor { entry }).await?;
        let known = known.map_err(|code| format!("acknowledging {entry}: {code:?}"))?;
        self.tell(DESK, format!("acknowledges {entry}"));
        if known.may_acknowledge || known.row.known.is_none() || known.life != view.life {
            return Err(format!("{entry} is acknowledged but stands as {known:#?}"));
        }
        self.stats.acknowledged += 1;
        self.promise_new_act(&view, &known)
    }

    /// Where nothing is asked, the counsel changes something.
    pub(super) async fn answer_question(&mut self, place: usize) -> Result<(), String> {
        let Some(view) = self.pick(place, |view| view.asked == Asked::Open).await? else {
            return self.change(place).await;
        };
        let entry = view.row.entry;
        let asked = self.ask(place, c::Questions { entry }).await?;
        let asked = asked.map_err(|code| format!("asking about {entry}: {code:?}"))?;
        let open = asked.questions.iter().find(|question| question.answers.is_empty());
        let Some(open) = open.filter(|_| asked.may_answer) else {
            return Err(format!("{entry} has open questions but shows {asked:#?}"));
        };
        let command = c::AnswerQuestion {
            entry,
            question: open.kind,
            others: open.others.iter().map(|row| row.entry).collect(),
            text: "两村相邻，一并办理".to_owned(),
        };
        let answered = self.ask(place, command).await?;
        let answered = answered.map_err(|code| format!("answering over {entry}: {code:?}"))?;
        let mut questions = answered.questions.iter();
        if !questions.any(|question| question.kind == open.kind && !question.answers.is_empty()) {
            return Err(format!("{entry} was answered but shows {answered:#?}"));
        }
        self.tell(place, format!("answers over {entry}"));
        self.stats.explained += 1;
        let after = self.seat(place)?.device.entry(entry).await;
        let after = after.map_err(|code| format!("opening {entry}: {code:?}"))?;
        self.promise_new_act(&view, &after)
    }
}
