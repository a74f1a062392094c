//! The public page (网络平台): anybody finds the counsel of their village, reads what its notice board (公示牌) shows and may leave a question
//! (网上提问) for the office. Plain HTML that the server writes: no script; under `/gs/` no cookie and no account; it works on an old phone.
//!
//! A firm (律所) signs in under `/ls/` and reads its own counsel's hours there ([`firm`], decision 0023): the only cookie is its session's.
//!
//! Served at an address of its own, where nothing of `/v1` is reachable, as nothing of it is reachable where devices are. What it shows of a
//! village comes from the registers alone ([`board`]): nothing of the ledger and no villager's name can stand on it, whatever anybody asks
//! for. A text of somebody's goes into a page only through [`out`], which cannot take it for markup.

mod answer;
mod ask;
mod board;
mod firm;
mod form;
mod http;
mod limits;
mod out;
mod pages;
mod qr;
mod words;

pub use http::{Pages, serve};
