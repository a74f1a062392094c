//! Photos and signed pages on every screen: taken in, shown small and large, with where their bytes are.

mod draft;
mod gallery;
mod pick;
mod signed_page;
mod submit_paper;

pub use draft::{DraftPhotos, PhotosStep};
pub use gallery::{Pictures, gallery};
pub use signed_page::PaperSigning;
