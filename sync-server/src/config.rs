//! The server's configuration: one TOML file; a key nobody knows is refused, so a misspelt one is never ignored.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use cunfa_core::Operator;
use cunfa_core::operator::MAX_OPERATOR_GRAPHEMES;
use serde::{Deserialize, Deserializer};

use crate::blobs::Bucket;
use crate::db::postgres::{Place, PlaceError};
use crate::server::Limits;

/// The county key's file when no file of a database gives it its name.
const KEY_FILE: &str = "cunfa-server.county-key";

/// The folder of whole attachments when none is configured: beside the database's file, or beside the county key.
const BLOBS_FOLDER: &str = "blobs";

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
    /// Where whole attachments lie; the folder `blobs` beside the SQLite file, or beside the county key, when not given.
    #[serde(default)]
    pub blobs: Option<BlobsSection>,
    /// Certificate and key for TLS.
    #[serde(default)]
    pub tls: Option<Tls>,
    /// The browser door; none when there is no such section.
    #[serde(default)]
    pub door: Option<DoorSection>,
    /// The public page; none when there is no such section.
    #[serde(default)]
    pub public: Option<PublicSection>,
    /// Limits.
    #[serde(default)]
    pub limits: LimitsSection,
    /// Who runs the server, and its filing numbers: said in the app's settings.
    #[serde(default)]
    pub operator: OperatorSection,
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

/// The browser door.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoorSection {
    /// Address and port to listen at, by the same TLS as devices.
    pub listen: SocketAddr,
    /// The bundle of the interface.
    pub interface: PathBuf,
    /// Where the browsers' folders lie.
    pub devices: PathBuf,
}

/// The public page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicSection {
    /// Address and port to listen at, by the same TLS as devices. Nothing else is served there.
    pub listen: SocketAddr,
    /// The address that everybody is told, and that the code on printed notice boards holds: `https://…`, without a path.
    pub url: String,
    /// Whether requests come through a proxy on this machine that says in `X-Forwarded-For` from whom.
    #[serde(default)]
    pub behind_proxy: bool,
}

