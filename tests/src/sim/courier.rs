//! The second road: files on one stick that goes round. They are written, carried to the server once or often, early or late, and
//! their answers taken in, in any order, beside whatever the wire brings.

use std::io::Cursor;

use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::failure::CourierFault;
use cunfa_server::courier::ImportError;

use super::World;
use crate::harness::TestFolder;

/// The stick, and what is on it.
#[derive(Debug)]
pub struct Stick {
    /// Its folder.
    pub folder: TestFolder,
    /// Names of files, with whose they are.
    files: Vec<(usize, String)>,
    /// Names of answers, with whose they are.
    answers: Vec<(usize, String)>,
}

impl Stick {
    /// An empty one.
    ///
    /// # Errors
    /// When there is no folder to be had.
    pub fn new() -> Result<Stick, String> {
        Ok(Stick {
            folder: TestFolder::new().map_err(|error| format!("making a stick: {error}"))?,
            files: Vec::new(),
            answers: Vec::new(),
        })
    }

    fn place(&self) -> String {
        self.folder.path().to_string_lossy().into_owned()
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }
}

impl World {
    /// Something happens with the stick.
    pub(super) async fn courier(&mut self, place: usize) -> Result<(), String> {
        match self.dice.below(3) {
            0 => self.export(place).await,
            1 => self.carry(),
            _ => self.take_in().await,
        }
    }

    async fn export(&mut self, place: usize) -> Result<(), String> {
        let with = c::ExportCourier {
            place: self.stick.place(),
            photos: self.dice.percent(50),
        };
        let made = self.ask(place, with).await?;
        let made = made.map_err(|code| format!("exporting: {code:?}"))?;
        self.tell(
            place,
            format!("exports {} entries, {} photos", made.entries, made.photos),
        );
        self.stick.files.push((place, made.name));
        self.stats.carried += 1;
        Ok(())
    }

    /// The server takes a file in, perhaps not for the first time.
    fn carry(&mut self) -> Result<(), String> {
        let Some((place, name)) = self.dice.pick(&self.stick.files).cloned() else {
            return Ok(());
        };
        let Some(server) = self.scene.server.running() else {
            return Ok(());
        };
        let file = std::fs::read(self.stick.path(&name)).map_err(|error| format!("reading a stick: {error}"))?;
        let (mut answer, now_ms) = (Cursor::new(Vec::new()), self.scene.server.clock.ms());
        let maker = self.device(place)?.id()?;
        match server.import(Cursor::new(file), &mut answer, now_ms) {
            Ok(_) => {}
            // Until it signs in again: its file stays good.
            Err(ImportError::UnknownDevice) if !self.scene.server.devices()?.contains(&maker) => {
                self.tell(place, "has a file carried to a server that lost it with a backup");
                return Ok(());
            }
            Err(error) => return Err(format!("the server does not take {name}: {error}")),
        }
        let name = format!("{}-answer.cunfa", self.stick.answers.len());
        std::fs::write(self.stick.path(&name), answer.into_inner())
            .map_err(|error| format!("writing a stick: {error}"))?;
        self.tell(place, "has a file carried to the server");
        self.stick.answers.push((place, name));
        Ok(())
    }

    async fn take_in(&mut self) -> Result<(), String> {
        let Some((place, name)) = self.dice.pick(&self.stick.answers).cloned() else {
            return Ok(());
        };
        let path = self.stick.path(&name);
        match self.ask(place, c::ImportCourier { path }).await? {
            Ok(taken) => self.tell(place, format!("takes an answer in: {taken:?}")),
            Err(Code::Courier {
                fault: fault @ (CourierFault::TakenBefore | CourierFault::Overtaken),
            }) => self.tell(place, format!("takes no answer in: {fault:?}")),
            Err(Code::DeviceRevoked) if self.is_closed(place) => {
                self.tell(place, "is told by an answer that it is revoked")
            }
            Err(code) => return Err(format!("taking {name} in: {code:?}")),
        }
        self.check_shown(place).await
    }
}
