//! Our device as a participant: the real client with its real file and link, in a process of its own so that it can be killed.
//!
//! `cunfa-bench device FOLDER URL` takes the same commands as the peers' programs.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use cunfa_client::{Answering, App, AppConfig, HttpLink, Link};
use cunfa_core::{Opinion, VillageCode};
use cunfa_evidence::pin::Cost;
use cunfa_protocol::command::{AddPerson, AddPhoto, Enrol, OpenSigning, Sign, StartDraft, SyncStatus, Volume};
use cunfa_protocol::view::{SyncOutcome, VolumeFilter};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::corpus::{Corpus, Written};
use super::pack;
use super::parts::Parts;
use crate::bench::field_device::FieldDevice;
use crate::story::DEMO_PIN;

/// How often somebody looks who uses the device while it is filled.
const LOOK: Duration = Duration::from_millis(250);
/// How long a broken pass rests before the next, as the peers do; the app itself rests longer.
const REST: Duration = Duration::from_secs(1);

/// Which entries of which corpus.
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
pub struct Selection {
    /// Of the corpus.
    pub seed: u64,
    /// Of the corpus.
    pub villages: Vec<VillageCode>,
    /// Of the corpus.
    pub last_day: NaiveDate,
    /// First number.
    pub from: u64,
    /// The number after the last.
    pub to: u64,
}

impl Selection {
    /// The same in parts of so many entries at most.
    pub fn parts(&self, most: u64) -> impl Iterator<Item = Selection> + '_ {
        let starts = (self.from..self.to).step_by(usize::try_from(most.max(1)).unwrap_or(usize::MAX));
        starts.map(move |from| Selection {
            from,
            to: self.to.min(from.saturating_add(most)),
            ..self.clone()
        })
    }

    /// The entries.
    ///
    /// # Errors
    /// As [`Corpus::new`].
    pub fn entries(&self) -> Result<Vec<Written>, String> {
        let corpus = Corpus::new(self.seed, &self.villages, self.last_day)?;
        Ok(corpus.entries(self.from..self.to).collect())
    }
}

#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Word {
    /// Joins the device with its first person.
    Enrol { code: String },
    /// A further person.
    Add { code: String },
    /// The first person opens the device.
    Unlock {},
    /// Writes entries here, each signed by the second person.
    Load { selection: Selection },
    /// Adds photos from files to an entry, as the camera button does.
    Photos { files: Vec<PathBuf>, selection: Selection },
    /// How many photos the server is not known to hold.
    PhotosLeft {},
    /// Passes until one ends well.
    Sync {
        limit_s: Option<f64>,
        #[serde(default)]
        used: bool,
    },
    /// What the answers since the last time were made of.
    Parts {},
}

/// The real link, which also looks at what passes.
struct Seen {
    link: HttpLink,
    parts: Arc<Mutex<Parts>>,
}

impl Seen {
    fn parts(&self) -> MutexGuard<'_, Parts> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Link for Seen {
    fn post<'a>(&'a self, server: &'a str, path: &'a str, token: Option<&'a str>, body: Vec<u8>) -> Answering<'a> {
        Box::pin(async move {
            let sent = body.len();
            self.parts().begin();
            let answer = self.link.post(server, path, token, body).await?;
            self.parts().add(path, sent, &answer.body);
            Ok(answer)
        })
    }

    fn post_for_pieces<'a>(
        &'a self,
        server: &'a str,
        path: &'a str,
        token: Option<&'a str>,
        body: Vec<u8>,
        pieces: mpsc::Sender<Vec<u8>>,
    ) -> Answering<'a> {
        Box::pin(async move {
            let sent = body.len();
            self.parts().begin();
            let (to, mut from) = mpsc::channel::<Vec<u8>>(1);
            let passed = async move {
                let mut whole = Vec::new();
                while let Some(piece) = from.recv().await {
                    whole.extend_from_slice(&piece);
                    if pieces.send(piece).await.is_err() {
                        break;
                    }
                }
                whole
            };
            let (answer, whole) = tokio::join!(self.link.post_for_pieces(server, path, token, body, to), passed);
            self.parts().add(path, sent, &whole);
            answer
        })
    }
}

struct Device {
    url: String,
    device: FieldDevice,
    parts: Arc<Mutex<Parts>>,
}

/// Carries out commands until standard input ends.
///
/// # Errors
/// When the app does not open, or standard input is none.
pub async fn run(folder: &Path, url: &str) -> Result<(), String> {
    let parts = Arc::new(Mutex::new(Parts::default()));
    let link = Seen {
        link: HttpLink::new().map_err(|error| error.to_string())?,
        parts: Arc::clone(&parts),
    };
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let real = AppConfig::real(folder.to_owned()).map_err(|error| error.to_string())?;
    let config = AppConfig {
        cost: Some(Cost::TEST),
        link: Arc::new(link),
        ..real
    };
    let app = App::open(config).map_err(|error| format!("opening a device: {error:?}"))?;
    let device = Device {
        url: url.to_owned(),
        device: FieldDevice { app: Arc::new(app) },
        parts,
    };
    let (commands, mut lines) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if commands.send(line).is_err() {
                break;
            }
        }
    });
    say(&json!({ "ready": true }))?;
    while let Some(line) = lines.recv().await {
        let done = match serde_json::from_str::<Word>(&line) {
            Ok(word) => device.carry_out(word).await,
            Err(error) => Err(error.to_string()),
        };
        let answer = match done {
            Ok(mut answer) => {
                if let Some(fields) = answer.as_object_mut() {
                    fields.insert("ok".to_owned(), json!(true));
                }
                answer
            }
            Err(error) => json!({ "ok": false, "error": error }),
        };
        say(&answer)?;
    }
    Ok(())
}

