//! Where a PostgreSQL database is, and how it may be reached: over a socket or the loopback of this machine, or by TLS.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// How long a connection may take to be made, and how long sent bytes may stay unanswered.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection is silent before it is asked whether it still stands.
const SILENCE: Duration = Duration::from_secs(30);

/// Why an address is not used. Never holds the address itself, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// Not an address, in the reader's words.
    #[error("reading the database's address: it is no postgres:// address")]
    Unreadable,
    /// No host and no socket.
    #[error("reading the database's address: it names neither a host nor a socket")]
    NoHost,
    /// Another machine without TLS.
    #[error("reading the database's address: another machine is reached by TLS only")]
    Plain,
    /// TLS, and nobody to believe.
    #[error("reading the database's address: TLS needs the certificate of the authority to believe")]
    NoAuthority,
    /// The authority's certificate.
    #[error("reading the authority's certificate for the database: {0}")]
    Authority(String),
}

/// An address that may be used.
#[derive(Clone)]
pub struct Place {
    pub(super) config: Config,
    pub(super) tls: Option<ClientConfig>,
}

impl std::fmt::Debug for Place {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Place(TLS: {})", self.tls.is_some())
    }
}

impl Place {
    /// Whether a text means such a database and not a file.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.starts_with("postgres://") || text.starts_with("postgresql://")
    }

    /// Reads an address. `authority`: the file in PEM with who signed the database's certificate, for `sslmode=require`.
    ///
    /// # Errors
    /// As [`PlaceError`].
    pub fn read(address: &str, authority: Option<&Path>) -> Result<Place, PlaceError> {
        let mut config: Config = address.parse().map_err(|_| PlaceError::Unreadable)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(PlaceError::NoHost);
        }
        let tls = if config.get_ssl_mode() == SslMode::Require {
            Some(believing(authority.ok_or(PlaceError::NoAuthority)?)?)
        } else if is_here(&config) {
            config.ssl_mode(SslMode::Disable);
            None
        } else {
            return Err(PlaceError::Plain);
        };
        config
            .application_name("cunfa-server")
            .connect_timeout(PATIENCE)
            .tcp_user_timeout(PATIENCE)
            .keepalives_idle(SILENCE);
        Ok(Place { config, tls })
    }
}

/// Whether every host is this machine. An address that is given beside a name is where the connection goes.
fn is_here(config: &Config) -> bool {
    let addresses = config.get_hostaddrs();
    let hosts_are_here = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse()
                    .is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    addresses.iter().all(std::net::IpAddr::is_loopback) && (hosts_are_here || !addresses.is_empty())
}

fn believing(authority: &Path) -> Result<ClientConfig, PlaceError> {
    let unreadable = |error: String| PlaceError::Authority(error);
    let mut roots = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(authority).map_err(|error| unreadable(error.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| unreadable(error.to_string()))?;
        roots.add(certificate).map_err(|error| unreadable(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(unreadable("no certificate in the file".to_owned()));
    }
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .map_err(|error| unreadable(error.to_string()))?;
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}
