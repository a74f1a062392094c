//! Text size and contrast of this device, kept outside the encrypted file so that the lock screen has them too.

use cunfa_protocol::Code;
use cunfa_protocol::command::SetDisplay;
use cunfa_protocol::view::{Display, Session, Topic};

use crate::desk::{Desk, code_of};
use crate::session::status;

/// The setting; the usual one when none was kept or a newer program wrote it.
pub(crate) fn stored(desk: &Desk) -> Display {
    let text = desk.key_file.as_ref().map_or("", |file| file.display.as_str());
    serde_json::from_str(text).unwrap_or(desk.display)
}

/// Keeps it. Before enrolment there is no file yet: it holds while the app runs, and is kept on enrolment.
pub(crate) fn set_display(desk: &mut Desk, with: &SetDisplay) -> Result<Session, Code> {
    desk.display = with.display;
    if let Some(mut file) = desk.key_file.clone() {
        file.display = text_of(with.display)?;
        file.write(&desk.config.data_dir).map_err(code_of)?;
        desk.key_file = Some(file);
    }
    desk.told().topic(Topic::Session);
    Ok(status::status(desk))
}

/// As it stands in the key file.
pub(crate) fn text_of(display: Display) -> Result<String, Code> {
    serde_json::to_string(&display).map_err(|_| Code::Internal {
        attempted: "keeping the display setting".to_owned(),
    })
}
