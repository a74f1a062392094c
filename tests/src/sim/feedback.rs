//! What people tell the operator (投诉建议): written anywhere, and there once whatever the wire does.

use cunfa_core::feedback::FeedbackKind;
use cunfa_protocol::command as c;
use cunfa_protocol::view::FeedbackDraft;

use super::World;

impl World {
    /// Somebody tells something.
    pub(super) async fn feedback(&mut self, place: usize) -> Result<(), String> {
        let text = self.word();
        let begun = self.ask(place, c::Feedback {}).await?;
        let begun = begun.map_err(|code| format!("beginning feedback: {code:?}"))?;
        let draft = FeedbackDraft {
            kind: FeedbackKind::Suggestion,
            text: text.clone(),
            ..begun.draft
        };
        let given = self.ask(place, c::GiveFeedback { draft }).await?;
        given.map_err(|code| format!("giving feedback: {code:?}"))?;
        self.tell(place, format!("tells the operator {text}"));
        self.promises.feedback.insert(text, place);
        self.stats.feedback += 1;
        Ok(())
    }
}
