//! The browser door in real Chromium, over HTTPS: an office enrols its browser by a code, approves, is locked when its session ends in the middle of a
//! return, comes back and finds what it typed, downloads a table; the server and the counsel's tablet have what it decided.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cunfa_core::act::Body;
use cunfa_core::{Decision, EntryId};
use cunfa_door::{Door, DoorConfig};
use cunfa_server::config::Tls;
use cunfa_server::http::load;

use super::play::open_row;
use super::window::Window;
use crate::harness::device::PIN;
use crate::harness::forms::{consultation, lecture};
use crate::harness::scene::{VILLAGE, village};
use crate::harness::{Scene, TestDevice, TestFolder, TestLink, Who};

/// A certificate for nobody and its key, of the server's own tests.
pub(crate) const CERTIFICATE: &str = include_str!("../../../sync-server/tests/server/support/tls/cert.pem");
pub(crate) const KEY: &str = include_str!("../../../sync-server/tests/server/support/tls/key.pem");

/// What the two entries are about.
const MATTER: &str = "宅基地界址";
const TOPIC: &str = "民法典里的婚姻家庭";

/// How long what goes by itself may take.
const SOON: Duration = Duration::from_secs(30);
/// Longer than any session.
const NEXT_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A county whose door is open.
pub struct DoorHouse {
    /// Its server and people.
    pub scene: Scene,
    /// The door.
    pub door: Door,
    /// Where it listens on loopback, by TLS.
    pub port: u16,
    _folder: TestFolder,
}

impl DoorHouse {
    /// Opens a door to a fresh county for a bundle of the interface.
    ///
    /// # Errors
    /// When anything of it does not start.
    pub async fn open(ui: &Path) -> Result<DoorHouse, String> {
        let scene = Scene::new(16)?;
        let folder = TestFolder::new().map_err(|error| format!("making a folder: {error}"))?;
        let tls = Tls {
            cert: folder.join("cert.pem"),
            key: folder.join("key.pem"),
        };
        for (file, text) in [(&tls.cert, CERTIFICATE), (&tls.key, KEY)] {
            std::fs::write(file, text).map_err(|error| format!("writing {}: {error}", file.display()))?;
        }
        let tls = load(&tls).await.map_err(|error| error.to_string())?;
        let link = Arc::new(TestLink::new(Arc::clone(&scene.server)));
        let config = DoorConfig::new(ui.to_owned(), folder.join("devices"), link, true);
        let opened = tokio::task::spawn_blocking(move || Door::open(config)).await;
        let door = opened
            .map_err(|error| format!("opening the door: {error}"))?
            .map_err(|error| error.to_string())?;
        let said = |error: std::io::Error| format!("listening: {error}");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(said)?;
        let port = listener.local_addr().map_err(said)?.port();
        tokio::spawn(door.clone().serve(listener, Some(tls), std::future::pending()));
        Ok(DoorHouse {
            scene,
            door,
            port,
            _folder: folder,
        })
    }
}

/// The whole walk; pictures go to `out`.
///
/// # Errors
/// The first step that failed.
pub async fn walk(ui: &Path, out: &Path) -> Result<(), String> {
    let mut house = DoorHouse::open(ui).await?;
    let (tablet, [visit, talk]) = written(&mut house.scene).await?;
    let window = Window::browse(out).await?;
    window.resize(1440, 880).await?;
    window
        .open_address(&format!("https://127.0.0.1:{}/", house.port))
        .await?;
    enrol(&window, &house.scene.server.invite(Who::Office.person().id)?).await?;
    window.tap("[data-test=\"desk-row\"]").await?;
    window.expect("desk-waiting-count", "2").await?;
    window.shot("door-desk").await?;
    open_row(&window, MATTER).await?;
    window.keys("a").await?;
    window.expect("desk-waiting-count", "1").await?;
    window.tap("[data-test=\"desk-row\"]").await?;
    open_row(&window, TOPIC).await?;
    window.tap("desk-return").await?;
    window.tap("return-template-0").await?;
    window.expect("return-saved", "已保存").await?;
    // The session ends in mid-return.
    house.door.tidy(Instant::now() + NEXT_DAY).await;
    window.find("lock").await?;
    window.shot("door-locked").await?;
    window.pin("pin", PIN).await?;
    window.tap("[data-test=\"desk-row\"]").await?;
    open_row(&window, TOPIC).await?;
    window.tap("desk-return").await?;
    window.find("return-resumed").await?;
    window.shot("door-resumed").await?;
    window.tap("return-confirm").await?;
    window.gone("desk-row").await?;
    // A table comes to the page and is handed to the browser, under the page's own policy.
    window.tap("desk-tab-month").await?;
    window.tap("sheet-open").await?;
    window.tap("sheet-download").await?;
    window.expect("sheet-said", "已导出").await?;
    let (approved, returned) = (decided(&tablet, visit).await?, decided(&tablet, talk).await?);
    window.close().await;
    match (approved, returned) {
        (Decision::Approve, Decision::Return { .. }) => Ok(()),
        other => Err(format!("decided otherwise than in the browser: {other:?}")),
    }
}

/// Two entries that a cadre signed, on the server.
async fn written(scene: &mut Scene) -> Result<(TestDevice, [EntryId; 2]), String> {
    let (tablet, village) = (scene.tablet().await?, village(VILLAGE)?);
    let said = |code| format!("writing: {code:?}");
    let mut entries = [EntryId([0; 16]); 2];
    let forms = [consultation(&village, MATTER), lecture(&village, TOPIC)];
    for ((entry, form), hand) in entries.iter_mut().zip(forms).zip(1..) {
        *entry = tablet.write(form).await.map_err(said)?.row.entry;
        tablet.sign(*entry, 1, hand).await.map_err(said)?;
    }
    tablet.sync().await?;
    Ok((tablet, entries))
}

async fn enrol(window: &Window, code: &str) -> Result<(), String> {
    window.find("enrol").await?;
    if window.has("enrol-server").await {
        return Err("the server asks for its own address".to_owned());
    }
    window.fill("enrol-code", code).await?;
    window.fill("enrol-device", "三塘司法所电脑").await?;
    window.tap("enrol-next").await?;
    window.pin("pin", PIN).await?;
    window.pin("pin", PIN).await
}

/// What the tablet hears of the office's decision.
async fn decided(tablet: &TestDevice, entry: EntryId) -> Result<Decision, String> {
    let until = Instant::now() + SOON;
    loop {
        tablet.sync().await?;
        let view = tablet.entry(entry).await.map_err(|code| format!("{code:?}"))?;
        let mut reviews = view.acts.into_iter().filter_map(|act| match act.act.body {
            Body::Review(review) => Some(review.decision),
            _ => None,
        });
        if let Some(decision) = reviews.next_back() {
            return Ok(decision);
        }
        if Instant::now() > until {
            return Err("the decision did not come".to_owned());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
