//! What a key press means at the desk. Pure: while somebody types or composes, keys only write.

use crate::model::typing::belongs_to_input_method;

/// A key press with what surrounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press<'a> {
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// `KeyboardEvent.keyCode`.
    pub key_code: u32,
    /// `KeyboardEvent.isComposing`.
    pub composing: bool,
    /// Control (or Command) is held.
    pub control: bool,
    /// Alt is held.
    pub alt: bool,
    /// Shift is held.
    pub shift: bool,
    /// It repeats because the key is held down.
    pub repeated: bool,
    /// Where it lands.
    pub target: Target,
}

/// Where a key press lands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A field of text or a list box: keys belong to it.
    Field,
    /// A button or link: Enter belongs to it.
    Control,
    /// Inside a dialog: keys belong to the dialog.
    Dialog,
    /// Anywhere else.
    Page,
}

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Next row.
    Down,
    /// Row before.
    Up,
    /// Next row, chosen together with those since the choosing began.
    ChooseDown,
    /// Row before, chosen in the same way.
    ChooseUp,
    /// Chooses none.
    ChooseNone,
    /// Open the row.
    Open,
    /// Approve.
    Approve,
    /// Return, with reasons.
    Return,
    /// To the search box.
    Search,
    /// Out of the search box.
    LeaveField,
    /// The list of keys.
    Help,
}

/// What the press means; none when it is not for the desk.
#[must_use]
pub fn meaning(press: Press<'_>) -> Option<Verb> {
    if belongs_to_input_method(press.composing, press.key_code) || press.alt || press.target == Target::Dialog {
        return None;
    }
    if press.control {
        return (matches!(press.key, "f" | "F")).then_some(Verb::Search);
    }
    match (press.target, press.key) {
        (Target::Field, "Escape") => Some(Verb::LeaveField),
        (Target::Field, _) => None,
        (_, "j" | "J") if press.shift => Some(Verb::ChooseDown),
        (_, "k" | "K") if press.shift => Some(Verb::ChooseUp),
        (_, "j" | "J") => Some(Verb::Down),
        (_, "k" | "K") => Some(Verb::Up),
        (_, "Escape") => Some(Verb::ChooseNone),
        (Target::Page, "Enter") => Some(Verb::Open),
        (_, "a" | "A") if !press.repeated => Some(Verb::Approve),
        (_, "r" | "R") if !press.repeated => Some(Verb::Return),
        (_, "/" | "、" | "／") => Some(Verb::Search),
        (_, "?" | "？") => Some(Verb::Help),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, target: Target) -> Press<'_> {
        Press {
            key,
            key_code: 0,
            composing: false,
            control: false,
            alt: false,
            shift: false,
            repeated: false,
            target,
        }
    }

    #[test]
    fn letters_decide_and_move_when_nobody_types() {
        assert_eq!(meaning(press("j", Target::Page)), Some(Verb::Down));
        assert_eq!(meaning(press("K", Target::Control)), Some(Verb::Up));
        assert_eq!(meaning(press("a", Target::Page)), Some(Verb::Approve));
        assert_eq!(meaning(press("r", Target::Page)), Some(Verb::Return));
        assert_eq!(meaning(press("?", Target::Page)), Some(Verb::Help));
        assert_eq!(meaning(press("Enter", Target::Page)), Some(Verb::Open));
    }

    #[test]
    fn with_shift_the_letters_that_move_choose_and_without_it_capitals_only_move() {
        let shift = |key| Press {
            shift: true,
            ..press(key, Target::Page)
        };
        assert_eq!(meaning(shift("J")), Some(Verb::ChooseDown));
        assert_eq!(meaning(shift("K")), Some(Verb::ChooseUp));
        assert_eq!(meaning(press("J", Target::Page)), Some(Verb::Down));
        assert_eq!(meaning(press("Escape", Target::Control)), Some(Verb::ChooseNone));
        assert_eq!(
            meaning(Press {
                target: Target::Field,
                ..shift("J")
            }),
            None
        );
    }

    #[test]
    fn in_a_field_letters_only_write() {
        for key in ["a", "r", "j", "k", "/", "?", "Enter"] {
            assert_eq!(meaning(press(key, Target::Field)), None, "{key}");
        }
        assert_eq!(meaning(press("Escape", Target::Field)), Some(Verb::LeaveField));
    }

    #[test]
    fn while_composing_no_key_is_ours_wherever_it_lands() {
        for key in ["a", "r", "j", "k", "/", "?", "Enter", "Escape"] {
            for target in [Target::Page, Target::Control, Target::Field] {
                assert_eq!(
                    meaning(Press {
                        composing: true,
                        ..press(key, target)
                    }),
                    None,
                    "{key}"
                );
                assert_eq!(
                    meaning(Press {
                        key_code: 229,
                        ..press(key, target)
                    }),
                    None,
                    "{key}"
                );
            }
        }
    }

    #[test]
    fn a_dialog_keeps_its_keys_and_enter_belongs_to_the_button_it_is_on() {
        assert_eq!(meaning(press("a", Target::Dialog)), None);
        assert_eq!(meaning(press("Enter", Target::Control)), None);
    }

    #[test]
    fn control_and_f_search_but_control_and_a_does_not_approve() {
        assert_eq!(
            meaning(Press {
                control: true,
                ..press("f", Target::Field)
            }),
            Some(Verb::Search)
        );
        assert_eq!(
            meaning(Press {
                control: true,
                ..press("a", Target::Page)
            }),
            None
        );
        assert_eq!(
            meaning(Press {
                control: true,
                ..press("r", Target::Page)
            }),
            None
        );
    }

    #[test]
    fn a_held_key_moves_on_but_decides_only_once() {
        assert_eq!(
            meaning(Press {
                repeated: true,
                ..press("a", Target::Page)
            }),
            None
        );
        assert_eq!(
            meaning(Press {
                repeated: true,
                ..press("j", Target::Page)
            }),
            Some(Verb::Down)
        );
    }
}
