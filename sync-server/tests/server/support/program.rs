//! The program as a process, with a folder of its own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Program {
    folder: TempDir,
}

/// What a command printed.
pub struct Said {
    pub success: bool,
    pub out: String,
    pub err: String,
}

/// A running server.
pub struct Served {
    pub port: u16,
    process: Child,
    log: PathBuf,
}

impl Program {
    /// A folder with a configuration only.
    pub fn empty() -> Program {
        let program = Program {
            folder: tempfile::tempdir().unwrap(),
        };
        program.configure("127.0.0.1:0", "");
        program
    }

    pub fn founded() -> Program {
        let program = Program::empty();
        assert!(program.run(&["init", "--villages", "nanning"]).success);
        program
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn configure(&self, listen: &str, more: &str) {
        self.configure_on("server.db", listen, more);
    }

    /// With the database at this place.
    pub fn configure_on(&self, database: &str, listen: &str, more: &str) {
        let text = format!("listen = \"{listen}\"\ndatabase = \"{database}\"\n{more}");
        std::fs::write(self.folder().join("server.toml"), text).unwrap();
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cunfa-server"));
        command
            .arg("--config")
            .arg(self.folder().join("server.toml"))
            .args(words)
            // Of the store that `s3_server` is.
            .envs([("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret")])
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, words: &[&str]) -> Said {
        let output = self.command(words).output().unwrap();
        Said {
            success: output.status.success(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub fn json(&self, words: &[&str]) -> serde_json::Value {
        let said = self.run(words);
        assert!(said.success, "{}", said.err);
        serde_json::from_str(&said.out).unwrap()
    }

    pub fn add_person(&self, role: &str, scope: &str) -> String {
        let words = [
            "person", "add", "--name", "韦𫞩", "--role", role, "--scope", scope, "--post", "测试", "--json",
        ];
        self.json(&words)["id"].as_str().unwrap().to_owned()
    }

    pub fn invite(&self, person: &str) -> String {
        self.json(&["invite", "--person", person, "--json"])["code"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Starts it and waits until it listens.
    pub fn serve(&self) -> Served {
        let log = self.folder().join("server.log");
        let process = self
            .command(&["serve"])
            .stdout(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut served = Served { port: 0, process, log };
        let line = served.wait_for_log("listening");
        served.port = line
            .rsplit(':')
            .next()
            .and_then(|port| port.trim().parse().ok())
            .expect("a port");
        served
    }

    /// A certificate and key of a county that does not exist.
    pub fn write_tls(&self) {
        for (name, text) in [
            ("cert.pem", include_str!("tls/cert.pem")),
            ("key.pem", include_str!("tls/key.pem")),
        ] {
            std::fs::write(self.folder().join(name), text).unwrap();
        }
    }

    pub fn serve_tls(&self) -> Served {
        self.configure("127.0.0.1:0", "[tls]\ncert = \"cert.pem\"\nkey = \"key.pem\"\n");
        self.serve()
    }
}

impl Served {
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Waits for a line with this word.
    pub fn wait_for_log(&mut self, word: &str) -> String {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let log = self.log();
            let whole = log.rsplit_once('\n').map_or("", |(whole, _)| whole);
            if let Some(line) = whole.lines().find(|line| line.contains(word)) {
                return line.to_owned();
            }
            assert!(self.process.try_wait().unwrap().is_none(), "it ended: {log}");
            std::thread::park_timeout(Duration::from_millis(10));
        }
        panic!("no {word} in {}", self.log());
    }

    pub fn tell_to_stop(&self) {
        let sent = Command::new("kill")
            .arg("-TERM")
            .arg(self.process.id().to_string())
            .status()
            .unwrap();
        assert!(sent.success());
    }

    pub fn wait(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            std::thread::park_timeout(Duration::from_millis(10));
        }
        panic!("it does not stop: {}", self.log());
    }

    pub fn stop(&mut self) -> ExitStatus {
        self.tell_to_stop();
        self.wait()
    }

    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
