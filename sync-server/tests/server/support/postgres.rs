//! Real PostgreSQL databases: in the cluster that the test run was told of, else in one that this process starts and that ends
//! with it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use cunfa_server::db::postgres::{Place, PostgresDb};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, NoTls};

#[allow(dead_code, reason = "shared with the build tools, which use other parts of it")]
#[path = "../../../../xtask/src/postgres.rs"]
mod cluster;

use cluster::{Cluster, VARIABLE, Wish};

/// A database of one test's own, gone with this value.
pub struct OwnDatabase {
    name: String,
}

fn url(database: &str) -> String {
    static OWN: OnceLock<Cluster> = OnceLock::new();
    match std::env::var(VARIABLE) {
        Ok(url) => url.replacen("/postgres?", &format!("/{database}?"), 1),
        Err(_) => OWN
            .get_or_init(|| Cluster::start(&std::env::temp_dir(), &Wish::TESTS).unwrap())
            .url(database),
    }
}

/// Runs a statement that belongs to no database, over one connection for all.
fn command(words: &str) {
    static ROAD: OnceLock<(Runtime, Client)> = OnceLock::new();
    let (runtime, client) = ROAD.get_or_init(|| {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let client = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&url("postgres"), NoTls).await.unwrap();
            tokio::spawn(connection);
            client
        });
        (runtime, client)
    });
    runtime.block_on(client.batch_execute(words)).unwrap();
}

impl OwnDatabase {
    /// An empty one.
    pub fn empty() -> OwnDatabase {
        OwnDatabase::like("template0")
    }

    /// One with our tables, not founded: a copy of one that is made once.
    pub fn made() -> OwnDatabase {
        static MADE: OnceLock<OwnDatabase> = OnceLock::new();
        let made = MADE.get_or_init(|| {
            let made = OwnDatabase::empty();
            drop(PostgresDb::create(&made.place()).unwrap());
            made
        });
        // The connections of the one that is copied have to be gone.
        made.cut();
        OwnDatabase::like(&made.name)
    }

    fn like(template: &str) -> OwnDatabase {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("t{}_{count}", std::process::id());
        command(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
        OwnDatabase { name }
    }

    pub fn url(&self) -> String {
        url(&self.name)
    }

    pub fn place(&self) -> Place {
        Place::read(&self.url(), None).unwrap()
    }

    pub fn open(&self) -> PostgresDb {
        PostgresDb::open(&self.place()).unwrap()
    }

    /// Runs statements in it.
    pub fn run(&self, words: &str) {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&self.url(), NoTls).await.unwrap();
            let connection = tokio::spawn(connection);
            client.batch_execute(words).await.unwrap();
            drop(client);
            connection.await.unwrap().unwrap();
        });
    }

    /// Cuts every connection to it, as a server that restarts does.
    pub fn cut(&self) {
        command(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        ));
    }
}

/// A cluster that is reached over loopback by TLS, with the certificate of a county that does not exist; and its port.
pub struct TlsCluster {
    _cluster: Cluster,
    port: u16,
}

impl TlsCluster {
    pub fn start() -> TlsCluster {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let settings = [
            "ssl=on",
            "ssl_cert_file=../cert.pem",
            "ssl_key_file=../key.pem",
            "listen_addresses=127.0.0.1",
        ];
        let mut settings: Vec<String> = settings.map(str::to_owned).to_vec();
        settings.push(format!("port={port}"));
        let files: [(&str, &[u8]); 2] = [
            ("cert.pem", include_bytes!("tls/cert.pem")),
            ("key.pem", include_bytes!("tls/key.pem")),
        ];
        let wish = Wish {
            settings: &settings,
            files: &files,
            ..Wish::TESTS
        };
        TlsCluster {
            _cluster: Cluster::start(&std::env::temp_dir(), &wish).unwrap(),
            port,
        }
    }

    pub fn url(&self, host: &str, more: &str) -> String {
        format!("postgres://cunfa:geheim@{host}:{}/postgres{more}", self.port)
    }
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        command(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}
