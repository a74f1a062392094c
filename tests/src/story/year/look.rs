//! A short look at the year in real windows: the office's queue, month and volume, then the counsel's home.

use super::demo::{Demo, fill};
use crate::story::DEMO_PIN;
use crate::story::clock::Steps;
use crate::story::interactive::{data, person};
use crate::story::server::DemoServer;
use crate::story::window::{Opening, Window};

/// Plays it.
pub(super) async fn play(demo: &Demo, steps: &mut Steps) -> Result<(), String> {
    std::fs::create_dir_all(&demo.out).map_err(|error| format!("making {}: {error}", demo.out.display()))?;
    let (mut server, _) = steps.step("造一年的演示数据", async { demo.ready() }).await?;
    steps.step("服务器在这一年上启动", async { server.serve() }).await?;
    let window = steps
        .step("登记司法所，首次同步", joined(demo, &server, "office", (1440, 880)))
        .await?;
    steps.step("司法所的待审队列和一条记录", queue(&window)).await?;
    steps.step("司法所的月度表", month(&window)).await?;
    steps.step("司法所的卷", volume(&window, "05-office-volume")).await?;
    window.close().await;
    let window = steps
        .step("登记法律顾问，首次同步", joined(demo, &server, "counsel", (820, 900)))
        .await?;
    steps
        .step("法律顾问的首页", async {
            window.find("village-card").await?;
            window.shot("06-counsel-home").await
        })
        .await?;
    steps.step("法律顾问的卷", volume(&window, "07-counsel-volume")).await?;
    window.close().await;
    println!("screenshots in {}", demo.out.display());
    Ok(())
}

/// The window of a person whose device is enrolled and filled.
async fn joined(demo: &Demo, server: &DemoServer, who: &str, size: (u32, u32)) -> Result<Window, String> {
    let person = person(who)?;
    let data = data(&demo.out.join("house"), person);
    fill(server, person, &data).await?;
    let window = Window::open(Opening {
        program: demo.app.clone(),
        data,
        size,
        shots: demo.out.clone(),
        log: None,
    })
    .await?;
    // Beside the counsel there is a cadre on the tablet; who is alone on a device stands before the pad at once.
    if who == "counsel" {
        window.tap("[data-test^=\"slot-\"]").await?;
    }
    window.pin("pin", DEMO_PIN).await?;
    Ok(window)
}

async fn queue(window: &Window) -> Result<(), String> {
    window.find("[data-test=\"desk-row\"]").await?;
    window.shot("01-office-queue").await?;
    window.tap("[data-test=\"desk-row\"]").await?;
    window.find("ledger-page").await?;
    window.shot("02-office-entry").await
}

async fn month(window: &Window) -> Result<(), String> {
    window.tap("desk-tab-month").await?;
    window.find("[data-test^=\"month-village-\"]").await?;
    window.shot("03-office-month").await?;
    window.tap("[data-test^=\"month-village-\"]").await?;
    window.find("explanation").await?;
    window.shot("04-office-explained").await
}

async fn volume(window: &Window, shot: &str) -> Result<(), String> {
    window.tap("nav-volume").await?;
    window.find("[data-test=\"row\"]").await?;
    window.shot(shot).await
}
