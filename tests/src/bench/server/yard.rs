//! One server process on one database, with villages and devices, and what it costs: CPU time of the server and of the
//! database, memory, commits, flushes.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cunfa_core::{Area, Village, VillageCode};
use cunfa_evidence::keys::SigningKey;
use cunfa_server::blobs::FolderBlobs;
use cunfa_server::county_key::{draw_key, write_key};
use cunfa_server::db::postgres::{Place, PostgresDb};
use cunfa_server::db::sqlite::SqliteDb;
use cunfa_server::db::{Db, DbError, Founding};
use cunfa_server::{Limits, Server, ServerConfig, SystemRandom};

use super::cluster::Cluster;
use super::writer::Writer;
use crate::harness::server::RULES;

/// How long anything may take to start or end.
const PATIENCE: Duration = Duration::from_secs(60);
/// Clock ticks in a second of CPU time, as the kernel tells them to programs.
const TICKS: f64 = 100.0;

/// Which database.
#[derive(Clone, Copy)]
pub enum Engine<'a> {
    /// A file.
    Sqlite,
    /// A database of this cluster.
    Postgres(&'a Cluster),
}

impl Engine<'_> {
    /// For the names of figures.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Engine::Sqlite => "SQLite",
            Engine::Postgres(_) => "PostgreSQL",
        }
    }
}

/// The villages, the database and the program.
pub struct Yard<'a> {
    engine: Engine<'a>,
    program: PathBuf,
    folder: PathBuf,
    address: String,
    villages: Vec<VillageCode>,
    key: SigningKey,
}

/// A running server.
pub struct Running {
    process: Child,
    database: Vec<u32>,
    /// Where it listens.
    pub port: u16,
    log: PathBuf,
}

/// What it did by the time it stopped.
#[derive(Debug, Clone, Copy)]
pub struct Stopped {
    /// Transactions that were committed.
    pub commits: f64,
    /// Most memory it held, in MiB.
    pub peak_mib: f64,
}

/// Runs what waits for the database, on a thread that drives devices.
fn aside<T>(work: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(work)
}

fn said(error: &DbError) -> String {
    format!("the server's database: {error}")
}

