//! A county with its key and people, enrolled devices on real files, and the server's log as far as a store can see it.
#![allow(dead_code, unused_imports, reason = "each test file uses its part")]

mod county;
mod seen;
mod server;
mod tablet;
mod written;

pub use county::*;
pub use seen::*;
pub use server::*;
pub use tablet::*;
pub use written::*;
