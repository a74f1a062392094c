//! The server's configuration: one TOML file; a key nobody knows is refused, so a misspelt one is never ignored.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::blobs::Bucket;
use crate::server::Limits;

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address and port to listen at.
    pub listen: SocketAddr,
    /// The database's file.
    pub database: PathBuf,
    /// The county key's file; beside the database when not given.
    #[serde(default)]
    pub key_file: Option<PathBuf>,
    /// The address devices are told, for the printed invitation.
    #[serde(default)]
    pub public_url: Option<String>,
    /// Where whole attachments lie; the folder `blobs` beside the database when not given.
    #[serde(default)]
    pub blobs: Option<BlobsSection>,
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

/// TLS by files in PEM.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// Certificate chain.
    pub cert: PathBuf,
    /// Private key.
    pub key: PathBuf,
}

/// A place for whole attachments.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobsSection {
    /// `file:///folder`, or `s3://bucket/prefix`.
    pub url: String,
    /// An S3-compatible store that is not Amazon's: `https://…`.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// Its region; many stores take any.
    #[serde(default)]
    pub region: Option<String>,
}

/// Where whole attachments lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobsPlace {
    /// Files.
    Folder(PathBuf),
    /// An S3-compatible store.
    Bucket(Bucket),
}

/// Limits, each with a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsSection {
    /// Most bytes of batches in one answer.
    pub pull_bytes_max: u64,
    /// Most bytes kept from one revoked device.
    pub quarantine_bytes_max: u64,
    /// Most bytes of attachments of one device that no entry in its reach names.
    pub unnamed_bytes_max: u64,
    /// Most requests for chunks at the same time; more are told to come again.
    pub transfers_max: usize,
    /// Most of those by one device.
    pub transfers_of_device_max: usize,
    /// Most requests answered at the same time; more are told to come again.
    pub requests_max: usize,
    /// How long a request body may stand still.
    pub idle_s: u64,
}

impl Default for LimitsSection {
    fn default() -> LimitsSection {
        let Limits {
            pull_bytes_max,
            quarantine_bytes_max,
            unnamed_bytes_max,
            ..
        } = Limits::default();
        LimitsSection {
            pull_bytes_max,
            quarantine_bytes_max,
            unnamed_bytes_max,
            transfers_max: 64,
            transfers_of_device_max: 4,
            requests_max: 64,
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
        /// What and in which line.
        error: Box<toml::de::Error>,
    },
    /// Plain HTTP for others than this machine.
    #[error(
        "{0} 不是本机地址，没有 TLS 就不能监听。请在配置文件里写 [tls] cert = \"…\" key = \"…\"，或改为监听 127.0.0.1"
    )]
    PlainHttp(SocketAddr),
    /// The attachments' place.
    #[error(
        "配置文件里 [blobs] 的地址不能用：url 应写作 file:///文件夹 或 s3://存储桶/前缀，endpoint 应是 https:// 地址（本机可用 http://）"
    )]
    Blobs,
    /// A limit that makes no sense.
    #[error("配置文件里 {0} 的值应大于 0")]
    Limit(&'static str),
}

fn count(value: usize) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

/// Whether a store's address is reached by TLS, or lies on this machine.
fn is_safe(address: &str) -> bool {
    match address.strip_prefix("http://") {
        Some(rest) => is_here(rest.split('/').next().unwrap_or_default()),
        None => address.starts_with("https://"),
    }
}

fn is_here(host: &str) -> bool {
    let with_port = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok());
    let name = with_port.map_or(host, |(name, _)| name);
    let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
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
        let config: Config = toml::from_str(&text).map_err(|error| ConfigError::Shape {
            path: shown,
            error: Box::new(error),
        })?;
        config.check()?;
        Ok(config.within(path.parent().unwrap_or(Path::new(""))))
    }

    fn check(&self) -> Result<(), ConfigError> {
        if self.tls.is_none() && !self.listen.ip().is_loopback() {
            return Err(ConfigError::PlainHttp(self.listen));
        }
        let limits = [
            ("pull_bytes_max", self.limits.pull_bytes_max),
            ("requests_max", count(self.limits.requests_max)),
            ("transfers_max", count(self.limits.transfers_max)),
            ("transfers_of_device_max", count(self.limits.transfers_of_device_max)),
            ("idle_s", self.limits.idle_s),
        ];
        self.blobs_place()?;
        match limits.into_iter().find(|(_, value)| *value == 0) {
            Some((name, _)) => Err(ConfigError::Limit(name)),
            None => Ok(()),
        }
    }

    fn within(mut self, folder: &Path) -> Config {
        let absolute = |path: &mut PathBuf| *path = folder.join(&*path);
        absolute(&mut self.database);
        self.key_file.iter_mut().for_each(absolute);
        if let Some(tls) = &mut self.tls {
            absolute(&mut tls.cert);
            absolute(&mut tls.key);
        }
        self
    }

    /// Where the county's key is.
    #[must_use]
    pub fn county_key(&self) -> PathBuf {
        self.key_file
            .clone()
            .unwrap_or_else(|| self.database.with_extension("county-key"))
    }

    /// Where whole attachments lie.
    ///
    /// # Errors
    /// [`ConfigError::Blobs`] for an address that is none of the two kinds, or that would carry them in the clear.
    pub fn blobs_place(&self) -> Result<BlobsPlace, ConfigError> {
        let Some(section) = &self.blobs else {
            return Ok(BlobsPlace::Folder(self.database.with_file_name("blobs")));
        };
        if let Some(path) = section.url.strip_prefix("file://").filter(|path| path.starts_with('/')) {
            return Ok(BlobsPlace::Folder(path.into()));
        }
        let (name, prefix) = section
            .url
            .strip_prefix("s3://")
            .map(|rest| rest.split_once('/').unwrap_or((rest, "")))
            .filter(|(name, _)| !name.is_empty())
            .ok_or(ConfigError::Blobs)?;
        if section.endpoint.as_deref().is_some_and(|address| !is_safe(address)) {
            return Err(ConfigError::Blobs);
        }
        Ok(BlobsPlace::Bucket(Bucket {
            name: name.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: section.endpoint.clone(),
            region: section.region.clone().unwrap_or_else(|| "us-east-1".to_owned()),
        }))
    }

    /// The limits below HTTP.
    #[must_use]
    pub fn server_limits(&self) -> Limits {
        let LimitsSection {
            pull_bytes_max,
            quarantine_bytes_max,
            unnamed_bytes_max,
            ..
        } = self.limits;
        Limits {
            pull_bytes_max,
            quarantine_bytes_max,
            unnamed_bytes_max,
            ..Limits::default()
        }
    }
}
