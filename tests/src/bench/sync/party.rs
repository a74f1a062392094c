//! A participant: its server on loopback, its device behind the bad line, both real programs. Ours and the peers answer to the
//! same words, so that a row is played by one piece of code.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cunfa_core::VillageCode;
use serde_json::{Value, json};
use tokio::process::Command;

use super::device::Selection;
use super::parts::Parts;
use super::program::Program;
use crate::harness::Proxy;
use crate::harness::proxy::Shape;
use crate::story::server::DemoServer;

/// Who takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// 村法台账: `cunfa-server` and the client's sync driver.
    Ours,
    /// PouchDB with express-pouchdb.
    PouchDb,
    /// automerge-repo with its websocket adapter.
    AutomergeRepo,
}

impl Who {
    /// All of them.
    pub const ALL: [Who; 3] = [Who::Ours, Who::PouchDb, Who::AutomergeRepo];

    /// As figures name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Who::Ours => "cunfa",
            Who::PouchDb => "pouchdb",
            Who::AutomergeRepo => "automerge-repo",
        }
    }
}

/// Where programs and files are.
#[derive(Debug, Clone)]
pub struct House {
    /// `cunfa-server`.
    pub server: PathBuf,
    /// This program, which is our device too.
    pub own: PathBuf,
    /// The peers' programs, with their packages installed.
    pub peers: PathBuf,
    /// Files of the rows.
    pub folder: PathBuf,
}

enum Server {
    /// With a tablet beside it that writes what is on the server: counsel and cadre.
    Ours {
        server: DemoServer,
        writer: Program,
    },
    Peer(Program),
}

/// Entries that one command loads: so many are written well within the patience that a command has.
const LOADED_AT_ONCE: u64 = 250;

/// A participant in one row.
pub struct Party {
    who: Who,
    house: House,
    folder: PathBuf,
    server: Server,
    /// The line between device and server.
    pub proxy: Proxy,
    device: Program,
    /// The addresses of documents, of the peer that needs them.
    urls: Value,
    /// Entries, and as many sign-offs, on the server or about to be.
    entries: u64,
    files: u32,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Whether all was done within the limit.
    pub done: bool,
    /// How many entries or photos were there at the end.
    pub here: u64,
}

/// How long somebody waited for a page of the list, or a search, while something else went on.
#[derive(Debug, Clone, Copy)]
pub struct Waits {
    /// 95th percentile, ms.
    pub p95_ms: f64,
    /// The longest, ms.
    pub most_ms: f64,
}

impl Party {
    /// Sets up server, device and a line without limits between them. Nobody has any entry.
    ///
    /// # Errors
    /// What failed.
    pub async fn new(who: Who, row: &str, house: &House, villages: &[VillageCode]) -> Result<Party, String> {
        let folder = house.folder.join(row).join(who.name());
        std::fs::create_dir_all(&folder).map_err(|error| format!("making {}: {error}", folder.display()))?;
        let (server, port) = match who {
            Who::Ours => ours(house, &folder, villages).await?,
            Who::PouchDb | Who::AutomergeRepo => {
                let program =
                    Program::start(&mut peer(who, house, "server", &folder)?, &folder.join("server.log")).await?;
                let port = program
                    .ready
                    .get("port")
                    .and_then(Value::as_u64)
                    .and_then(|port| u16::try_from(port).ok());
                let port = port.ok_or("a peer's server has no port")?;
                (Server::Peer(program), port)
            }
        };
        let proxy = Proxy::start(port, Shape::OPEN)?;
        let device = start_device(who, house, &folder, &proxy.url()).await?;
        Ok(Party {
            who,
            house: house.clone(),
            folder,
            server,
            proxy,
            device,
            urls: json!({}),
            entries: 0,
            files: 0,
        })
    }

    /// Puts entries on the server, past the line.
    ///
    /// # Errors
    /// What failed.
    pub async fn fill(&mut self, selection: &Selection) -> Result<(), String> {
        self.entries += selection.to - selection.from;
        for part in selection.parts(LOADED_AT_ONCE) {
            let file = self.file_of(&part)?;
            match &mut self.server {
                Server::Ours { writer, .. } => {
                    writer.ask(json!({ "do": "load", "selection": part })).await?;
                    writer.ask(json!({ "do": "sync" })).await?;
                }
                Server::Peer(server) => {
                    let loaded = server.ask(json!({ "do": "load", "file": file })).await?;
                    self.urls = loaded.get("urls").cloned().unwrap_or_default();
                }
            }
        }
        Ok(())
    }

    /// Joins our device; the peers know no such thing.
    ///
    /// # Errors
    /// What failed. A line that breaks meanwhile is no failure: it is tried again.
    pub async fn join(&mut self, with_cadre: bool) -> Result<(), String> {
        let Server::Ours { server, .. } = &self.server else {
            return Ok(());
        };
        let code = invite(server, &self.folder, "counsel")?;
        let mut joined = self.device.ask(json!({ "do": "enrol", "code": code })).await;
        while self.proxy.counts().cuts > 0 && joined.as_ref().is_err_and(|error| error.contains("NoNetwork")) {
            tokio::time::sleep(Duration::from_secs(1)).await;
            joined = self.device.ask(json!({ "do": "enrol", "code": code })).await;
        }
        joined?;
        if with_cadre {
            let code = invite(server, &self.folder, "cadre")?;
            self.device.ask(json!({ "do": "add", "code": code })).await?;
        }
        Ok(())
    }

