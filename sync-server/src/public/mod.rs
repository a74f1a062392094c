//! The public page (网络平台): anybody finds the counsel of their village, reads what its notice board (公示牌) shows and may leave a question
//! (网上提问) for the office. Plain HTML that the server writes: no script, no cookie, no account; it works on an old phone.
//!
//! Served at an address of its own, where nothing of `/v1` is reachable, as nothing of it is reachable where devices are. What it shows of a
//! village comes from the registers alone ([`board`]): nothing of the ledger and no villager's name can stand on it, whatever anybody asks
//! for. A text of somebody's goes into a page only through [`out`], which cannot take it for markup.

mod answer;
mod ask;
mod board;
mod form;
mod http;
mod limits;
mod out;
mod pages;
mod qr;
mod words;

pub use http::{Pages, serve};
