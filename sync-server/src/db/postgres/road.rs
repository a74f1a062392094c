//! Connections, and threads that wait for them: every method of the database is called on a thread that may block, and waits
//! there while the connection's bytes travel on a runtime of the database's own.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime};
use futures_util::future::join;
use tokio::runtime;
use tokio_postgres::NoTls;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::place::Place;
use super::row::Tx;
use crate::db::group::Engine;
use crate::db::{DbError, DbResult};

/// Most connections of one server.
const CONNECTIONS: usize = 16;
/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// The way to the database.
pub(super) struct Road {
    /// Some until it is dropped.
    runtime: Option<runtime::Runtime>,
    pool: Pool,
}

impl Drop for Road {
    fn drop(&mut self) {
        self.pool.close();
        // May be called where blocking is forbidden.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl From<tokio_postgres::Error> for DbError {
    /// Keeps code and message. Detail and hint name values, so they stay behind.
    fn from(error: tokio_postgres::Error) -> DbError {
        DbError::Engine(match error.as_db_error() {
            Some(told) => format!("{} {}: {}", told.severity(), told.code().code(), told.message()),
            None => with_sources(&error),
        })
    }
}

impl From<PoolError> for DbError {
    fn from(error: PoolError) -> DbError {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(_)
            | PoolError::Closed
            | PoolError::NoRuntimeSpecified
            | PoolError::PostCreateHook(_) => DbError::Engine(format!("no connection: {error}")),
        }
    }
}

fn with_sources(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// A connection in a transaction. Dropped before its end, by a panic, it is closed and not given back.
struct Loan(Option<Object>);

impl Loan {
    fn tx(&self) -> DbResult<&Tx> {
        self.0.as_deref().ok_or_else(lost)
    }

    async fn end(mut self, word: &str) -> DbResult<()> {
        self.tx()?.batch_execute(word).await?;
        drop(self.0.take());
        Ok(())
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        if let Some(object) = self.0.take() {
            drop(Object::take(object));
        }
    }
}

fn lost() -> DbError {
    DbError::Engine("the connection is lost".to_owned())
}

impl Road {
    pub(super) fn to(place: &Place) -> DbResult<Road> {
        let failed = |error: &dyn std::fmt::Display| DbError::Engine(format!("no way to the database: {error}"));
        let runtime = runtime::Builder::new_multi_thread()
            // It only carries bytes; the more it finds to carry at once, the less each costs.
            .worker_threads(1)
            .thread_name("database")
            .enable_all()
            .build()
            .map_err(|error| failed(&error))?;
        let how = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = match &place.tls {
            None => Manager::from_config(place.config.clone(), NoTls, how),
            Some(tls) => Manager::from_config(place.config.clone(), MakeRustlsConnect::new(tls.clone()), how),
        };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .recycle_timeout(Some(PATIENCE))
            .build()
            .map_err(|error| failed(&error))?;
        Ok(Road {
            runtime: Some(runtime),
            pool,
        })
    }

    fn wait<T>(&self, work: impl Future<Output = DbResult<T>>) -> DbResult<T> {
        self.runtime.as_ref().ok_or_else(lost)?.block_on(work)
    }

    /// Work of one statement: a transaction by itself.
    pub(super) fn one<T>(&self, work: impl AsyncFnOnce(&Tx) -> DbResult<T>) -> DbResult<T> {
        self.wait(async {
            let client = self.pool.get().await?;
            work(&client).await
        })
    }

    /// Reads in one consistent view.
    pub(super) fn view<T>(&self, work: impl AsyncFnOnce(&Tx) -> DbResult<T>) -> DbResult<T> {
        self.within("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work)
    }

    /// Writes in a transaction of its own.
    pub(super) fn write<T>(&self, work: impl AsyncFnOnce(&Tx) -> DbResult<T>) -> DbResult<T> {
        self.within("BEGIN", work)
    }

    fn within<T>(&self, begin: &str, work: impl AsyncFnOnce(&Tx) -> DbResult<T>) -> DbResult<T> {
        self.wait(async {
            let loan = Loan(Some(self.pool.get().await?));
            loan.tx()?.batch_execute(begin).await?;
            match work(loan.tx()?).await {
                Ok(value) => loan.end("COMMIT").await.map(|()| value),
                Err(error) => {
                    // A connection that cannot even do this is closed, which undoes as well.
                    let _ = loan.end("ROLLBACK").await;
                    Err(error)
                }
            }
        })
    }
}

/// The lane of one county: a connection while a transaction is open.
pub(super) struct Lane {
    road: Arc<Road>,
    loan: Option<Loan>,
    /// Words that go before whatever is said next, in its journey.
    first: Cell<Option<&'static str>>,
    /// Whether the engine was told of the transaction, which then has a savepoint.
    begun: Cell<bool>,
    /// The words that went before failed, so that nothing is known of the transaction.
    lost: Cell<bool>,
}

impl Lane {
    pub(super) fn new(road: Arc<Road>) -> Lane {
        Lane {
            road,
            loan: None,
            first: Cell::new(None),
            begun: Cell::new(false),
            lost: Cell::new(false),
        }
    }

    /// A member's work, after the mark that it is undone to. Both travel together, the mark first.
    pub(super) fn work<T>(&self, work: impl AsyncFnOnce(&Tx) -> DbResult<T>) -> DbResult<T> {
        let tx = self.loan.as_ref().ok_or_else(lost)?.tx()?;
        let Some(first) = self.first.take() else {
            return self.road.wait(work(tx));
        };
        self.begun.set(true);
        let (told, done) = self
            .road
            .wait(async { Ok(join(tx.batch_execute(first), work(tx)).await) })?;
        if let Err(error) = told {
            self.lost.set(true);
            return Err(error.into());
        }
        done
    }

    fn end(&mut self, word: &str) -> DbResult<()> {
        let loan = self.loan.take().ok_or_else(lost)?;
        if self.begun.get() {
            self.road.wait(loan.end(word))
        } else {
            Ok(())
        }
    }
}

impl Engine for Lane {
    type Tx = Lane;

    fn begin(&mut self) -> DbResult<()> {
        let pool = &self.road.pool;
        self.loan = Some(Loan(Some(self.road.wait(async { Ok(pool.get().await?) })?)));
        self.first.set(None);
        self.begun.set(false);
        self.lost.set(false);
        Ok(())
    }

    /// Said with the member's first words: the begin, or the end of the last mark, and the new one.
    fn mark(&mut self) -> DbResult<()> {
        self.first.set(Some(if self.begun.get() {
            "RELEASE SAVEPOINT member; SAVEPOINT member"
        } else {
            "BEGIN; SAVEPOINT member"
        }));
        Ok(())
    }

    fn undo(&mut self) -> DbResult<()> {
        if self.lost.get() {
            return Err(lost());
        }
        // Whoever said nothing did nothing.
        if self.first.take().is_none() {
            self.work(async |tx: &Tx| Ok(tx.batch_execute("ROLLBACK TO SAVEPOINT member").await?))?;
        }
        Ok(())
    }

    fn keep(&mut self) -> DbResult<()> {
        Ok(())
    }

    /// The release fails where a failure was passed over; a bare commit would then undo everything and call it well.
    fn commit(&mut self) -> DbResult<()> {
        self.end("RELEASE SAVEPOINT member; COMMIT")
    }

    fn abandon(&mut self) {
        // A connection that cannot even do this is closed, which undoes as well.
        let _ = self.end("ROLLBACK");
    }

    fn tx(&self) -> DbResult<&Lane> {
        Ok(self)
    }
}