    /// Writes entries on the device, without sending.
    ///
    /// # Errors
    /// What failed.
    pub async fn write(&mut self, selection: &Selection) -> Result<(), String> {
        self.entries += selection.to - selection.from;
        let file = self.file_of(selection)?;
        let command = json!({ "do": "load", "file": file, "selection": selection });
        self.device.ask(command).await.map(|_| ())
    }

    /// Sends what the device wrote, until the device knows that the server has it.
    ///
    /// # Errors
    /// What failed.
    pub async fn push(&mut self, limit: Duration) -> Result<Ended, String> {
        let word = if self.who == Who::Ours { "sync" } else { "push" };
        let ended = self.device.ask_within(json!({ "do": word }), limit).await?;
        Ok(read(&ended, "entries"))
    }

    /// Fetches until the device has everything.
    ///
    /// # Errors
    /// What failed.
    pub async fn pull(&mut self, limit: Duration) -> Result<Ended, String> {
        let word = if self.who == Who::Ours { "sync" } else { "pull" };
        let command = json!({ "do": word, "urls": self.urls, "entries": self.entries, "sign_offs": self.entries });
        self.device
            .ask_within(command, limit)
            .await
            .map(|ended| read(&ended, "entries"))
    }

    /// The same of ours, by somebody who uses the device meanwhile.
    ///
    /// # Errors
    /// What failed.
    pub async fn pull_used(&mut self, limit: Duration) -> Result<(Ended, Option<Waits>), String> {
        if self.who != Who::Ours {
            return self.pull(limit).await.map(|ended| (ended, None));
        }
        let ended = self
            .device
            .ask_within(json!({ "do": "sync", "used": true }), limit)
            .await?;
        let ms = |name: &str| ended.get(name).and_then(serde_json::Value::as_f64);
        let waits = ms("wait_p95_ms").zip(ms("wait_most_ms"));
        let waits = waits.map(|(p95_ms, most_ms)| Waits { p95_ms, most_ms });
        Ok((read(&ended, "entries"), waits))
    }

    /// Both ways, as a device does that has not asked for a while.
    ///
    /// # Errors
    /// What failed.
    pub async fn sync(&mut self, limit: Duration) -> Result<Ended, String> {
        match self.who {
            Who::Ours | Who::PouchDb => {
                let ended = self.device.ask_within(json!({ "do": "sync" }), limit).await?;
                Ok(read(&ended, "entries"))
            }
            // Asking is connecting, and finding what one has.
            Who::AutomergeRepo => self.pull(limit).await,
        }
    }

    /// Puts photos from files onto the device. Ours takes them in as its camera button does, on an entry of the selection; nothing is
    /// sent before [`Party::send_photos`], except by automerge-repo, which sends what it has.
    ///
    /// # Errors
    /// What failed.
    pub async fn take_photos(&mut self, files: &[PathBuf], selection: &Selection) -> Result<(), String> {
        let command = json!({ "do": "photos", "files": files, "selection": selection });
        self.device.ask(command).await.map(|_| ())
    }

    /// Sends the photos, until the server has them or the limit is over; gives how many it then has whole. Of ours the device says so: a
    /// photo is delivered by the server's word that it compared the hash of the whole, and by nothing else.
    ///
    /// # Errors
    /// What failed.
    pub async fn send_photos(&mut self, files: &[PathBuf], limit: Duration) -> Result<Ended, String> {
        let Server::Peer(server) = &mut self.server else {
            self.device.ask_within(json!({ "do": "sync" }), limit).await?;
            let left = read(&self.device.ask(json!({ "do": "photos_left" })).await?, "left").here;
            let here = (files.len() as u64).saturating_sub(left);
            return Ok(Ended { done: left == 0, here });
        };
        let until = json!({ "do": "until", "photos": files.len() });
        let ended = match self.who {
            Who::PouchDb => {
                self.device.ask_within(json!({ "do": "push" }), limit).await?;
                server.ask(json!({ "do": "count" })).await?
            }
            Who::AutomergeRepo | Who::Ours => server.ask_within(until, limit).await?,
        };
        let here = read(&ended, "photos").here;
        Ok(Ended {
            done: here >= files.len() as u64,
            here,
        })
    }

    /// Ends the device's program after it has written down what it has, and starts it again.
    ///
    /// # Errors
    /// What failed.
    pub async fn restart(&mut self) -> Result<(), String> {
        if self.who == Who::AutomergeRepo {
            // It writes to disk after a while only.
            self.device.ask(json!({ "do": "keep" })).await?;
        }
        self.kill().await
    }

