//! What whole-product tests stand on: a clock and a chance that do as they are told, a bad network without a network, a real
//! server on a real file, real devices on real folders. Nothing here is a stand-in for a room of the product; only time,
//! randomness and the wire are.

pub mod clock;
pub mod device;
pub mod dice;
pub mod enrolling;
pub mod fault;
pub mod folder;
pub mod forms;
mod let_go;
pub mod liar;
pub mod link;
pub mod messages;
pub mod photos;
pub mod proxy;
pub mod quarantine;
pub mod random;
pub mod raw;
pub mod scene;
pub mod server;
pub mod sticks;

pub use clock::TestClock;
pub use device::TestDevice;
pub use dice::Dice;
pub use fault::Fault;
pub use folder::TestFolder;
pub use link::TestLink;
pub use photos::PhotoSeen;
pub use proxy::Proxy;
pub use random::TestRandom;
pub use scene::{Scene, Who};
pub use server::TestServer;
pub use sticks::TestSticks;
