//! What may happen to one request on its way.

use super::Dice;

/// The fate of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It arrives and so does the answer.
    None,
    /// The request is lost.
    DropRequest,
    /// The server carries it out; the answer is lost.
    DropAnswer,
    /// The server carries it out; only so many bytes of the answer arrive, as if they were all.
    CutAnswer(usize),
    /// It arrives twice; the second answer is taken.
    Twice,
    /// The device gives up; the request arrives later, after others.
    Late,
    /// A login page of the network answers.
    Html,
    /// Something answers with nothing.
    Empty,
    /// The server asks to wait.
    Busy,
    /// The program is killed before the request leaves.
    KillBefore,
    /// The program is killed after the server carried it out, before the answer is seen.
    KillAfter,
}

impl Fault {
    /// A fate for a bad day: about half of all requests come through.
    pub fn roll(dice: &mut Dice) -> Fault {
        match dice.below(24) {
            0 | 1 => Fault::DropRequest,
            2 | 3 => Fault::DropAnswer,
            4 => Fault::CutAnswer(dice.below(4_096)),
            5 | 6 => Fault::Twice,
            7 => Fault::Late,
            8 => Fault::Html,
            9 => Fault::Empty,
            10 => Fault::Busy,
            11 => Fault::KillBefore,
            12 => Fault::KillAfter,
            _ => Fault::None,
        }
    }
}
