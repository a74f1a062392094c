//! The server from outside: through `Server::answer`, over loopback HTTP, and as a process. The database's contract suite
//! is in `contract`; a further implementation runs it unchanged.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod answer;
mod blobs;
mod cli;
mod contract;
mod courier;
mod export;
mod firms;
mod http;
mod import;
mod on_postgresql;
mod protocol;
mod public;
mod rules;
mod support;
mod transfers;
