//! What a person does in the real window, touch by touch; touches and characters are counted.

use crate::story::DEMO_PIN;
use crate::story::window::Window;

/// Whose place on the device is whose.
pub(super) const COUNSEL: usize = 0;
pub(in crate::bench) const OFFICE: usize = 2;

/// A finger and what it did.
pub(super) struct Finger<'a> {
    window: &'a Window,
    /// Touches of buttons, chips and fields.
    pub(super) taps: u32,
    /// Characters of texts and digits of PINs.
    pub(super) keys: usize,
}

impl<'a> Finger<'a> {
    /// It did nothing yet.
    pub(super) fn new(window: &'a Window) -> Finger<'a> {
        Finger {
            window,
            taps: 0,
            keys: 0,
        }
    }

    /// Touches something.
    pub(super) async fn tap(&mut self, test: &str) -> Result<(), String> {
        self.taps += 1;
        self.window.tap(test).await
    }

    async fn write(&mut self, test: &str, text: &str) -> Result<(), String> {
        self.tap(test).await?;
        self.keys += text.chars().count();
        self.window.fill(test, text).await
    }

    async fn pin(&mut self, pad: &str) -> Result<(), String> {
        self.window.pin(pad, DEMO_PIN).await?;
        self.keys += DEMO_PIN.len();
        self.taps += 1;
        Ok(())
    }

    async fn first_step(&mut self, start: &str, minutes: &str, kind: &str) -> Result<(), String> {
        self.tap("new-entry").await?;
        for test in [
            format!("start-{start}"),
            format!("length-{minutes}"),
            format!("kind-{kind}"),
            "mode-on_site".to_owned(),
            "write-next".to_owned(),
        ] {
            self.tap(&test).await?;
        }
        Ok(())
    }

    async fn last_step(&mut self) -> Result<(), String> {
        self.tap("write-next").await?;
        self.window.find("ledger-page").await?;
        self.tap("save").await?;
        self.window.find("entry").await.map(|_| ())
    }

    /// The usual consultation, from the home to the entry.
    pub(super) async fn consultation(&mut self) -> Result<(), String> {
        self.first_step("09:00", "90", "consultation").await?;
        self.tap("recent-0").await?;
        self.write("matter", "与邻居的宅基地边界不清").await?;
        self.write("advice", "先查登记资料，再由村委会指界").await?;
        self.tap("result-class-to_mediation").await?;
        self.last_step().await
    }

    /// A lecture, from the home to the entry.
    pub(super) async fn lecture(&mut self) -> Result<(), String> {
        self.first_step("10:00", "120", "lecture").await?;
        for (test, text) in [
            ("lecture-topic", "民法典里的婚姻家庭"),
            ("lecture-speaker", "覃文斌"),
            ("lecture-place", "村委会会议室"),
            ("lecture-heads", "36"),
            ("lecture-copies", "40"),
        ] {
            self.write(test, text).await?;
        }
        self.last_step().await
    }

    /// To the pad, from the entry.
    pub(super) async fn until_the_pad(&mut self) -> Result<(), String> {
        self.tap("entry-sign").await?;
        self.tap("sign-read-done").await?;
        self.tap("opinion-satisfied").await?;
        self.window.find("ink-pad").await.map(|_| ())
    }

    /// From the ink to the signature.
    pub(super) async fn after_the_pad(&mut self) -> Result<(), String> {
        self.tap("ink-confirm").await?;
        self.tap("villagers-next").await?;
        self.pin("sign-pin").await?;
        self.window.find("sign-done").await.map(|_| ())
    }

    /// Back into the counsel's hand.
    pub(super) async fn hand_back(&mut self) -> Result<(), String> {
        self.tap("sign-finish").await?;
        self.pin("hand-back-pin").await?;
        self.window
            .find("[data-stage=\"signed\"], [data-stage=\"in_review\"]")
            .await
            .map(|_| ())
    }
}

/// Opens the device for somebody.
pub(in crate::bench) async fn unlock(window: &Window, place: usize) -> Result<(), String> {
    let script = format!(
        "const slots = document.querySelectorAll('[data-test^=\"slot-\"]'); return slots[{place}]?.dataset.test ?? ''"
    );
    window.find("[data-test^=\"slot-\"]").await?;
    let slot = window.script(&script).await?;
    let slot = slot
        .as_str()
        .filter(|slot| !slot.is_empty())
        .ok_or("nobody of that place")?;
    window.tap(slot).await?;
    window.pin("pin", DEMO_PIN).await?;
    window.find("nav-settings").await.map(|_| ())
}

/// Locks it.
pub(super) async fn lock(window: &Window) -> Result<(), String> {
    window.tap("nav-settings").await?;
    window.tap("settings-lock").await?;
    window.find("lock").await.map(|_| ())
}
