//! The interface comes in modules: the main job needs the first one only, which is what `bench main` weighs.

use super::clock::Steps;
use super::window::Window;

/// What a page starts with.
const FIRST: &str = "cunfa-ui_bg.wasm";
/// What is seldom opened.
const REST: &str = "split_rest.wasm";
/// How the names of what several modules share begin.
const SHARED: &str = "chunk_";

/// The modules a page fetched besides the one it started with.
async fn more(window: &Window) -> Result<Vec<String>, String> {
    let mut names = window.modules().await?;
    names.retain(|name| name != FIRST);
    Ok(names)
}

/// Nothing but the module a page starts with was needed so far.
pub(super) async fn first_module_only(window: &Window) -> Result<(), String> {
    match more(window).await?.as_slice() {
        [] => Ok(()),
        more => Err(format!("the main job fetched more than the first module: {more:?}")),
    }
}

/// A screen of the other module: said when it cannot be fetched, there when it can.
pub(super) async fn rest(steps: &mut Steps, cadre: &Window) -> Result<(), String> {
    steps
        .step("不常用的页面：装不上时说明白，再试就打开", async {
            cadre.watch_modules(true).await?;
            cadre.tap("nav-home").await?;
            cadre.tap("needs-all").await?;
            cadre.expect("part-missing", "没有丢失").await?;
            cadre.shot("17-part-missing").await?;
            cadre.watch_modules(false).await?;
            cadre.tap("part-again").await?;
            cadre.find("needs-screen").await?;
            let fetched = more(cadre).await?;
            let (shared, modules): (Vec<&String>, Vec<&String>) =
                fetched.iter().partition(|name| name.starts_with(SHARED));
            match (modules.as_slice(), shared.as_slice()) {
                ([one], [] | [_]) if *one == REST => Ok(()),
                _ => Err(format!("{REST} is fetched once, with what it shares: {fetched:?}")),
            }
        })
        .await
}