impl<'a> Yard<'a> {
    /// Founds a database with so many villages in each of so many counties. `name`: of its folder and its database.
    ///
    /// # Errors
    /// What failed.
    pub fn found(
        engine: Engine<'a>,
        (program, folder): (&Path, &Path),
        name: &str,
        (counties, villages): (u32, u32),
    ) -> Result<Yard<'a>, String> {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder).map_err(|error| format!("making {}: {error}", folder.display()))?;
        let key = draw_key(&SystemRandom).map_err(|error| format!("drawing a key: {error}"))?;
        let villages = (0..counties).flat_map(|county| (0..villages).map(move |village| (county, village)));
        let villages = villages.map(village).collect::<Result<Vec<Village>, String>>()?;
        let address = match engine {
            Engine::Sqlite => folder.join("server.db").display().to_string(),
            Engine::Postgres(cluster) => cluster.make_database(name)?,
        };
        let yard = Yard {
            engine,
            program: program.to_owned(),
            villages: villages.iter().map(|village| village.code.clone()).collect(),
            folder,
            address,
            key,
        };
        let founding = Founding {
            county_key: yard.key.public().to_vec(),
            villages,
            rules: vec![RULES.to_owned()],
            epoch: 1,
        };
        aside(|| yard.open(true)?.found(&founding).map_err(|error| said(&error)))?;
        yard.configure()?;
        Ok(yard)
    }

    fn configure(&self) -> Result<(), String> {
        let key_file = self.folder.join("county-key");
        write_key(&key_file, &self.key).map_err(|error| format!("writing the key: {error}"))?;
        let text = format!(
            "listen = \"127.0.0.1:0\"\ndatabase = {:?}\nkey_file = {:?}\n",
            self.address,
            key_file.display().to_string()
        );
        std::fs::write(self.folder.join("server.toml"), text)
            .map_err(|error| format!("writing the configuration: {error}"))
    }

    fn open(&self, new: bool) -> Result<Box<dyn Db>, String> {
        let file = Path::new(&self.address);
        let opened: Result<Box<dyn Db>, DbError> = match (self.engine, new) {
            (Engine::Sqlite, true) => SqliteDb::create(file).map(|db| Box::new(db) as _),
            (Engine::Sqlite, false) => SqliteDb::open(file).map(|db| Box::new(db) as _),
            (Engine::Postgres(_), new) => self.postgres(new).map(|db| Box::new(db) as _),
        };
        opened.map_err(|error| said(&error))
    }

    fn postgres(&self, new: bool) -> Result<PostgresDb, DbError> {
        let place = Place::read(&self.address, None).map_err(|error| DbError::Engine(error.to_string()))?;
        if new {
            PostgresDb::create(&place)
        } else {
            PostgresDb::open(&place)
        }
    }

    /// One device for each of the first so many villages, one after another through the counties.
    ///
    /// # Errors
    /// What failed.
    pub fn enrol(&self, count: usize) -> Result<Vec<Writer>, String> {
        aside(|| self.writers(count))
    }

    fn writers(&self, count: usize) -> Result<Vec<Writer>, String> {
        let config = ServerConfig {
            county_key: SigningKey::from_secret(*self.key.secret())
                .map_err(|error| format!("the county key: {error}"))?,
            random: Box::new(SystemRandom),
            blobs: Box::new(FolderBlobs::new(self.folder.join("blobs"))),
            limits: Limits::default(),
            operator: cunfa_core::Operator::default(),
        };
        let server = Server::open(config, self.open(false)?).map_err(|error| format!("opening the server: {error}"))?;
        let villages = self.villages.iter().cycle().take(count);
        let enrolled = (1..)
            .zip(villages)
            .map(|(number, village)| Writer::enrol(&server, village, number));
        enrolled.collect()
    }

    /// How many batches the logs hold.
    ///
    /// # Errors
    /// The database's.
    pub fn batches(&self) -> Result<u64, String> {
        let mut counties: Vec<_> = self.villages.iter().map(VillageCode::county).collect();
        counties.dedup();
        aside(|| self.sum(&counties))
    }

    fn sum(&self, counties: &[Area]) -> Result<u64, String> {
        let db = self.open(false)?;
        let mut sum = 0;
        for county in counties {
            sum += db
                .shard(county)
                .map_err(|error| said(&error))?
                .map_or(0, |shard| shard.last_sequence);
        }
        Ok(sum)
    }

    /// How large the file is; `None` where there is no file.
    #[must_use]
    pub fn bytes(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a file's size")]
        let size = std::fs::metadata(&self.address).ok().map(|file| file.len() as f64);
        size
    }

    /// How often PostgreSQL flushed its log; 0 for SQLite, whose calls are counted from outside.
    ///
    /// # Errors
    /// The database's.
    pub fn flushes(&self) -> Result<u64, String> {
        match self.engine {
            Engine::Sqlite => Ok(0),
            Engine::Postgres(_) => aside(|| self.postgres(false)?.flushes()).map_err(|error| said(&error)),
        }
    }

    /// Starts the program. `traced`: a file for its calls that wait for the disk.
    ///
    /// # Errors
    /// When it does not listen.
    pub fn serve(&self, traced: Option<&Path>) -> Result<Running, String> {
        let log = self.folder.join("server.log");
        let file = File::create(&log).map_err(|error| format!("making a log: {error}"))?;
        let mut command = match traced {
            None => Command::new(&self.program),
            Some(calls) => {
                let mut command = Command::new("strace");
                command.args(["-f", "-qq", "-e", "trace=fsync,fdatasync", "-e", "signal=none", "-o"]);
                command.arg(calls).arg(&self.program);
                command
            }
        };
        command
            .arg("--config")
            .arg(self.folder.join("server.toml"))
            .arg("serve");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
        let process = command
            .spawn()
            .map_err(|error| format!("starting the server: {error}"))?;
        let mut running = Running {
            process,
            port: 0,
            log,
            database: match self.engine {
                Engine::Sqlite => Vec::new(),
                Engine::Postgres(cluster) => vec![cluster.server()?],
            },
        };
        let line = running.wait_for("listening")?;
        let port = line.rsplit(':').next().and_then(|port| port.trim().parse().ok());
        running.port = port.ok_or("the server names no port")?;
        Ok(running)
    }
}

