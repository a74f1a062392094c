//! One real window of the program, driven through WebKitWebDriver: its own data folder, its own driver process. A page in Chromium
//! ([`Window::browse`]) is driven by the same words.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use fantoccini::actions::{InputSource, MouseActions, PointerAction, WheelAction, WheelActions};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;

use super::server::free_port;

/// How long a control may take to appear.
const PATIENCE: Duration = Duration::from_secs(25);

/// How a window is started.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The program.
    pub program: PathBuf,
    /// Its data folder.
    pub data: PathBuf,
    /// Window size in CSS pixels.
    pub size: (u32, u32),
    /// Where screenshots go.
    pub shots: PathBuf,
    /// What is kept of what the program says while it runs, and where.
    pub log: Option<Log>,
}

/// What a program says, kept in a file.
#[derive(Debug, Clone)]
pub struct Log {
    /// `CUNFA_LOG`.
    pub filter: &'static str,
    /// The file, begun anew with every start.
    pub file: PathBuf,
}

/// A driven window.
#[derive(Debug)]
pub struct Window {
    pub(super) client: Client,
    pub(super) driver: Child,
    pub(super) shots: PathBuf,
    /// The program; none of a page.
    pub(super) opening: Option<Opening>,
    pub(super) began_ms: f64,
}

/// A failure of the driver in words.
pub(super) fn said(what: &str) -> impl Fn(fantoccini::error::CmdError) -> String + '_ {
    move |error| format!("{what}: {error}")
}

/// A control by its `data-test` name; anything with a bracket is a selector already.
pub(crate) fn by(test: &str) -> String {
    if test.contains('[') {
        test.to_owned()
    } else {
        format!("[data-test=\"{test}\"]")
    }
}

impl Window {
    /// Starts the driver and the program.
    ///
    /// # Errors
    /// When either does not start.
    pub async fn open(opening: Opening) -> Result<Window, String> {
        std::fs::create_dir_all(&opening.data).map_err(|error| format!("making a data folder: {error}"))?;
        let port = free_port()?;
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("CUNFA_DEMO", "1")
            .env("CUNFA_DATA_DIR", &opening.data)
            .env("CUNFA_WINDOW", format!("{}x{}", opening.size.0, opening.size.1))
            .envs(opening.log.iter().map(|log| ("CUNFA_LOG", log.filter)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log(&opening)?)
            .spawn()
            .map_err(|error| format!("starting WebKitWebDriver: {error}"))?;
        listening(port, "WebKitWebDriver").await?;
        let began_ms = now_ms()?;
        let options = json!({ "binary": opening.program, "args": [] });
        let client = connect(port, "webkitgtk:browserOptions", options).await?;
        Ok(Window {
            client,
            driver,
            shots: opening.shots.clone(),
            opening: Some(opening),
            began_ms,
        })
    }

    /// Waits until something takes room on the page and is painted, and gives the seconds since the program was started, by the
    /// page's own clock. What a frame's callback finds is painted with that frame, and a task asked for by it comes after that.
    ///
    /// # Errors
    /// When the page does not answer in time.
    pub async fn seconds_since_start(&self, seen: &str) -> Result<f64, String> {
        let script = "const [seen, done] = arguments; const look = () => \
                      (document.querySelector(seen)?.getBoundingClientRect().width ?? 0) > 0 \
                          ? setTimeout(() => done(performance.timeOrigin + performance.now()), 0) \
                          : requestAnimationFrame(look); requestAnimationFrame(look);";
        let at_ms = self.client.execute_async(script, vec![json!(by(seen))]).await;
        let at_ms = at_ms.map_err(said("timing a start"))?;
        let at_ms = at_ms.as_f64().ok_or(format!("timing a start: {at_ms}"))?;
        Ok((at_ms - self.began_ms) / 1000.0)
    }

    /// Presses a control inside the page, without bringing it into view.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn press(&self, test: &str) -> Result<(), String> {
        let script = "document.querySelector(arguments[0]).click()";
        let pressed = self.client.execute(script, vec![json!(by(test))]).await;
        pressed.map(|_| ()).map_err(said("pressing"))
    }

