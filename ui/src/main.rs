//! The program a page loads: mounts the screens. Everything else lives in the library.

fn main() {
    cunfa_ui::mount();
}