/// What people are told of whoever runs the server; what is left out is said to be not given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OperatorSection {
    /// 运营单位.
    pub name: String,
    /// ICP 备案号.
    pub icp_filing: String,
    /// APP 备案号.
    pub app_filing: String,
    /// Telephone or address.
    pub contact: String,
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
            unnamed_bytes_max,
            ..
        } = Limits::default();
        LimitsSection {
            pull_bytes_max,
            quarantine_bytes_max,
            unnamed_bytes_max,
            transfers_max: 64,
            transfers_of_device_max: 4,
            requests_max: 256,
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
    /// The attachments' place.
    #[error(
        "配置文件里 [blobs] 的地址不能用：url 应写作 file:///文件夹 或 s3://存储桶/前缀，endpoint 应是 https:// 地址（本机可用 http://）"
    )]
    Blobs,
    /// The public page's address.
    #[error("配置文件里 [public] 的 url 不能用：应是 https:// 地址（本机可用 http://），只写到域名和端口，末尾不带斜杠")]
    Public,
    /// What the app could not show.
    #[error("配置文件里 [operator] 的 {0} 不能用：应是一行字，不超过 {MAX_OPERATOR_GRAPHEMES} 个字")]
    Operator(&'static str),
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

/// Whether an address is one of a site and of nothing on it.
fn is_origin(address: &str) -> bool {
    let host = address.split_once("://").map_or("", |(_, host)| host);
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    is_safe(address) && !host.is_empty() && host.chars().all(plain)
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
        let config: Config = toml::from_str(&text).map_err(|error| shape(shown, error))?;
        config.check()?;
        Ok(config.within(path.parent().unwrap_or(Path::new(""))))
    }

    fn check(&self) -> Result<(), ConfigError> {
        let door = self.door.iter().map(|door| door.listen);
        let public = self.public.iter().map(|public| public.listen);
        let mut listens = std::iter::once(self.listen).chain(door).chain(public);
        if let Some(outside) = listens.find(|listen| self.tls.is_none() && !listen.ip().is_loopback()) {
            return Err(ConfigError::PlainHttp(outside));
        }
        let limits = [
            ("pull_bytes_max", self.limits.pull_bytes_max),
            ("requests_max", count(self.limits.requests_max)),
            ("transfers_max", count(self.limits.transfers_max)),
            ("transfers_of_device_max", count(self.limits.transfers_of_device_max)),
            ("idle_s", self.limits.idle_s),
        ];
        self.blobs_place()?;
        if self.public.iter().any(|public| !is_origin(&public.url)) {
            return Err(ConfigError::Public);
        }
        if let Some(name) = self.operator().fault() {
            return Err(ConfigError::Operator(name));
        }
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
        if let Some(door) = &mut self.door {
            absolute(&mut door.interface);
            absolute(&mut door.devices);
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

    /// Where whole attachments lie.
    ///
    /// # Errors
    /// [`ConfigError::Blobs`] for an address that is none of the two kinds, or that would carry them in the clear.
    pub fn blobs_place(&self) -> Result<BlobsPlace, ConfigError> {
        let Some(section) = &self.blobs else {
            return Ok(BlobsPlace::Folder(match &self.database {
                Database::Sqlite(file) => file.with_file_name(BLOBS_FOLDER),
                Database::Postgres(_) => self.county_key().with_file_name(BLOBS_FOLDER),
            }));
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

    /// Who runs the server.
    #[must_use]
    pub fn operator(&self) -> Operator {
        let tidy = |text: &str| cunfa_core::text::tidy(text);
        Operator {
            name: tidy(&self.operator.name),
            icp_filing: tidy(&self.operator.icp_filing),
            app_filing: tidy(&self.operator.app_filing),
            contact: tidy(&self.operator.contact),
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn place(blobs: &str) -> Option<BlobsPlace> {
        let text = format!("listen = \"127.0.0.1:0\"\ndatabase = \"/county/server.db\"\n{blobs}");
        let config: Config = toml::from_str(&text).unwrap();
        config.blobs_place().ok()
    }

    #[test]
    fn attachments_lie_beside_the_database_in_a_folder_or_in_a_bucket() {
        let folder = |path: &str| Some(BlobsPlace::Folder(path.into()));
        assert_eq!(place(""), folder("/county/blobs"));
        assert_eq!(place("[blobs]\nurl = \"file:///mnt/photos\"\n"), folder("/mnt/photos"));
        let bucket = Bucket {
            name: "county".to_owned(),
            prefix: "a/b".to_owned(),
            endpoint: Some("https://s3.example".to_owned()),
            region: "cn-south-1".to_owned(),
        };
        let text = "[blobs]\nurl = \"s3://county/a/b/\"\nendpoint = \"https://s3.example\"\nregion = \"cn-south-1\"\n";
        assert_eq!(place(text), Some(BlobsPlace::Bucket(bucket)));
    }

    #[test]
    fn the_public_page_has_the_address_of_a_site_and_of_nothing_on_it() {
        let url = |url: &str| {
            let public = format!("[public]\nlisten = \"127.0.0.1:0\"\nurl = \"{url}\"\n");
            let text = format!("listen = \"127.0.0.1:0\"\ndatabase = \"server.db\"\n{public}");
            toml::from_str::<Config>(&text).unwrap().check().is_ok()
        };
        for good in [
            "https://gs.example.cn",
            "https://gs.example.cn:8443",
            "http://127.0.0.1:8090",
            "http://[::1]:8090",
        ] {
            assert!(url(good), "{good}");
        }
        for bad in [
            "",
            "gs.example.cn",
            "http://gs.example.cn",
            "https://",
            "https://gs.example.cn/",
            "https://gs.example.cn/gs",
            "https://a@b",
            "https://a b",
            "https://公示",
        ] {
            assert!(!url(bad), "{bad}");
        }
    }

    #[test]
    fn no_other_place_is_taken_and_none_in_the_clear_outside_this_machine() {
        for url in ["", "photos", "file://photos", "http://a/b", "s3://", "s3:///a"] {
            assert_eq!(place(&format!("[blobs]\nurl = \"{url}\"\n")), None, "{url}");
        }
        let at = |endpoint: &str| place(&format!("[blobs]\nurl = \"s3://a\"\nendpoint = \"{endpoint}\"\n")).is_some();
        for here in [
            "http://127.0.0.1:9000",
            "http://127.0.0.1",
            "http://localhost:9000/",
            "http://[::1]:9000",
            "https://a",
        ] {
            assert!(at(here), "{here}");
        }
        for clear in [
            "http://10.0.0.1:9000",
            "http://s3.example",
            "http://127.0.0.1@s3.example",
            "http://localhost.example",
            "s3.example",
        ] {
            assert!(!at(clear), "{clear}");
        }
    }
}
