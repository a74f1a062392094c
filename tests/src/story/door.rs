//! The browser door in real Chromium, over HTTPS: an office enrols its browser by a code, approves, is locked when its session ends in the middle of a
//! return, comes back and finds what it typed, downloads a table; the server and the counsel's tablet have what it decided. Then somebody of the county
//! opens the half-year down to an entry's minutes, and somebody of the city the year of its counties, each with a table. In each browser the page's policy
//! and its cookie are as the door says.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Datelike as _;
use cunfa_core::act::Body;
use cunfa_core::{Decision, EntryId, Person, PersonId, Role};
use cunfa_door::{Door, DoorConfig};
use cunfa_server::config::Tls;
use cunfa_server::http::load;
use serde_json::json;

use super::play::open_row;
use super::window::Window;
use crate::harness::device::PIN;
use crate::harness::forms::{YESTERDAY, consultation, lecture};
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
    enrol(
        &window,
        &house.scene.server.invite(Who::Office.person().id)?,
        "三塘司法所电脑",
    )
    .await?;
    window.tap("[data-test=\"desk-row\"]").await?;
    window.expect("desk-waiting-count", "2").await?;
    window.shot("door-desk").await?;
    guarded(&window).await?;
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
    window.tap("desk-tab-month").await?;
    download(&window).await?;
    let (approved, returned) = (decided(&tablet, visit).await?, decided(&tablet, talk).await?);
    window.close().await;
    match (approved, returned) {
        (Decision::Approve, Decision::Return { .. }) => {}
        other => return Err(format!("decided otherwise than in the browser: {other:?}")),
    }
    county(&house, out).await?;
    city(&house, out).await
}

/// The county: its half-year, a village of it down to the minutes of an entry, and the same as a table.
async fn county(house: &DoorHouse, out: &Path) -> Result<(), String> {
    let window = enter(house, out, &Who::County.person(), "县（区）司法局电脑").await?;
    window.tap("half-open").await?;
    turn(&window, "half", 6).await?;
    window.find("half-sheet").await?;
    window.shot("door-county-half").await?;
    window.tap(&format!("half-village-{VILLAGE}")).await?;
    window.expect("explained-lines", "1 小时 30 分").await?;
    window.shot("door-county-explained").await?;
    window.tap("report-back").await?;
    window.find("half-sheet").await?;
    download(&window).await?;
    window.close().await;
    Ok(())
}

/// The city: the year of its counties, and what it is added up from, and the same as a table.
async fn city(house: &DoorHouse, out: &Path) -> Result<(), String> {
    let person = Person {
        id: PersonId([7; 16]),
        name: "蓝志远".to_owned(),
        role: Role::City,
        post: "市司法局科员".to_owned(),
        scope: vec!["450102".parse().map_err(|error| format!("{error}"))?],
    };
    house.scene.server.add_person(&person)?;
    let window = enter(house, out, &person, "市司法局电脑").await?;
    window.tap("above-tab-counties").await?;
    window.tap("city-year-open").await?;
    turn(&window, "city-year", 12).await?;
    window.expect("city-year-counties", "兴宁区").await?;
    window.shot("door-city-year").await?;
    window.tap("city-look-sum").await?;
    window.expect("city-sum", "兴宁区").await?;
    window.shot("door-city-sum").await?;
    window.tap("report-back").await?;
    window.find("city-year-sheet").await?;
    download(&window).await?;
    window.close().await;
    Ok(())
}

/// A browser of its own in which somebody of county or city enrols; their figures have come.
async fn enter(house: &DoorHouse, out: &Path, person: &Person, device: &str) -> Result<Window, String> {
    let window = Window::browse(out).await?;
    window.resize(1440, 880).await?;
    window
        .open_address(&format!("https://127.0.0.1:{}/", house.port))
        .await?;
    enrol(&window, &house.scene.server.invite(person.id)?, device).await?;
    window.expect("above-villages", "村").await?;
    guarded(&window).await?;
    Ok(window)
}

/// Turns a report of so many months to the one that the entries lie in, whatever day the browser has.
async fn turn(window: &Window, report: &str, months: i64) -> Result<(), String> {
    let now = "const now = new Date(); return now.getFullYear() * 12 + now.getMonth()";
    let now = window.script(now).await?;
    let now = now.as_i64().ok_or(format!("which month it is: {now}"))?;
    let written = YESTERDAY.map_or(now, |day| i64::from(day.year()) * 12 + i64::from(day.month0()));
    let steps = written / months - now / months;
    let key = if steps > 0 { "later" } else { "earlier" };
    for _ in 0..steps.abs() {
        window.tap(&format!("{report}-{key}")).await?;
    }
    Ok(())
}

/// A table comes to the page and is handed to the browser, under the page's own policy.
async fn download(window: &Window) -> Result<(), String> {
    window.tap("sheet-open").await?;
    window.tap("sheet-download").await?;
    window.expect("sheet-said", "已导出").await
}

/// The page runs and fetches nothing that the server did not give it, and says which rule forbade it; no script of it reads the cookie, which no other
/// place and no plain line gets.
async fn guarded(window: &Window) -> Result<(), String> {
    let script = "const [, done] = arguments; const forbidden = []; \
                  document.addEventListener('securitypolicyviolation', event => forbidden.push(event.effectiveDirective)); \
                  const own = document.createElement('script'); own.textContent = 'window.ran = true'; \
                  document.head.append(own); own.remove(); \
                  setTimeout('window.ran = true', 0); new Image().src = 'https://elsewhere.invalid/'; \
                  setTimeout(() => done({ forbidden: [...new Set(forbidden)].sort(), ran: window.ran === true, \
                                          cookie: document.cookie }), 100);";
    let found = window.long_script(script, json!(null)).await?;
    let forbidden = ["img-src", "script-src", "script-src-elem"];
    if found != json!({ "forbidden": forbidden, "ran": false, "cookie": "" }) {
        return Err(format!("the page's policy or its cookie lets through: {found}"));
    }
    let cookies = window.cookies().await?;
    let is_kept = |cookie: &String| {
        let words = ["__Host-", "HttpOnly", "SameSite=Strict", "Secure", "Path=/"];
        words.iter().all(|word| cookie.contains(word))
    };
    match cookies.as_slice() {
        [one] if is_kept(one) => Ok(()),
        other => Err(format!("cookies: {other:?}")),
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

async fn enrol(window: &Window, code: &str, device: &str) -> Result<(), String> {
    window.find("enrol").await?;
    if window.has("enrol-server").await {
        return Err("the server asks for its own address".to_owned());
    }
    window.fill("enrol-code", code).await?;
    window.fill("enrol-device", device).await?;
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
