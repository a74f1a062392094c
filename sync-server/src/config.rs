//! The server's configuration: one TOML file; a key nobody knows is refused, so a misspelt one is never ignored.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

use crate::db::postgres::{Place, PlaceError};
use crate::server::Limits;

/// The county key's file when no file of a database gives it its name.
const KEY_FILE: &str = "cunfa-server.county-key";

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address and port to listen at.
    pub listen: SocketAddr,
    /// The database: an SQLite file, or the postgres:// address of a PostgreSQL database.
    pub database: Database,
    /// For a PostgreSQL database reached by TLS: the certificate, in PEM, of the authority to believe.
    #[serde(default)]
    pub database_ca: Option<PathBuf>,
    /// The county key's file; beside the SQLite file, or beside this configuration, when not given.
    #[serde(default)]
    pub key_file: Option<PathBuf>,
    /// The address devices are told, for the printed invitation.
    #[serde(default)]
    pub public_url: Option<String>,
    /// Certificate and key for TLS.
    #[serde(default)]
    pub tls: Option<Tls>,
    /// Limits.
    #[serde(default)]
    pub limits: LimitsSection,
    /// What is logged: error, warn, info, debug, or a tracing filter.
    #[serde(default = "info")]
    pub log: String,
}

/// Which database.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A file.
    Sqlite(PathBuf),
    /// An address, which may hold a password.
    Postgres(String),
}

impl std::fmt::Debug for Database {
    /// Without the address.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Database::Sqlite(path) => write!(f, "Sqlite({})", path.display()),
            Database::Postgres(_) => f.write_str("Postgres"),
        }
    }
}

impl<'de> Deserialize<'de> for Database {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Database, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(if Place::is_meant(&text) {
            Database::Postgres(text)
        } else {
            Database::Sqlite(text.into())
        })
    }
}

/// TLS by files in PEM.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// Certificate chain.
    pub cert: PathBuf,
    /// Private key.
    pub key: PathBuf,
}

/// Limits, each with a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsSection {
    /// Most bytes of batches in one answer.
    pub pull_bytes_max: u64,
    /// Most bytes kept from one revoked device.
    pub quarantine_bytes_max: u64,
    /// Most requests answered at the same time; more wait as long as a body may stand still, and are told to come again then.
    pub requests_max: usize,
    /// How long a request body may stand still.
    pub idle_s: u64,
}

impl Default for LimitsSection {
    fn default() -> LimitsSection {
        let Limits {
            pull_bytes_max,
            quarantine_bytes_max,
        } = Limits::default();
        LimitsSection {
            pull_bytes_max,
            quarantine_bytes_max,
            requests_max: 128,
            idle_s: 30,
        }
    }
}

fn info() -> String {
    "info".to_owned()
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file.
    #[error("配置文件 {path}：{error}")]
    File {
        /// Where.
        path: String,
        /// The system's words.
        error: std::io::Error,
    },
    /// Its content.
    #[error("配置文件 {path} 有误：\n{error}")]
    Shape {
        /// Where.
        path: String,
        /// What, and the line unless it may hold a password.
        error: String,
    },
    /// Plain HTTP for others than this machine.
    #[error(
        "{0} 不是本机地址，没有 TLS 就不能监听。请在配置文件里写 [tls] cert = \"…\" key = \"…\"，或改为监听 127.0.0.1"
    )]
    PlainHttp(SocketAddr),
    /// The database's address.
    #[error("配置文件里 database 的地址不能用：{}", place_words(.0))]
    Place(#[from] PlaceError),
    /// A limit that makes no sense.
    #[error("配置文件里 {0} 的值应大于 0")]
    Limit(&'static str),
}

/// The reader's own words show the line. One with an address is not shown: it may hold a password.
fn shape(path: String, error: toml::de::Error) -> ConfigError {
    let words = error.to_string();
    let error = if words.contains("://") {
        error.message().to_owned()
    } else {
        words
    };
    ConfigError::Shape { path, error }
}

fn place_words(error: &PlaceError) -> String {
    match error {
        PlaceError::Unreadable => {
            "读不懂，应写作 postgres://用户:密码@主机/数据库（密码里的特殊字符要用 %XX）".to_owned()
        }
        PlaceError::NoHost => "没有写主机，也没有写套接字目录（?host=/var/run/postgresql）".to_owned(),
        PlaceError::Plain => {
            "数据库在另一台机器上，必须用 TLS：请在地址末尾加 ?sslmode=require，并用 database_ca 指定证书".to_owned()
        }
        PlaceError::NoAuthority => {
            "sslmode=require 需要用 database_ca 指定签发数据库证书的 CA 证书（PEM 文件）".to_owned()
        }
        PlaceError::Authority(error) => format!("database_ca 的证书读不出：{error}"),
    }
}

impl Config {
    /// Reads a file; relative paths in it are taken from its folder.
    ///
    /// # Errors
    /// As [`ConfigError`].
    pub fn read(path: &Path) -> Result<Config, ConfigError> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| ConfigError::File {
            path: shown.clone(),
            error,
        })?;
        let config: Config = toml::from_str(&text).map_err(|error| shape(shown, error))?;
        config.check()?;
        Ok(config.within(path.parent().unwrap_or(Path::new(""))))
    }

    fn check(&self) -> Result<(), ConfigError> {
        if self.tls.is_none() && !self.listen.ip().is_loopback() {
            return Err(ConfigError::PlainHttp(self.listen));
        }
        let limits = [
            ("pull_bytes_max", self.limits.pull_bytes_max),
            (
                "requests_max",
                u64::try_from(self.limits.requests_max).unwrap_or(u64::MAX),
            ),
            ("idle_s", self.limits.idle_s),
        ];
        match limits.into_iter().find(|(_, value)| *value == 0) {
            Some((name, _)) => Err(ConfigError::Limit(name)),
            None => Ok(()),
        }
    }

    fn within(mut self, folder: &Path) -> Config {
        let absolute = |path: &mut PathBuf| *path = folder.join(&*path);
        match &mut self.database {
            Database::Sqlite(file) => absolute(file),
            Database::Postgres(_) if self.key_file.is_none() => self.key_file = Some(KEY_FILE.into()),
            Database::Postgres(_) => {}
        }
        self.key_file.iter_mut().for_each(absolute);
        self.database_ca.iter_mut().for_each(absolute);
        if let Some(tls) = &mut self.tls {
            absolute(&mut tls.cert);
            absolute(&mut tls.key);
        }
        self
    }

    /// Where the county's key is.
    #[must_use]
    pub fn county_key(&self) -> PathBuf {
        match (&self.key_file, &self.database) {
            (Some(file), _) => file.clone(),
            (None, Database::Sqlite(file)) => file.with_extension("county-key"),
            (None, Database::Postgres(_)) => KEY_FILE.into(),
        }
    }

    /// A PostgreSQL database's address, read with what else is configured for it.
    ///
    /// # Errors
    /// [`ConfigError::Place`].
    pub fn place(&self, address: &str) -> Result<Place, ConfigError> {
        Ok(Place::read(address, self.database_ca.as_deref())?)
    }

    /// The limits below HTTP.
    #[must_use]
    pub fn server_limits(&self) -> Limits {
        let LimitsSection {
            pull_bytes_max,
            quarantine_bytes_max,
            ..
        } = self.limits;
        Limits {
            pull_bytes_max,
            quarantine_bytes_max,
        }
    }
}
