//! A participant's program: one JSON command a line in, one JSON answer a line out.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Longest wait for an answer to a command that names no limit of its own.
const PATIENCE: Duration = Duration::from_secs(900);
/// How much later than at its limit a program may say that it gives up.
const GRACE: Duration = Duration::from_secs(60);

/// A running program. It is killed when it is dropped.
pub struct Program {
    name: String,
    child: Child,
    commands: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    /// What it said when it was ready.
    pub ready: Value,
}

impl Program {
    /// Starts one; what it says on standard error is added to the file `log`.
    ///
    /// # Errors
    /// When it does not start or does not say that it is ready.
    pub async fn start(command: &mut Command, log: &Path) -> Result<Program, String> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        let said = |error: std::io::Error| format!("starting {name}: {error}");
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)
            .map_err(said)?;
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .map_err(said)?;
        let (commands, answers) = (child.stdin.take(), child.stdout.take());
        let (Some(commands), Some(answers)) = (commands, answers) else {
            return Err(format!("{name} has no input or output"));
        };
        let mut program = Program {
            name,
            child,
            commands,
            answers: BufReader::new(answers).lines(),
            ready: Value::Null,
        };
        program.ready = program.answer(GRACE).await?;
        Ok(program)
    }

    /// Gives a command and waits for its answer.
    ///
    /// # Errors
    /// When the program fails at it, ends, or says nothing.
    pub async fn ask(&mut self, command: Value) -> Result<Value, String> {
        self.say(&command).await?;
        self.heard(&command, PATIENCE).await
    }

    /// The same with a limit of time in seconds, which the program is told: it gives up by itself and says so with `done: false`.
    ///
    /// # Errors
    /// As [`Program::ask`].
    pub async fn ask_within(&mut self, mut command: Value, limit: Duration) -> Result<Value, String> {
        if let Some(fields) = command.as_object_mut() {
            fields.insert("limit_s".to_owned(), json!(limit.as_secs_f64()));
        }
        self.say(&command).await?;
        self.heard(&command, limit + GRACE).await
    }

    async fn say(&mut self, command: &Value) -> Result<(), String> {
        let said = |error: std::io::Error| format!("{}: {error}", self.name);
        self.commands
            .write_all(format!("{command}\n").as_bytes())
            .await
            .map_err(said)?;
        self.commands.flush().await.map_err(said)
    }

    async fn heard(&mut self, command: &Value, patience: Duration) -> Result<Value, String> {
        let answer = self.answer(patience).await?;
        if answer.get("ok").and_then(Value::as_bool) == Some(true) {
            Ok(answer)
        } else {
            Err(format!("{}: {command} gave {answer}", self.name))
        }
    }

    async fn answer(&mut self, patience: Duration) -> Result<Value, String> {
        let line = tokio::time::timeout(patience, self.answers.next_line()).await;
        let line = line.map_err(|_| format!("{} says nothing", self.name))?;
        let line = line.map_err(|error| format!("{}: {error}", self.name))?;
        let line = line.ok_or(format!("{} ended", self.name))?;
        serde_json::from_str(&line).map_err(|error| format!("{} said {line}: {error}", self.name))
    }

    /// Ends it at once, wherever it is (SIGKILL).
    ///
    /// # Errors
    /// The system's.
    pub async fn kill(&mut self) -> Result<(), String> {
        self.child
            .kill()
            .await
            .map_err(|error| format!("{}: {error}", self.name))
    }
}
