//! The processes of a run and their files.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use crate::harness::proxy::Shape;
use crate::harness::{Dice, Proxy, TestFolder};
use crate::story::people::DemoPerson;
use crate::story::server::DemoServer;

/// Longest until a device is ready, also on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// Who is on the devices, and how a device that is to be killed is started.
pub(super) struct Crew {
    /// The mode of the program.
    pub(super) mode: &'static str,
    /// The people of each device.
    pub(super) devices: Vec<Vec<&'static DemoPerson>>,
}

/// A device's process.
struct Running {
    child: Child,
    /// Hears `ready`, and the end of the process.
    heard: Receiver<()>,
    ready: bool,
}

/// Everything that runs.
pub(super) struct Stage {
    program: PathBuf,
    mode: &'static str,
    /// Logs and histories, and the server's files.
    pub(super) house: TestFolder,
    /// The devices' files.
    pub(super) folders: Vec<TestFolder>,
    pub(super) server: DemoServer,
    pub(super) proxy: Proxy,
    running: Vec<Option<Running>>,
}

impl Stage {
    /// Everybody enrolled and busy.
    pub(super) fn set(program: &Path, crew: Crew, dice: &mut Dice) -> Result<Stage, String> {
        let folder = || TestFolder::new().map_err(|error| format!("making a folder: {error}"));
        let house = folder()?;
        let mut server = DemoServer::create(program, &house.join("server"))?;
        server.serve()?;
        let proxy = Proxy::start(server.port(), Shape::OPEN)?;
        let mut stage = Stage {
            program: program.to_owned(),
            mode: crew.mode,
            house,
            folders: crew.devices.iter().map(|_| folder()).collect::<Result<_, _>>()?,
            server,
            proxy,
            running: Vec::new(),
        };
        let devices = crew.devices.len();
        for (place, people) in crew.devices.into_iter().enumerate() {
            let codes: Vec<String> = people
                .into_iter()
                .map(|person| stage.server.invite(person))
                .collect::<Result<_, _>>()?;
            let more = [vec![stage.proxy.url()], codes].concat();
            stage.to_its_end("enrol", place, &more)?;
            stage.running.push(None);
        }
        for place in 0..devices {
            stage.start_device(place, dice.roll())?;
        }
        Ok(stage)
    }

    pub(super) fn history(&self, place: usize) -> PathBuf {
        self.house.join(&format!("history-{place}"))
    }

    fn log(&self, place: usize) -> PathBuf {
        self.house.join(&format!("device-{place}.log"))
    }

    fn command(&self, mode: &str, place: usize, seed: u64) -> Result<Command, String> {
        let folder = self.folders.get(place).ok_or("no such device")?;
        let log = OpenOptions::new().create(true).append(true).open(self.log(place));
        let log: File = log.map_err(|error| format!("opening a log: {error}"))?;
        let mut command = Command::new(&self.program);
        command.args(["device", mode, &place.to_string()]).arg(folder.path());
        command.arg(self.history(place)).arg(seed.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        Ok(command)
    }

    /// Runs a device that ends by itself; gives what it printed.
    pub(super) fn to_its_end(&self, mode: &str, place: usize, more: &[String]) -> Result<String, String> {
        let output = self.command(mode, place, 0)?.args(more).output();
        let Output { status, stdout, .. } = output.map_err(|error| format!("starting a device: {error}"))?;
        if !status.success() {
            return Err(format!("device {place}, {mode}: {}", self.said(place)));
        }
        String::from_utf8(stdout).map_err(|error| error.to_string())
    }

    /// The end of what a device said.
    fn said(&self, place: usize) -> String {
        let log = std::fs::read_to_string(self.log(place)).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(8).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    pub(super) fn start_device(&mut self, place: usize, seed: u64) -> Result<(), String> {
        let child = self.command(self.mode, place, seed)?.spawn();
        let mut child = child.map_err(|error| format!("starting a device: {error}"))?;
        let out = child.stdout.take().ok_or("a device without output")?;
        let (tell, heard) = channel();
        std::thread::spawn(move || {
            for _ in BufReader::new(out).lines().map_while(Result::ok) {
                let _ = tell.send(());
            }
        });
        let ready = false;
        if let Some(running) = self.running.get_mut(place) {
            *running = Some(Running { child, heard, ready });
        }
        Ok(())
    }

    /// Waits until a device says that it is ready; a server is.
    pub(super) fn until_ready(&mut self, place: usize) -> Result<(), String> {
        let Some(Some(running)) = self.running.get_mut(place) else {
            return Ok(());
        };
        if running.ready {
            return Ok(());
        }
        match running.heard.recv_timeout(PATIENCE) {
            Ok(()) => {
                running.ready = true;
                Ok(())
            }
            Err(RecvTimeoutError::Timeout) => Err(format!("device {place} is not ready: {}", self.said(place))),
            Err(RecvTimeoutError::Disconnected) => Err(format!("device {place} ended: {}", self.said(place))),
        }
    }

    /// Waits until a device that is ready says something more.
    pub(super) fn until_more(&mut self, place: usize) -> Result<(), String> {
        let Some(Some(running)) = self.running.get_mut(place) else {
            return Ok(());
        };
        let heard = running.heard.recv_timeout(PATIENCE);
        heard.map_err(|error| format!("device {place} says no more ({error}): {}", self.said(place)))
    }

    /// SIGKILL. A device that ended by itself before is a fault.
    pub(super) fn kill_device(&mut self, place: usize) -> Result<(), String> {
        let Some(Some(mut running)) = self.running.get_mut(place).map(Option::take) else {
            return Err(format!("device {place} does not run"));
        };
        let said = |error: std::io::Error| format!("killing device {place}: {error}");
        if let Some(status) = running.child.try_wait().map_err(said)? {
            return Err(format!("device {place} ended with {status}: {}", self.said(place)));
        }
        running.child.kill().map_err(said)?;
        running.child.wait().map_err(said).map(|_| ())
    }

    pub(super) fn kill_server(&mut self) -> Result<(), String> {
        self.server.kill()
    }

    /// Kills every device for good.
    pub(super) fn end_devices(&mut self) -> Result<(), String> {
        (0..self.folders.len()).try_for_each(|place| self.kill_device(place))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for running in self.running.iter_mut().flatten() {
            let _ = (running.child.kill(), running.child.wait());
        }
    }
}
