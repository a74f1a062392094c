//! The public page in real Chromium: a villager finds the village, asks, and is told that it was received; the office has the question. Every page fits
//! an old phone and a wide screen, and axe finds nothing.

use std::net::SocketAddr;

use cunfa_protocol::command as c;
use cunfa_server::config::{PublicSection, Tls};
use cunfa_server::http::load;
use cunfa_server::public::{Pages, serve};

use super::Places;
use super::checks::Checks;
use crate::harness::Scene;
use crate::harness::scene::VILLAGE;
use crate::story::window::Window;

/// Widths and heights in CSS pixels: an old phone, a phone, a desk.
pub(super) const SIZES: [(u32, u32); 3] = [(320, 480), (390, 844), (1440, 880)];
/// What is asked.
const MATTER: &str = "承包地被邻居占了，怎么办？";
/// All that is written on a page.
pub(super) const WRITTEN: &str = "html[lang] main";

/// The whole walk.
///
/// # Errors
/// The first step that failed, or everything that is wrong with a page.
pub async fn walk(places: &Places) -> Result<(), String> {
    let mut scene = Scene::new(17)?;
    let office = scene.office().await?;
    let url = opened(&scene, None).await?;
    let checks = Checks::read(&places.axe)?;
    let window = Window::browse(&places.out).await?;
    let faults = looks(&window, &checks, &url).await?;
    if !faults.is_empty() {
        return Err(faults.join("\n"));
    }
    window.resize(320, 480).await?;
    window.open_address(&format!("{url}/gs/")).await?;
    window.fill("[id=q]", "那况").await?;
    window.tap("form[role=search] button").await?;
    window.tap(&format!("a[href=\"/gs/{VILLAGE}\"]")).await?;
    window.expect(WRITTEN, "目前没有登记在任的法律顾问").await?;
    window.fill("[id=matter]", MATTER).await?;
    window.fill("[id=name]", "陆大爷").await?;
    window.shot("public-asking").await?;
    window.tap("form[method=post] button").await?;
    window.expect(WRITTEN, "您的问题已经收到").await?;
    let mut faults = Vec::new();
    for (width, height) in SIZES {
        window.resize(width, height).await?;
        faults.extend(look(&window, &checks, "received", width).await?);
    }
    if !faults.is_empty() {
        return Err(faults.join("\n"));
    }
    window.close().await;
    let list = office.ask(c::Inquiries {}).await;
    let list = list.map_err(|code| format!("the office asks: {code:?}"))?;
    match list.rows.as_slice() {
        [one] if one.asked.matter == MATTER && one.asked.name == "陆大爷" => Ok(()),
        other => Err(format!("the office sees something else: {other:?}")),
    }
}

/// Serves the page of the scene's server on loopback, by TLS where there is a certificate; gives its address.
pub(super) async fn opened(scene: &Scene, tls: Option<&Tls>) -> Result<String, String> {
    let (scheme, tls) = match tls {
        Some(tls) => ("https", Some(load(tls).await.map_err(|error| error.to_string())?)),
        None => ("http", None),
    };
    let said = |error: std::io::Error| format!("listening: {error}");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(said)?;
    let listen: SocketAddr = listener.local_addr().map_err(said)?;
    let section = PublicSection {
        listen,
        url: format!("{scheme}://{listen}"),
        behind_proxy: false,
    };
    let server = scene.server.running().ok_or("the server is stopped")?;
    let pages = Pages::new(server, &section);
    tokio::spawn(serve(listener, pages, listen, tls, std::future::pending()));
    Ok(section.url)
}

/// What is wrong with any page at any size.
async fn looks(window: &Window, checks: &Checks, url: &str) -> Result<Vec<String>, String> {
    let paths = [
        "/gs/".to_owned(),
        "/gs/?q=%E6%9D%91".to_owned(),
        format!("/gs/{VILLAGE}"),
        format!("/gs/{VILLAGE}/pai"),
        "/ls/".to_owned(),
        "/gs/999999999999".to_owned(),
    ];
    let mut faults = Vec::new();
    for (width, height) in SIZES {
        window.resize(width, height).await?;
        for path in &paths {
            window.open_address(&format!("{url}{path}")).await?;
            faults.extend(look(window, checks, path, width).await?);
        }
    }
    Ok(faults)
}

/// What is wrong with the page that is open.
pub(super) async fn look(window: &Window, checks: &Checks, page: &str, width: u32) -> Result<Vec<String>, String> {
    checks.load(window).await?;
    let found = checks.accessible(window).await?.into_iter();
    let wide = window
        .script("return document.documentElement.scrollWidth > innerWidth")
        .await?;
    let wide = (wide == true).then(|| "wider than the screen".to_owned());
    let faults = found.chain(wide);
    Ok(faults.map(|fault| format!("{page} at {width}: {fault}")).collect())
}
