//! A page in headless Chromium, driven through chromedriver by the same words as a window of the program.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

use super::server::free_port;
use super::window::{Window, connect, listening, now_ms, said, to};

/// The driver, unless the environment names another.
const DRIVER: &str = "/usr/bin/chromedriver";
/// The browser.
const CHROMIUM: &str = "/usr/bin/chromium";
/// Switches that let Chromium run as root, without a screen, without calling home, and draw the same twice; the certificate of a test is
/// nobody's.
const SWITCHES: [&str; 16] = [
    "--headless",
    "--no-sandbox",
    "--ignore-certificate-errors",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--force-prefers-reduced-motion",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
    "--lang=zh-CN",
];

/// A command of Chromium's own protocol, by way of the driver.
#[derive(Debug)]
struct Cdp {
    name: &'static str,
    with: Value,
}

impl WebDriverCompatibleCommand for Cdp {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.name, "params": self.with });
        (http::Method::POST, Some(body.to_string()))
    }
}

impl Window {
    /// The cookies that the page has, each as a server sets it, also those that no script of it reads. Values are left in.
    ///
    /// # Errors
    /// When the driver does not tell.
    pub async fn cookies(&self) -> Result<Vec<String>, String> {
        let cookies = self.client.get_all_cookies().await.map_err(said("reading cookies"))?;
        Ok(cookies.iter().map(ToString::to_string).collect())
    }

    /// Starts driver and browser; the clock of the page is in Nanning's zone.
    ///
    /// # Errors
    /// When either does not start.
    pub async fn browse(shots: &Path) -> Result<Window, String> {
        let port = free_port()?;
        let driver = std::env::var_os("CHROMEDRIVER").map_or_else(|| PathBuf::from(DRIVER), PathBuf::from);
        let driver = Command::new(driver)
            .arg(format!("--port={port}"))
            .env("TZ", "Asia/Shanghai")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("starting chromedriver: {error}"))?;
        listening(port, "chromedriver").await?;
        let began_ms = now_ms()?;
        let options = json!({ "binary": CHROMIUM, "args": SWITCHES });
        let client = connect(port, "goog:chromeOptions", options).await?;
        Ok(Window {
            client,
            driver,
            shots: shots.to_owned(),
            opening: None,
            began_ms,
        })
    }

    /// Opens an address.
    ///
    /// # Errors
    /// When it does not load.
    pub async fn open_address(&self, url: &str) -> Result<(), String> {
        self.client.goto(url).await.map_err(said("opening a page"))
    }

    async fn cdp(&self, name: &'static str, with: Value) -> Result<Value, String> {
        self.client.issue_cmd(Cdp { name, with }).await.map_err(said(name))
    }

    /// Gives the page this many CSS pixels.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn resize(&self, width: u32, height: u32) -> Result<(), String> {
        let with = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", with).await.map(|_| ())
    }

    /// Gives the window itself another size, as a tablet that is turned does.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn turn(&self, width: u32, height: u32) -> Result<(), String> {
        self.cdp("Emulation.clearDeviceMetricsOverride", json!({})).await?;
        self.client
            .set_window_size(width, height)
            .await
            .map_err(said("turning"))
    }

    /// The top of the page, `width` × `height` CSS pixels of it, as a PNG.
    ///
    /// # Errors
    /// When it cannot be taken.
    pub async fn picture(&self, width: u32, height: u32) -> Result<Vec<u8>, String> {
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let with = json!({ "format": "png", "optimizeForSpeed": true, "clip": clip });
        let taken = self.cdp("Page.captureScreenshot", with).await?;
        let data = taken
            .get("data")
            .and_then(Value::as_str)
            .ok_or("a picture without data")?;
        STANDARD
            .decode(data)
            .map_err(|error| format!("reading a picture: {error}"))
    }

    /// Runs a script that calls its last argument, after these, when it is done.
    ///
    /// # Errors
    /// When the script fails or does not end.
    pub async fn script_until_done(&self, script: &str, with: &[Value]) -> Result<Value, String> {
        let done = self.client.execute_async(script, with.to_vec()).await;
        done.map_err(said("running a script"))
    }

    /// Part of a stroke with the pointer, in parts of the pad's size; `down` puts it down at the first point, and only `lift` takes it
    /// off again. Gives the pad's width and height in CSS pixels.
    ///
    /// # Errors
    /// When the pad is missing.
    pub async fn stroke(&self, pad: &str, points: &[(f64, f64)], down: bool, lift: bool) -> Result<(f64, f64), String> {
        let element = self.find(pad).await?;
        let (x, y, width, height) = element.rectangle().await.map_err(said("measuring the pad"))?;
        let mut pen = MouseActions::new("pen".to_owned());
        for (at, (across, below)) in points.iter().enumerate() {
            pen = pen.then(to(x + across * width, y + below * height));
            if at == 0 && down {
                pen = pen.then(PointerAction::Down { button: 0 });
            }
        }
        if lift {
            pen = pen.then(PointerAction::Up { button: 0 });
        }
        let pause = PointerAction::Pause {
            duration: Duration::from_millis(20),
        };
        let actions = pen.then(pause);
        let drawn = self.client.perform_actions(actions).await;
        drawn.map(|()| (width, height)).map_err(said("drawing"))
    }
}
