//! A real `cunfa-server` process on a fresh embedded database with all villages of Nanning and the demo's people.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::people::{DemoPerson, PEOPLE};

/// Who runs the demo's server, as the settings say it. Nobody: the numbers are none.
const OPERATOR: &str = "[operator]\nname = \"演示县司法局（虚构）\"\nicp_filing = \"演示ICP备00000000号\"\napp_filing = \"演示ICP备00000000号-1A\"\n";

/// A running server and its folder.
#[derive(Debug)]
pub struct DemoServer {
    program: PathBuf,
    folder: PathBuf,
    port: u16,
    process: Option<Child>,
}

/// A port that was free a moment ago.
///
/// # Errors
/// When loopback has none.
pub fn free_port() -> Result<u16, String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|error| format!("finding a port: {error}"))?;
    listener
        .local_addr()
        .map(|address| address.port())
        .map_err(|error| format!("finding a port: {error}"))
}

impl DemoServer {
    /// Makes the database, the villages and the people, and starts serving.
    ///
    /// # Errors
    /// What failed, with the program's own words.
    pub fn create(program: &Path, folder: &Path) -> Result<DemoServer, String> {
        std::fs::create_dir_all(folder).map_err(|error| format!("making {}: {error}", folder.display()))?;
        let server = DemoServer::adopt(program, folder)?;
        server.run(&["init", "--villages", "nanning"])?;
        for person in PEOPLE {
            server.add(&person)?;
        }
        Ok(server)
    }

    /// Takes the database that is in the folder, or will be there, at a port of its own.
    ///
    /// # Errors
    /// When the configuration cannot be written.
    pub fn adopt(program: &Path, folder: &Path) -> Result<DemoServer, String> {
        let server = DemoServer {
            program: program.to_owned(),
            folder: folder.to_owned(),
            port: free_port()?,
            process: None,
        };
        server.write_config()?;
        Ok(server)
    }

    /// Remembers whom an invitation for the demo's person of this key is for.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn remember(&self, key: &str, id: &str) -> Result<(), String> {
        std::fs::write(self.folder.join(format!("{key}.id")), id)
            .map_err(|error| format!("remembering a person: {error}"))
    }

    /// Adds somebody to the register.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn add(&self, person: &DemoPerson) -> Result<(), String> {
        let added = self.run(&[
            "person",
            "add",
            "--name",
            person.name,
            "--role",
            person.role,
            "--scope",
            person.scope,
            "--post",
            person.post,
            "--json",
        ])?;
        self.remember(person.key, &text_of(&added, "id")?)
    }

    /// Finds the server made before in this folder.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(program: &Path, folder: &Path) -> Result<DemoServer, String> {
        let port = std::fs::read_to_string(folder.join("port")).map_err(|error| format!("no demo yet: {error}"))?;
        let port = port
            .trim()
            .parse()
            .map_err(|_| "the demo's port file is unreadable".to_owned())?;
        Ok(DemoServer {
            program: program.to_owned(),
            folder: folder.to_owned(),
            port,
            process: None,
        })
    }

    fn config(&self) -> PathBuf {
        self.folder.join("server.toml")
    }

    fn write_config(&self) -> Result<(), String> {
        let text = format!(
            "listen = \"127.0.0.1:{}\"\ndatabase = {:?}\n{OPERATOR}",
            self.port,
            self.folder.join("server.db").display().to_string()
        );
        std::fs::write(self.config(), text).map_err(|error| format!("writing the configuration: {error}"))?;
        std::fs::write(self.folder.join("port"), self.port.to_string()).map_err(|error| error.to_string())
    }

    /// An admin command, not started yet.
    #[must_use]
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--config").arg(self.config()).args(words);
        command
    }

    /// Runs an admin command and gives what it printed.
    ///
    /// # Errors
    /// What it printed on standard error.
    pub fn run(&self, words: &[&str]) -> Result<String, String> {
        let output = self
            .command(words)
            .output()
            .map_err(|error| format!("starting cunfa-server: {error}"))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(format!(
                "cunfa-server {}: {}",
                words.join(" "),
                String::from_utf8_lossy(&output.stderr)
            ))
        }
    }

    /// A one-time invitation for a demo person.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn invite(&self, person: &DemoPerson) -> Result<String, String> {
        let id = std::fs::read_to_string(self.folder.join(format!("{}.id", person.key)))
            .map_err(|error| format!("no such demo person: {error}"))?;
        text_of(&self.run(&["invite", "--person", id.trim(), "--json"])?, "code")
    }

    /// Starts serving and waits until it answers.
    ///
    /// # Errors
    /// When it does not answer within 20 seconds.
    pub fn serve(&mut self) -> Result<(), String> {
        if self.healthy() {
            return Ok(());
        }
        let log = File::create(self.folder.join("server.log")).map_err(|error| error.to_string())?;
        let process = Command::new(&self.program)
            .arg("--config")
            .arg(self.config())
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|error| format!("starting cunfa-server: {error}"))?;
        self.process = Some(process);
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            if self.healthy() {
                return Ok(());
            }
            std::thread::park_timeout(Duration::from_millis(50));
        }
        Err(format!(
            "cunfa-server does not answer; see {}",
            self.folder.join("server.log").display()
        ))
    }

    /// Whether it answers.
    #[must_use]
    pub fn healthy(&self) -> bool {
        use std::io::{Read, Write};
        let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", self.port)) else {
            return false;
        };
        let ask = format!(
            "GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        );
        let mut answer = String::new();
        stream.set_read_timeout(Some(Duration::from_secs(2))).is_ok()
            && stream.write_all(ask.as_bytes()).is_ok()
            && stream.read_to_string(&mut answer).is_ok()
            && answer.starts_with("HTTP/1.1 200")
    }

    /// Its port on loopback.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Kills the process without any warning.
    ///
    /// # Errors
    /// When it does not run, or ended by itself before.
    pub fn kill(&mut self) -> Result<(), String> {
        let said = |error: std::io::Error| format!("killing cunfa-server: {error}");
        let mut process = self.process.take().ok_or("cunfa-server does not run")?;
        if let Some(status) = process.try_wait().map_err(said)? {
            return Err(format!("cunfa-server ended by itself with {status}"));
        }
        process.kill().map_err(said)?;
        process.wait().map_err(said).map(|_| ())
    }

    /// Its database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.folder.join("server.db")
    }

    /// Lets it go on running after this program ends.
    pub fn leave_running(&mut self) {
        self.process = None;
    }
}

impl Drop for DemoServer {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = Command::new("kill").arg("-TERM").arg(process.id().to_string()).status();
            let _ = process.wait();
        }
    }
}

fn text_of(json: &str, key: &str) -> Result<String, String> {
    let value: serde_json::Value =
        serde_json::from_str(json.trim()).map_err(|error| format!("reading what cunfa-server printed: {error}"))?;
    value
        .get(key)
        .and_then(|text| text.as_str())
        .map(str::to_owned)
        .ok_or(format!("cunfa-server printed no {key}"))
}