    /// Waits for a control and gives it.
    ///
    /// # Errors
    /// When it does not appear in time; says what the screen shows instead.
    pub async fn find(&self, test: &str) -> Result<Element, String> {
        let css = by(test);
        let until = Instant::now() + PATIENCE;
        loop {
            for element in self.client.find_all(Locator::Css(&css)).await.unwrap_or_default() {
                if self.is_in_sight(&element).await {
                    return Ok(element);
                }
            }
            if Instant::now() > until {
                let _ = self.shot("failed").await;
                return Err(format!(
                    "{test} did not appear; the screen says: {}",
                    self.all_text().await
                ));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Presses a control inside the page and gives the seconds until something is on the page and painted, by the page's own
    /// clock: without the driver's round trips.
    ///
    /// # Errors
    /// When the page does not answer in time.
    pub async fn seconds_until(&self, press: &str, seen: &str) -> Result<f64, String> {
        let script = "const [press, seen, done] = arguments; const began = performance.now(); \
                      const look = () => document.querySelector(seen) \
                          ? setTimeout(() => done(performance.now() - began), 0) \
                          : requestAnimationFrame(look); \
                      document.querySelector(press).click(); requestAnimationFrame(look);";
        let ms = self
            .client
            .execute_async(script, vec![json!(by(press)), json!(by(seen))])
            .await;
        let ms = ms.map_err(said("timing a press"))?;
        ms.as_f64().map(|ms| ms / 1000.0).ok_or(format!("timing a press: {ms}"))
    }

    /// Waits until the page as it is now has been drawn.
    ///
    /// # Errors
    /// When the page does not answer in time.
    pub async fn drawn(&self) -> Result<(), String> {
        let script = "const [done] = arguments; \
                      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true), 0)));";
        let drawn = self.client.execute_async(script, vec![]).await;
        drawn.map(|_| ()).map_err(said("waiting for a frame"))
    }

    /// Whether it takes room on the page and is not hidden.
    async fn is_in_sight(&self, element: &Element) -> bool {
        let Ok(element) = serde_json::to_value(element) else {
            return false;
        };
        let script = "const box = arguments[0].getBoundingClientRect(); const style = getComputedStyle(arguments[0]); \
                      return box.width > 0 && box.height > 0 && style.visibility !== 'hidden'";
        self.client
            .execute(script, vec![element])
            .await
            .is_ok_and(|seen| seen == json!(true))
    }

    /// Whether a control is there now.
    pub async fn has(&self, test: &str) -> bool {
        self.client.find(Locator::Css(&by(test))).await.is_ok()
    }

    /// Does something with a control. A page may draw it anew between the finding and the doing: it is found again then.
    async fn with<T>(&self, test: &str, work: impl AsyncFn(&Element) -> Result<T, String>) -> Result<T, String> {
        let until = Instant::now() + PATIENCE;
        let mut before = String::new();
        loop {
            let element = self.find(test).await.map_err(|error| format!("{before}{error}"))?;
            match work(&element).await {
                Ok(done) => return Ok(done),
                Err(error) if Instant::now() > until => return Err(format!("{test}: {error}")),
                Err(error) => before = format!("{error}; then: "),
            }
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
    }

    /// Waits until a control is enabled, brings it into view, and taps it.
    ///
    /// # Errors
    /// When it does not appear or cannot be tapped in time.
    pub async fn tap(&self, test: &str) -> Result<(), String> {
        let tap = async |element: &Element| {
            if !element.is_enabled().await.map_err(said("looking"))? {
                return Err("disabled".to_owned());
            }
            self.bring_into_view(element).await?;
            element.click().await.map_err(said("tapping"))
        };
        self.with(test, tap).await
    }

    /// Scrolls as a finger would, so that no bar at the edge lies over the control.
    async fn bring_into_view(&self, element: &Element) -> Result<(), String> {
        let element = serde_json::to_value(element).map_err(|error| error.to_string())?;
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.client
            .execute(script, vec![element])
            .await
            .map(|_| ())
            .map_err(said("scrolling"))
    }

    /// Types into a field after emptying it.
    ///
    /// # Errors
    /// When it cannot be typed into.
    pub async fn fill(&self, test: &str, text: &str) -> Result<(), String> {
        let fill = async |element: &Element| {
            self.bring_into_view(element).await?;
            if text.is_empty() || text.chars().any(|c| c.len_utf16() > 1) {
                return self.commit(element, text).await;
            }
            element.clear().await.map_err(said("emptying"))?;
            element.send_keys(text).await.map_err(said("typing"))
        };
        self.with(test, fill).await
    }

    /// Chooses a file, as a person does behind the button that opens the album.
    ///
    /// # Errors
    /// When the field is not there or takes no file.
    pub async fn upload(&self, test: &str, file: &Path) -> Result<(), String> {
        let file = std::fs::canonicalize(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let field = self.client.find(Locator::Css(&by(test))).await.map_err(said(test))?;
        field.send_keys(&file.display().to_string()).await.map_err(said(test))
    }

    /// Puts a text in as an input method does when it commits; the driver's own keys lose characters outside the BMP, and it types no
    /// empty text.
    async fn commit(&self, element: &Element, text: &str) -> Result<(), String> {
        let element = serde_json::to_value(element).map_err(|error| error.to_string())?;
        let script = "arguments[0].focus(); arguments[0].value = arguments[1]; \
                      arguments[0].dispatchEvent(new InputEvent('input', { bubbles: true, data: arguments[1] }))";
        self.client
            .execute(script, vec![element, json!(text)])
            .await
            .map(|_| ())
            .map_err(said("typing"))
    }

    /// Presses keys where the focus is.
    ///
    /// # Errors
    /// When the page has no focus.
    pub async fn keys(&self, keys: &str) -> Result<(), String> {
        let element = self.client.active_element().await.map_err(said("finding the focus"))?;
        element.send_keys(keys).await.map_err(said("pressing keys"))
    }

    /// Taps a PIN on the pad with this prefix.
    ///
    /// # Errors
    /// When a key is missing.
    pub async fn pin(&self, pad: &str, pin: &str) -> Result<(), String> {
        for digit in pin.chars() {
            self.tap(&format!("{pad}-{digit}")).await?;
        }
        self.tap(&format!("{pad}-ok")).await
    }

    /// Waits until no such control is there.
    ///
    /// # Errors
    /// When it stays.
    pub async fn gone(&self, test: &str) -> Result<(), String> {
        let until = Instant::now() + PATIENCE;
        while self.has(test).await {
            if Instant::now() > until {
                let _ = self.shot("failed").await;
                return Err(format!(
                    "{test} is still there; the screen says: {}",
                    self.all_text().await
                ));
            }
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
        Ok(())
    }

    /// Waits until a control's attribute has a value.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn wait_attribute(&self, test: &str, name: &str, value: &str) -> Result<(), String> {
        let css = format!("{}[{name}=\"{value}\"]", by(test));
        self.find(&css).await.map(|_| ())
    }

    /// Gives the page a moment to draw what was asked for.
    pub async fn settle(&self) {
        tokio::time::sleep(Duration::from_millis(150)).await;
    }

    /// Waits until a control's text holds the words.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn expect(&self, test: &str, words: &str) -> Result<(), String> {
        let until = Instant::now() + PATIENCE;
        loop {
            let text = self.text(test).await.unwrap_or_default();
            if text.contains(words) {
                return Ok(());
            }
            if Instant::now() > until {
                let _ = self.shot("failed").await;
                return Err(format!("{test} should say {words:?} but says {text:?}"));
            }
            tokio::time::sleep(Duration::from_millis(80)).await;
        }
    }

    /// A control's text.
    ///
    /// # Errors
    /// When it does not appear.
    pub async fn text(&self, test: &str) -> Result<String, String> {
        self.with(test, async |element: &Element| {
            element.text().await.map_err(said("reading"))
        })
        .await
    }

    async fn all_text(&self) -> String {
        let script = "return document.body.innerText.slice(0, 600)";
        let text = self.client.execute(script, vec![]).await;
        text.ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Runs a script in the page that calls its last argument when it is done.
    ///
    /// # Errors
    /// When the script fails or takes too long.
    pub async fn long_script(&self, script: &str, with: serde_json::Value) -> Result<serde_json::Value, String> {
        let done = self.client.execute_async(script, vec![with]).await;
        done.map_err(said("running a script"))
    }

    /// Where the program of this window keeps its data.
    ///
    /// # Errors
    /// When this is a page, which has no program.
    pub fn data(&self) -> Result<&Path, String> {
        let opening = self.opening.as_ref().ok_or("a page is no program")?;
        Ok(&opening.data)
    }

    /// Runs a script in the page.
    ///
    /// # Errors
    /// When the script fails.
    pub async fn script(&self, script: &str) -> Result<serde_json::Value, String> {
        self.client
            .execute(script, vec![])
            .await
            .map_err(said("running a script"))
    }

    /// From now on remembers which modules of the interface the page fetches; while `cut`, fetching one fails.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn watch_modules(&self, cut: bool) -> Result<(), String> {
        let script = "window.modulesCut = arguments[0]; if (window.modulesFetched) return; window.modulesFetched = []; \
                      const real = window.fetch; \
                      window.fetch = (what, ...more) => { \
                          const name = new URL(what.url ?? what, document.baseURI).pathname.split('/').pop(); \
                          if (!name.endsWith('.wasm')) return real(what, ...more); \
                          if (window.modulesCut) return Promise.reject(new TypeError('cut')); \
                          window.modulesFetched.push(name); \
                          return real(what, ...more); \
                      };";
        let watched = self.client.execute(script, vec![json!(cut)]).await;
        watched.map(|_| ()).map_err(said("watching modules"))
    }

    /// The modules that were fetched since [`Window::watch_modules`].
    ///
    /// # Errors
    /// When the page does not answer or is not watched.
    pub async fn modules(&self) -> Result<Vec<String>, String> {
        let names = self.script("return window.modulesFetched").await?;
        serde_json::from_value(names).map_err(|error| format!("modules are not watched: {error}"))
    }

    /// Draws a signature on the pad with the pointer: a few curved strokes whose shape depends on `hand`.
    ///
    /// # Errors
    /// When the pad is missing.
    pub async fn draw(&self, test: &str, hand: u32) -> Result<(), String> {
        self.draw_strokes(test, hand, 3, 14).await
    }

    /// Draws so many strokes of so many positions, 12 ms from one to the next.
    ///
    /// # Errors
    /// When the pad is missing.
    pub async fn draw_strokes(&self, test: &str, hand: u32, strokes: u32, positions: u32) -> Result<(), String> {
        let measure = async |pad: &Element| pad.rectangle().await.map_err(said("measuring the pad"));
        let (x, y, width, height) = self.with(test, measure).await?;
        let hand = f64::from(hand);
        for stroke in 0..strokes {
            let mut pen = MouseActions::new("pen".to_owned());
            for sample in 0..positions {
                let part = f64::from(sample) / f64::from(positions.max(2) - 1);
                let across = 0.15 + 0.66 / f64::from(strokes.max(1)) * f64::from(stroke) + 0.2 * part;
                let down = 0.5 + 0.22 * (part * 5.0 + f64::from(stroke) + hand).sin();
                pen = pen.then(to(x + across * width, y + down * height));
                if sample == 0 {
                    pen = pen.then(PointerAction::Down { button: 0 });
                }
            }
            let actions = pen.then(PointerAction::Up { button: 0 });
            self.client.perform_actions(actions).await.map_err(said("drawing"))?;
        }
        Ok(())
    }

    /// Turns the mouse's wheel over the middle of the window until the page went down.
    ///
    /// # Errors
    /// When it did not in time, or was down already.
    pub async fn wheel(&self) -> Result<(), String> {
        let place = "return [innerWidth / 2, innerHeight / 2, scrollY].map(Math.round)";
        let place = self.script(place).await?;
        let [x, y, before]: [i64; 3] =
            serde_json::from_value(place).map_err(|error| format!("measuring the window: {error}"))?;
        if before > 0 {
            return Err("the page was not at its top".to_owned());
        }
        let until = Instant::now() + PATIENCE;
        loop {
            let turn = WheelAction::Scroll {
                duration: None,
                x,
                y,
                delta_x: 0,
                delta_y: 120,
            };
            let wheel = WheelActions::new("wheel".to_owned()).then(turn);
            self.client
                .perform_actions(wheel)
                .await
                .map_err(said("turning the wheel"))?;
            self.settle().await;
            let now = self.script("return scrollY").await?;
            if now.as_f64().is_some_and(|now| now > 0.0) {
                return Ok(());
            }
            if Instant::now() > until {
                let _ = self.shot("failed").await;
                return Err("the wheel moves nothing".to_owned());
            }
        }
    }

    /// Keeps a screenshot under a name. The driver waits for the next drawing, and a page on which nothing changes draws none
    /// (without a graphics card): a dot in the corner makes it draw for a moment.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn shot(&self, name: &str) -> Result<(), String> {
        let script = "const dot = document.createElement('div'); let times = 0; \
                      dot.style.cssText = 'position:fixed;left:0;top:0;width:1px;height:1px;pointer-events:none'; \
                      document.body.append(dot); \
                      const timer = setInterval(() => { \
                          dot.style.background = times % 2 ? '#fefefe' : '#fdfdfd'; times += 1; \
                          if (times > 40) { clearInterval(timer); dot.remove(); } \
                      }, 25)";
        let moved = self.client.execute(script, vec![]).await;
        moved.map_err(said("making the page draw"))?;
        let bytes = self.client.screenshot().await.map_err(said("taking a screenshot"))?;
        let file = self.shots.join(format!("{name}.png"));
        std::fs::write(&file, bytes).map_err(|error| format!("writing {}: {error}", file.display()))
    }

    /// Kills the program without a word, as a flat battery would, and opens it again on the same folder.
    ///
    /// # Errors
    /// When it does not come back.
    pub async fn kill_and_reopen(mut self) -> Result<Window, String> {
        let opening = self.opening.clone().ok_or("a page is no program")?;
        self.end();
        drop(self);
        Window::open(opening).await
    }

    /// Closes window and driver.
    pub async fn close(mut self) {
        let _ = self.client.clone().close().await;
        self.end();
    }

    fn end(&mut self) {
        if let Some(opening) = &self.opening {
            kill_program(&opening.data);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.end();
    }
}

pub(super) fn to(x: f64, y: f64) -> PointerAction {
    PointerAction::MoveTo {
        duration: Some(Duration::from_millis(12)),
        x,
        y,
    }
}

fn log(opening: &Opening) -> Result<Stdio, String> {
    let Some(log) = &opening.log else {
        return Ok(Stdio::null());
    };
    let file = std::fs::File::create(&log.file).map_err(|error| format!("making {}: {error}", log.file.display()))?;
    Ok(file.into())
}

pub(super) fn now_ms() -> Result<f64, String> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since
        .map(|since| since.as_secs_f64() * 1000.0)
        .map_err(|error| format!("reading the clock: {error}"))
}

/// Waits until the driver listens.
pub(super) async fn listening(port: u16, name: &str) -> Result<(), String> {
    let until = Instant::now() + PATIENCE;
    while let Err(error) = tokio::net::TcpStream::connect(("127.0.0.1", port)).await {
        if Instant::now() > until {
            return Err(format!("starting {name}: {error}"));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

/// Opens a session whose capability `kind` is `options`.
pub(super) async fn connect(port: u16, kind: &str, options: serde_json::Value) -> Result<Client, String> {
    let mut capabilities = serde_json::Map::new();
    capabilities.insert(kind.to_owned(), options);
    let until = Instant::now() + PATIENCE;
    loop {
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let attempt = ClientBuilder::new(connector)
            .capabilities(capabilities.clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await;
        match attempt {
            Ok(client) => return Ok(client),
            Err(error) if Instant::now() > until => return Err(format!("opening the window: {error}")),
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Sends SIGKILL to the program that runs on this data folder (its environment names the folder).
fn kill_program(data: &Path) {
    let wanted = format!("CUNFA_DATA_DIR={}", data.display());
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return;
    };
    for process in processes.flatten() {
        let Some(id) = process.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let environment = std::fs::read(process.path().join("environ")).unwrap_or_default();
        let ours = environment
            .split(|byte| *byte == 0)
            .any(|word| word == wanted.as_bytes());
        let name = std::fs::read_to_string(process.path().join("comm")).unwrap_or_default();
        if ours && name.starts_with("cunfa-app") {
            let _ = Command::new("kill").arg("-KILL").arg(id.to_string()).status();
        }
    }
}
