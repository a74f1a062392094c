//! The few drawn shapes. Each is decoration beside a word; none stands alone.

use leptos::prelude::*;

/// A shape on a 24 × 24 grid, drawn with `currentColor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Tick.
    Tick,
    /// Triangle with a mark.
    Warning,
    /// House.
    Home,
    /// Bound volume.
    Volume,
    /// Arrow up, outline.
    Up,
    /// Arrow down, outline.
    Down,
    /// Camera.
    Camera,
    /// Wheel.
    Settings,
    /// Pen.
    Pen,
    /// Seal.
    Seal,
    /// Arrow back.
    Back,
    /// Cross.
    Cross,
    /// Magnifier.
    Search,
    /// Padlock.
    Lock,
    /// Plus.
    Plus,
    /// Chevron to the right.
    Next,
    /// No network.
    Offline,
    /// Network.
    Online,
    /// Backspace key.
    Erase,
}

impl Shape {
    fn path(self) -> &'static str {
        match self {
            Shape::Tick => "M4.5 12.8 9.6 18 19.8 6.5",
            Shape::Warning => "M12 3.5 22 20.5H2ZM12 10v5M12 17.6v.4",
            Shape::Home => "M3.5 11.5 12 4l8.5 7.5M6 10v10h12V10M10 20v-6h4v6",
            Shape::Volume => "M5 3.5h13.5v17H5ZM8.5 3.5v17M11.5 8h4M11.5 11.5h4",
            Shape::Up => "M12 20V5M5.5 11.2 12 4.5l6.5 6.7",
            Shape::Down => "M12 4v15M5.5 12.8 12 19.5l6.5-6.7",
            Shape::Camera => "M3.5 8h4l1.8-3h5.4l1.8 3h4v11.5h-17ZM12 10a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7",
            Shape::Settings => "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
            Shape::Pen => "M4 20l1.2-4.6L16.5 4.1l3.4 3.4L8.6 18.8ZM14 6.6l3.4 3.4",
            Shape::Seal => "M4.5 4.5h15v15h-15ZM8 8.5h8M8 12h8M12 8.5v8M8 16.5h8",
            Shape::Back => "M20 12H5M11.2 5.5 4.5 12l6.7 6.5",
            Shape::Cross => "M5.5 5.5l13 13M18.5 5.5l-13 13",
            Shape::Search => "M10.5 4a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13M15.4 15.4 20.5 20.5",
            Shape::Lock => "M5.5 10.5h13v10h-13ZM8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5M12 14.5v2.5",
            Shape::Plus => "M12 4.5v15M4.5 12h15",
            Shape::Next => "M9 5l7 7-7 7",
            Shape::Offline => "M4 10.5a12 12 0 0 1 16 0M7.5 14.3a7 7 0 0 1 9 0M12 18.8v.2M4 4l16 16",
            Shape::Online => "M4 10.5a12 12 0 0 1 16 0M7.5 14.3a7 7 0 0 1 9 0M12 18.8v.2",
            Shape::Erase => "M8.5 5.5h12v13h-12L3 12ZM12 9.5l5 5M17 9.5l-5 5",
        }
    }
}

/// A drawn shape, hidden from screen readers.
#[component]
pub fn Icon(shape: Shape) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path
                d=shape.path()
                fill="none"
                stroke="currentColor"
                stroke-width="2"
                stroke-linecap="round"
                stroke-linejoin="round"
            />
        </svg>
    }
}
