//! The HTTP bridge for browser tests as a program (see `cunfa_tests::bridge`).

use std::path::PathBuf;
use std::sync::Arc;

use cunfa_client::{AppConfig, Counties};
use cunfa_tests::bridge::Bridge;

fn option(name: &str) -> Option<String> {
    let mut words = std::env::args().skip(1);
    words.find(|word| word == name)?;
    words.next()
}

fn flag(name: &str) -> bool {
    std::env::args().skip(1).any(|word| word == name)
}

#[tokio::main]
async fn main() -> Result<(), String> {
    let need = |name: &str| {
        option(name).ok_or(format!(
            "usage: cunfa-bridge --data DIR --ui DIR --port N [--cheap-pin]: {name} is missing"
        ))
    };
    let data = PathBuf::from(need("--data")?);
    let ui = PathBuf::from(need("--ui")?);
    let port: u16 = need("--port")?.parse().map_err(|_| "--port: not a port".to_owned())?;
    let mut config = AppConfig::real(data).map_err(|error| format!("setting up the link: {error}"))?;
    config.demo = true;
    if flag("--cheap-pin") {
        config.cost = Some(cunfa_evidence::pin::Cost::TEST);
    }
    let app = Arc::new(Counties::open(config).map_err(|error| format!("opening the app: {error:?}"))?);
    app.run();
    let bridge = Bridge::listen(app, ui, port, None).await?;
    println!("{}", bridge.url());
    bridge.serve().await
}