/// The villages of a county have the digits of their towns and numbers.
fn village((county, number): (u32, u32)) -> Result<Village, String> {
    let code = format!("45{:04}{:03}{:03}", 101 + county, 100 + number / 50, 200 + number % 50);
    Ok(Village {
        code: code.parse().map_err(|error| format!("{code}: {error}"))?,
        city: "南宁市".to_owned(),
        county: format!("县{county}"),
        township: format!("镇{}", number / 50),
        name: format!("村{number}"),
    })
}

impl Running {
    fn wait_for(&mut self, word: &str) -> Result<String, String> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            let whole = log.rsplit_once('\n').map_or("", |(whole, _)| whole);
            if let Some(line) = whole.lines().find(|line| line.contains(word)) {
                return Ok(line.to_owned());
            }
            std::thread::park_timeout(Duration::from_millis(10));
        }
        Err(format!("no `{word}` in {}", self.log.display()))
    }

    /// CPU seconds of the server and of its database since they started.
    #[must_use]
    pub fn cpu(&self) -> (f64, f64) {
        let database = self.database.iter().map(|pid| of_family(*pid)).sum();
        (of_process(self.process.id()).map_or(0.0, |stat| stat.own), database)
    }

    /// Stops it and reads what it says of itself.
    ///
    /// # Errors
    /// When it does not stop.
    pub fn stop(mut self) -> Result<Stopped, String> {
        let peak_mib = peak(self.process.id()).unwrap_or(0.0);
        // Of strace, the program is the child.
        let pid = children(self.process.id())
            .first()
            .copied()
            .unwrap_or(self.process.id());
        let told = Command::new("kill").arg("-TERM").arg(pid.to_string()).status();
        told.map_err(|error| format!("stopping the server: {error}"))?;
        let line = self.wait_for("stopped")?;
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until && self.process.try_wait().is_ok_and(|ended| ended.is_none()) {
            std::thread::park_timeout(Duration::from_millis(10));
        }
        let words = line.split_whitespace().find_map(|word| word.strip_prefix("commits="));
        let commits = words
            .and_then(|word| word.parse().ok())
            .ok_or("the server counts no commits")?;
        Ok(Stopped { commits, peak_mib })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// CPU seconds of a process, and of its children that ended.
struct Stat {
    parent: u32,
    own: f64,
    ended: f64,
}

fn of_process(pid: u32) -> Option<Stat> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in brackets, may hold anything.
    let (_, rest) = text.rsplit_once(") ")?;
    let words: Vec<f64> = rest
        .split(' ')
        .skip(1)
        .filter_map(|word| word.trim().parse().ok())
        .collect();
    let ticks = |from: usize| Some((words.get(from)? + words.get(from + 1)?) / TICKS);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a process number"
    )]
    let parent = *words.first()? as u32;
    Some(Stat {
        parent,
        own: ticks(10)?,
        ended: ticks(12)?,
    })
}

fn children(pid: u32) -> Vec<u32> {
    let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = all.filter_map(|item| item.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|child| of_process(*child).is_some_and(|stat| stat.parent == pid))
        .collect()
}

fn of_family(pid: u32) -> f64 {
    let own = of_process(pid).map_or(0.0, |stat| stat.own + stat.ended);
    own + children(pid).into_iter().map(of_family).sum::<f64>()
}

/// Most resident memory (VmHWM), in MiB.
fn peak(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}
