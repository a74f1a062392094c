//! The modes and widths in which every screen is looked at.

use cunfa_protocol::view::{Display, Scale, TextSize, Theme};

/// One way to look at a screen.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Its mode, as its pictures are called.
    pub mode: &'static str,
    /// The setting.
    pub theme: Theme,
    /// The setting.
    pub text: TextSize,
    /// The setting.
    pub scale: Scale,
    /// CSS pixels.
    pub width: u32,
    /// CSS pixels.
    pub height: u32,
}

const STANDARD: Look = Look {
    mode: "standard",
    theme: Theme::Light,
    text: TextSize::Standard,
    scale: Scale::Whole,
    width: 390,
    height: 844,
};
const ELDER: Look = Look {
    mode: "elder",
    text: TextSize::Elder,
    ..STANDARD
};
const CONTRAST: Look = Look {
    mode: "contrast",
    theme: Theme::HighContrast,
    ..STANDARD
};
const DARK: Look = Look {
    mode: "dark",
    theme: Theme::Dark,
    ..STANDARD
};
const TWICE: Look = Look {
    mode: "twice",
    scale: Scale::Twice,
    ..STANDARD
};

const fn tablet(look: Look) -> Look {
    Look {
        width: 820,
        height: 1180,
        ..look
    }
}

const fn desk(look: Look) -> Look {
    Look {
        width: 1440,
        height: 900,
        ..look
    }
}

/// All, in the order in which they are gone through: a mode is set once for its widths.
pub const ALL: [Look; 13] = [
    STANDARD,
    tablet(STANDARD),
    desk(STANDARD),
    // As wide as a page of 1280 is at 400 % (WCAG 1.4.10).
    Look {
        mode: "narrow",
        width: 320,
        height: 720,
        ..STANDARD
    },
    ELDER,
    tablet(ELDER),
    desk(ELDER),
    CONTRAST,
    tablet(CONTRAST),
    desk(CONTRAST),
    tablet(DARK),
    TWICE,
    desk(TWICE),
];

impl Look {
    /// The setting of the device.
    #[must_use]
    pub fn display(self) -> Display {
        Display {
            theme: self.theme,
            text: self.text,
            scale: self.scale,
            ..Display::default()
        }
    }

    /// What the document says in this setting, as a selector.
    #[must_use]
    pub fn selector(self) -> String {
        let theme = match self.theme {
            Theme::Light => "light",
            Theme::HighContrast => "contrast",
            Theme::Dark => "dark",
        };
        let text = match self.text {
            TextSize::Standard => "standard",
            TextSize::Elder => "elder",
        };
        let scale = self.scale.percent();
        format!(":root[data-theme=\"{theme}\"][data-text=\"{text}\"][data-scale=\"{scale}\"]")
    }

    /// The least width and height of what is pressed, in CSS pixels.
    #[must_use]
    pub fn least_target(self) -> u32 {
        match self.text {
            TextSize::Standard => 44,
            TextSize::Elder => 60,
        }
    }

    /// Whether axe looks as well: what it finds depends on neither scale nor narrowness.
    #[must_use]
    pub fn with_axe(self) -> bool {
        self.scale == Scale::Whole && self.width >= 390
    }
}