    /// Kills the device's program where it is and starts it again on what is on its disk.
    ///
    /// # Errors
    /// What failed.
    pub async fn kill(&mut self) -> Result<(), String> {
        self.device.kill().await?;
        self.device = start_device(self.who, &self.house, &self.folder, &self.proxy.url()).await?;
        if self.who == Who::Ours {
            self.device.ask(json!({ "do": "unlock" })).await?;
        }
        Ok(())
    }

    /// Puts a device that has nothing in the place of the one there was.
    ///
    /// # Errors
    /// What failed.
    pub async fn another_device(&mut self) -> Result<(), String> {
        self.device.kill().await?;
        let old = self.folder.join("device");
        std::fs::rename(&old, self.folder.join("device-before"))
            .map_err(|error| format!("{}: {error}", old.display()))?;
        self.device = start_device(self.who, &self.house, &self.folder, &self.proxy.url()).await?;
        Ok(())
    }

    /// What our answers since the last call were made of; nothing for peers.
    ///
    /// # Errors
    /// What failed.
    pub async fn parts(&mut self) -> Result<Option<Parts>, String> {
        if self.who != Who::Ours {
            return Ok(None);
        }
        let parts = self.device.ask(json!({ "do": "parts" })).await?;
        serde_json::from_value(parts)
            .map(Some)
            .map_err(|error| error.to_string())
    }

    fn file_of(&mut self, selection: &Selection) -> Result<PathBuf, String> {
        self.files += 1;
        let file = self.folder.join(format!("entries-{}.jsonl", self.files));
        let said = |error: std::io::Error| format!("writing a corpus: {error}");
        let mut out = std::io::BufWriter::new(std::fs::File::create(&file).map_err(said)?);
        for one in selection.entries()? {
            writeln!(out, "{}", one.json()).map_err(said)?;
        }
        out.flush().map_err(said)?;
        Ok(file)
    }
}

fn read(answer: &Value, what: &str) -> Ended {
    Ended {
        done: answer.get("done").and_then(Value::as_bool) != Some(false),
        here: answer.get(what).and_then(Value::as_u64).unwrap_or(0),
    }
}

async fn start_device(who: Who, house: &House, folder: &Path, url: &str) -> Result<Program, String> {
    let data = folder.join("device");
    std::fs::create_dir_all(&data).map_err(|error| format!("making {}: {error}", data.display()))?;
    let mut command = match who {
        Who::Ours => own(house, &data),
        Who::PouchDb | Who::AutomergeRepo => peer(who, house, "device", folder)?,
    };
    Program::start(command.arg(url), &folder.join("device.log")).await
}

fn own(house: &House, data: &Path) -> Command {
    let mut command = Command::new(&house.own);
    command.arg("device").arg(data);
    command
}

fn peer(who: Who, house: &House, part: &str, folder: &Path) -> Result<Command, String> {
    let program = if who == Who::PouchDb {
        "pouchdb.mjs"
    } else {
        "automerge.mjs"
    };
    let data = folder.join(part);
    std::fs::create_dir_all(&data).map_err(|error| format!("making {}: {error}", data.display()))?;
    let mut command = Command::new("node");
    command.arg(house.peers.join(program)).arg(part).arg(data);
    Ok(command)
}

/// Our server with counsel and cadre of these villages, and the tablet that fills it.
async fn ours(house: &House, folder: &Path, villages: &[VillageCode]) -> Result<(Server, u16), String> {
    let mut server = DemoServer::create(&house.server, &folder.join("server"))?;
    let scope = villages.iter().map(VillageCode::as_str).collect::<Vec<_>>().join(",");
    for (role, name) in [("counsel", "覃明远"), ("cadre", "韦桂花")] {
        let words = [
            "person", "add", "--name", name, "--role", role, "--scope", &scope, "--post", "演示", "--json",
        ];
        let id = text_of(&server.run(&words)?, "id")?;
        std::fs::write(folder.join(role), id).map_err(|error| format!("remembering a person: {error}"))?;
    }
    server.serve()?;
    let data = folder.join("writer");
    std::fs::create_dir_all(&data).map_err(|error| format!("making {}: {error}", data.display()))?;
    let mut writer = Program::start(own(house, &data).arg(server.url()), &folder.join("writer.log")).await?;
    for (word, role) in [("enrol", "counsel"), ("add", "cadre")] {
        let code = invite(&server, folder, role)?;
        writer.ask(json!({ "do": word, "code": code })).await?;
    }
    let port = server.port();
    Ok((Server::Ours { server, writer }, port))
}

fn invite(server: &DemoServer, folder: &Path, role: &str) -> Result<String, String> {
    let id = std::fs::read_to_string(folder.join(role)).map_err(|error| format!("no such person: {error}"))?;
    text_of(&server.run(&["invite", "--person", id.trim(), "--json"])?, "code")
}

fn text_of(json: &str, key: &str) -> Result<String, String> {
    let value: Value = serde_json::from_str(json.trim()).map_err(|error| format!("reading {json}: {error}"))?;
    let text = value.get(key).and_then(Value::as_str);
    text.map(str::to_owned).ok_or(format!("no {key} in {json}"))
}
