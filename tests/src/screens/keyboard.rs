//! An entry written by keys alone, from the home to 已保存: every control on the way is reached by Tab, shows that it has the focus, is not
//! hidden by a bar, and does its work on a key.

use serde::Deserialize;

use super::Walk;
use super::content::Stage;
use crate::harness::scene::VILLAGE;

/// The keys of WebDriver.
const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const SPACE: &str = " ";
/// Most presses of Tab from one control to the next that is wanted.
const MOST_TABS: usize = 60;
/// What is written.
const MATTER: &str = "只用键盘写下的一条记录。";

/// What has the focus.
#[derive(Debug, Deserialize)]
struct Focus {
    /// Whether it is what is wanted.
    is_it: bool,
    /// Its name, for faults.
    name: String,
    /// Whether it is the page itself, or the screen that was put under the focus so that its name is read: nothing to press.
    is_page: bool,
    /// Whether it looks focused.
    shows: bool,
    /// Whether nothing lies over it.
    free: bool,
}

fn look(wanted: &str) -> String {
    let wanted = crate::story::window::by(wanted);
    format!(
        "const at = document.activeElement; const style = getComputedStyle(at); \
         const box = at.getBoundingClientRect(); \
         const over = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2); \
         return {{ is_it: at.matches({wanted:?}), name: at.dataset.test ?? at.className ?? at.tagName, \
                  is_page: at === document.body || at === document.documentElement || at.tabIndex < 0, \
                  shows: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none', \
                  free: over !== null && (at.contains(over) || over.contains(at)) }}"
    )
}

impl Walk<'_> {
    /// Writes it, and looks for it in the volume.
    pub(super) async fn write_by_keys(&mut self, stage: &Stage) {
        let written = self.by_keys(stage).await;
        println!("         an entry by keys alone: {written:?}");
        let named = |fault| format!("an entry by keys alone: {fault}");
        self.fault(written.err().map(named).into_iter().collect());
    }

    async fn by_keys(&self, stage: &Stage) -> Result<(), String> {
        self.set(super::looks::ALL[0]).await?;
        self.window.resize(1440, 900).await?;
        self.window.open_address(&format!("{}/?keys", self.url)).await?;
        self.press("new-entry", ENTER).await?;
        self.press(&format!("village-{VILLAGE}"), SPACE).await?;
        self.press("start-08:30", SPACE).await?;
        self.press("length-60", ENTER).await?;
        self.press("kind-consultation", SPACE).await?;
        self.press("mode-on_site", SPACE).await?;
        self.press("write-next", ENTER).await?;
        self.window.find("step-two").await?;
        self.press("person-0-name", "陆小兰").await?;
        self.press("matter", MATTER).await?;
        self.press("advice", "说明办法。").await?;
        self.press("result-class-solved", SPACE).await?;
        self.press("write-next", ENTER).await?;
        self.window.expect("ledger-page", MATTER).await?;
        self.press("save", ENTER).await?;
        self.window.gone("writer").await?;
        let found = stage.tablet.find("只用键盘").await;
        match found.map_err(|failure| format!("{failure:?}"))?.total {
            1 => Ok(()),
            total => Err(format!("{total} entries were written")),
        }
    }

    /// Goes to a control by Tab and gives it keys.
    async fn press(&self, wanted: &str, keys: &str) -> Result<(), String> {
        self.window.find(wanted).await?;
        let mut passed = Vec::new();
        for _ in 0..MOST_TABS {
            let focus = self.window.script(&look(wanted)).await?;
            let focus: Focus = serde_json::from_value(focus).map_err(|error| format!("the focus: {error}"))?;
            if !(focus.is_page || focus.shows && focus.free) {
                return Err(format!("on the way to {wanted}: the focus does not show: {focus:?}"));
            }
            if focus.is_it {
                return self.window.keys(keys).await;
            }
            passed.push(focus.name);
            self.window.keys(TAB).await?;
        }
        Err(format!("{wanted} is not reached by Tab; passed {passed:?}"))
    }
}