/// The first page of the list, or of what is found.
fn page(search: &str) -> Volume {
    Volume {
        village: None,
        year: None,
        filter: VolumeFilter::default(),
        search: search.to_owned(),
        offset: 0,
    }
}

fn say(answer: &Value) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{answer}")
        .and_then(|()| out.flush())
        .map_err(|error| error.to_string())
}

impl Device {
    async fn carry_out(&self, word: Word) -> Result<Value, String> {
        match word {
            Word::Enrol { code } => {
                let (server, pin, device_name) = (self.url.clone(), DEMO_PIN.to_owned(), "bench".to_owned());
                self.device
                    .ask(Enrol {
                        server,
                        code,
                        pin,
                        device_name,
                    })
                    .await?;
                self.device.take_back().await?;
            }
            Word::Add { code } => {
                let pin = DEMO_PIN.to_owned();
                self.device.ask(AddPerson { code, pin }).await?;
                self.device.take_back().await?;
            }
            Word::Unlock {} => self.device.take_back().await?,
            Word::Load { selection } => {
                for one in selection.entries()? {
                    self.write(one).await?;
                }
            }
            Word::Photos { files, selection } => self.photos(&files, &selection).await?,
            Word::PhotosLeft {} => {
                let left = self.device.ask(SyncStatus {}).await?.photos.up.items;
                return Ok(json!({ "left": left }));
            }
            Word::Sync { limit_s, used: false } => return self.sync(limit_s).await,
            Word::Sync { limit_s, used: true } => return self.sync_used(limit_s).await,
            Word::Parts {} => {
                let parts = std::mem::take(&mut *self.parts.lock().unwrap_or_else(PoisonError::into_inner));
                return serde_json::to_value(parts).map_err(|error| error.to_string());
            }
        }
        Ok(json!({}))
    }

    async fn write(&self, one: Written) -> Result<(), String> {
        let start = StartDraft {
            kind: one.form.kind,
            village: one.form.village.clone(),
            corrects: None,
            changes: None,
        };
        let draft = self.device.ask(start).await?;
        let entry = self.device.save_form(draft.draft, one.form).await?.row.entry;
        let shown = self.device.ask(OpenSigning { entry }).await?;
        let signer = shown.signers.first().ok_or("no cadre on the device")?;
        let sign = Sign {
            entry,
            content: shown.content,
            slot: signer.slot.slot,
            pin: DEMO_PIN.to_owned(),
            opinion: Opinion::True,
            remark: String::new(),
            ink: one.ink,
            confirmations: Vec::new(),
        };
        self.device.ask(sign).await?;
        self.device.take_back().await
    }

    async fn photos(&self, files: &[PathBuf], selection: &Selection) -> Result<(), String> {
        let one = selection.entries()?.pop().ok_or("no entry to put photos on")?;
        let start = StartDraft {
            kind: one.form.kind,
            village: one.form.village.clone(),
            corrects: None,
            changes: None,
        };
        let draft = self.device.ask(start).await?.draft;
        for file in files {
            let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
            let picture = pack::base64(&bytes);
            self.device.ask(AddPhoto { draft, picture }).await?;
        }
        self.device.save_form(draft, one.form).await.map(|_| ())
    }

    /// As [`Device::sync`], by somebody who looks into the list and searches all the time; says how long they wait, in ms, each time.
    async fn sync_used(&self, limit_s: Option<f64>) -> Result<Value, String> {
        let mut waits = Vec::new();
        let using = async {
            loop {
                tokio::time::sleep(LOOK).await;
                for search in ["", "宅基"] {
                    let began = Instant::now();
                    let page = self.device.ask(page(search)).await;
                    // Nothing is shown before the first enrolment's answer is stored.
                    if page.is_ok_and(|page| page.total > 0 || !search.is_empty()) {
                        waits.push(began.elapsed().as_secs_f64() * 1_000.0);
                    }
                }
            }
        };
        let mut done = tokio::select! {
            done = self.sync(limit_s) => done?,
            () = using => return Err("nobody stops looking by themselves".to_owned()),
        };
        waits.sort_by(f64::total_cmp);
        let at = |part: usize| waits.get(waits.len() * part / 100).or(waits.last()).copied();
        if let Some(fields) = done.as_object_mut() {
            fields.insert("looks".to_owned(), json!(waits.len()));
            fields.insert("wait_p95_ms".to_owned(), json!(at(95)));
            fields.insert("wait_most_ms".to_owned(), json!(waits.last()));
        }
        Ok(done)
    }

    async fn sync(&self, limit_s: Option<f64>) -> Result<Value, String> {
        let until = limit_s.map(|seconds| Instant::now() + Duration::from_secs_f64(seconds));
        let mut passes = 0;
        let done = loop {
            passes += 1;
            let pass = self.device.app.sync_pass();
            let outcome = match until {
                None => pass.await,
                Some(until) => match tokio::time::timeout_at(until.into(), pass).await {
                    Ok(outcome) => outcome,
                    Err(_) => break false,
                },
            };
            match outcome {
                SyncOutcome::Done => break true,
                SyncOutcome::NoNetwork | SyncOutcome::Busy | SyncOutcome::PutOff => tokio::time::sleep(REST).await,
                other => return Err(format!("sync: {other:?}")),
            }
        };
        let page = self.device.ask(page(""));
        Ok(json!({ "done": done, "passes": passes, "entries": page.await?.total }))
    }
}
