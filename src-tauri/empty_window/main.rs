//! A window that shows one line and knows nothing: what the start of the app is measured against.

fn main() -> Result<(), tauri::Error> {
    tauri::Builder::default()
        .setup(|app| {
            tauri::WebviewWindowBuilder::new(app, "main", tauri::WebviewUrl::App("index.html".into()))
                .inner_size(1280.0, 860.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!("empty_window/tauri.conf.json"))
}
