//! A firm (律所) on the public page in real Chromium, by TLS: it uses its code, reads its counsel's year, signs out and in again. Every page fits an old
//! phone and a wide screen, and axe finds nothing.

use cunfa_core::Area;
use cunfa_core::register::{Column, RecordKind};
use cunfa_server::config::Tls;
use cunfa_server::http::now_ms;

use super::Places;
use super::checks::Checks;
use super::content::sync;
use super::public::{SIZES, WRITTEN, look, opened};
use super::registers::put;
use crate::harness::scene::VILLAGE;
use crate::harness::{Scene, TestFolder, Who};
use crate::story::door::{CERTIFICATE, KEY};
use crate::story::window::Window;

const NAME: &str = "广西三塘律师事务所";
const PASSPHRASE: &str = "邕江边上的老榕树底下";

/// The whole walk.
///
/// # Errors
/// The first step that failed, or everything that is wrong with a page.
pub async fn walk(places: &Places) -> Result<(), String> {
    let mut scene = Scene::new(18)?;
    // The page knows no clock but the machine's.
    scene.server.clock.advance(now_ms() - scene.server.clock.ms());
    let code = invited(&mut scene).await?;
    let url = served(&scene).await?;
    let checks = Checks::read(&places.axe)?;
    let window = Window::browse(&places.out).await?;
    let mut faults = Vec::new();
    for path in ["/ls/", "/ls/kt"] {
        window.open_address(&format!("{url}{path}")).await?;
        faults.extend(looks(&window, &checks, path).await?);
    }
    window.resize(320, 480).await?;
    window.fill("[id=code]", &code.to_lowercase()).await?;
    window.fill("[id=pass]", PASSPHRASE).await?;
    window.fill("[id=again]", "另外一句不一样的口令").await?;
    window.tap("form[method=post] button").await?;
    window.expect(WRITTEN, "两次写的口令不一样").await?;
    faults.extend(looks(&window, &checks, "a code refused").await?);
    window.fill("[id=pass]", PASSPHRASE).await?;
    window.fill("[id=again]", PASSPHRASE).await?;
    window.tap("form[method=post] button").await?;
    window.expect(WRITTEN, "本所法律顾问").await?;
    window.expect(WRITTEN, "覃明远").await?;
    window.shot("firm-overview").await?;
    faults.extend(looks(&window, &checks, "overview").await?);
    window.resize(320, 480).await?;
    window.tap("main section a[href^=\"/ls/gw/\"]").await?;
    window.expect(WRITTEN, "各月现场服务时长").await?;
    window.shot("firm-counsel").await?;
    faults.extend(looks(&window, &checks, "counsel").await?);
    window.tap("form[action=\"/ls/tc\"] button").await?;
    window.expect(WRITTEN, "律所（法律服务所）登录").await?;
    window.fill("[id=name]", NAME).await?;
    window.fill("[id=pass]", PASSPHRASE).await?;
    window.tap("form[method=post] button").await?;
    window.expect(WRITTEN, "覃明远").await?;
    window.close().await;
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

/// The county registers a firm with a counsel in a village, and gives it a code.
async fn invited(scene: &mut Scene) -> Result<String, String> {
    let county = scene.county().await?;
    let firm = [(Column::Name, NAME), (Column::FirmKind, "law_firm")];
    let firm = put(&county, RecordKind::Firm, &firm).await?.row.record;
    let (who, of) = (Who::Counsel.person(), firm.to_string());
    let person = who.id.to_string();
    let counsel = [
        (Column::Person, person.as_str()),
        (Column::Name, who.name.as_str()),
        (Column::CounselKind, "lawyer"),
        (Column::Firm, of.as_str()),
        (Column::Official, "no"),
    ];
    put(&county, RecordKind::Counsel, &counsel).await?;
    let appointed = [
        (Column::Village, VILLAGE),
        (Column::Person, person.as_str()),
        (Column::From, "2017-01-01"),
        (Column::Prior, "no"),
    ];
    put(&county, RecordKind::Appointment, &appointed).await?;
    sync(&county).await?;
    let server = scene.server.running().ok_or("the server is stopped")?;
    let area: Area = "450102".parse().map_err(|error| format!("a county: {error}"))?;
    let given = server.invite_firm(&area, firm, None, now_ms());
    Ok(given.map_err(|error| format!("a code: {error}"))?.code)
}

/// Serves the page by TLS: the browser keeps the cookie of a session of nothing else.
async fn served(scene: &Scene) -> Result<String, String> {
    let folder = TestFolder::new().map_err(|error| format!("making a folder: {error}"))?;
    let tls = Tls {
        cert: folder.join("cert.pem"),
        key: folder.join("key.pem"),
    };
    for (file, text) in [(&tls.cert, CERTIFICATE), (&tls.key, KEY)] {
        std::fs::write(file, text).map_err(|error| format!("writing {}: {error}", file.display()))?;
    }
    opened(scene, Some(&tls)).await
}

/// What is wrong with the page that is open, at any size.
async fn looks(window: &Window, checks: &Checks, page: &str) -> Result<Vec<String>, String> {
    let mut faults = Vec::new();
    for (width, height) in SIZES {
        window.resize(width, height).await?;
        faults.extend(look(window, checks, page, width).await?);
    }
    Ok(faults)
}
