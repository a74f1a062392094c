//! The program `cunfa-server`. Everything it does is in the library.

/// A request makes thousands of small things and drops them on another thread, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cunfa_server::cli::run()
}
