//! The program `cunfa-server`. Everything it does is in the library.

fn main() -> std::process::ExitCode {
    cunfa_server::cli::run()
}
