//! The part of the story that goes over paper: an agreement the law wants on paper is photographed, submitted and approved.

use std::path::Path;

use super::clock::Steps;
use super::page::page;
use super::play::start;
use super::window::Window;

const DISPUTE: &str = "离婚";

/// The counsel writes it, photographs the signed page, submits; the office sees the page and approves.
pub(super) async fn paper(steps: &mut Steps, counsel: &Window, office: &Window, out: &Path) -> Result<(), String> {
    let page = out.join("signed-page.jpg");
    steps
        .step("离婚调解协议：不能电子签字，只能纸上签", write(counsel))
        .await?;
    steps
        .step("拍下手写签字的那一页，由法律顾问提交", async {
            photograph(&page)?;
            submit(counsel, &page).await
        })
        .await?;
    steps.step("记录和照片上传，先记录后照片", upload(counsel)).await?;
    steps.step("司法所看到签字页的照片，通过", approve(office)).await
}

async fn write(window: &Window) -> Result<(), String> {
    start(window, "mediation", "14:30", "60").await?;
    window.tap("write-next").await?;
    window.fill("person-0-name", "陆小兰").await?;
    window
        .fill("matter", "双方自愿离婚，就财产和子女抚养达成协议。")
        .await?;
    window
        .fill("advice", "说明协议离婚的条件和冷静期，协助写明协议条款。")
        .await?;
    window.fill("mediation-parties", "陆小兰、韦大力").await?;
    window.fill("mediation-dispute", DISPUTE).await?;
    window.tap("mediation-agreed-yes").await?;
    window.expect("draft-saved", "已保存").await?;
    window.tap("write-next").await?;
    window.expect("ledger-page", DISPUTE).await?;
    window.tap("save").await?;
    window.find("paper").await.map(|_| ())
}

fn photograph(file: &Path) -> Result<(), String> {
    std::fs::write(file, page((1200, 1600), 80)?).map_err(|error| format!("writing a picture: {error}"))
}

async fn submit(window: &Window, page: &Path) -> Result<(), String> {
    window.upload("page-album", page).await?;
    window.find("entry-submit-paper").await?;
    window.find("[data-test=\"thumb-1\"] img").await?;
    window.shot("15-paper-page").await?;
    window.tap("entry-submit-paper").await?;
    window.find("[data-stage=\"signed\"]").await.map(|_| ())
}

async fn upload(window: &Window) -> Result<(), String> {
    window.tap("nav-sync").await?;
    window.tap("sync-now").await?;
    window.find("sync-empty").await?;
    window.gone("sync-photos").await
}

async fn approve(window: &Window) -> Result<(), String> {
    window.tap("nav-sync").await?;
    window.tap("sync-now").await?;
    window.tap("nav-home").await?;
    window.tap("[data-test=\"desk-row\"]").await?;
    window.expect("ledger-page", DISPUTE).await?;
    window.find("[data-test=\"thumb-1\"] img").await?;
    window.shot("16-desk-paper").await?;
    window.keys("a").await?;
    window.gone("desk-row").await?;
    window.wait_attribute("status-unsent", "data-count", "0").await
}
