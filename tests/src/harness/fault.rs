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
    /// The connection breaks when so many bytes of the request's body have arrived; a shorter one passes.
    CutRequest(usize),
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
    /// The program is killed when it has taken in so many bytes of the answer.
    KillIn(usize),
}

/// Where a transfer of photos is cut at the latest.
const SEVERAL_CHUNKS: usize = 150_000;

impl Fault {
    /// A fate for a bad day: about half of all requests come through.
    pub fn roll(dice: &mut Dice) -> Fault {
        match dice.below(27) {
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
            13 => Fault::CutRequest(dice.below(SEVERAL_CHUNKS)),
            14 => Fault::CutAnswer(dice.below(SEVERAL_CHUNKS)),
            15 => Fault::KillIn(dice.below(SEVERAL_CHUNKS)),
            _ => Fault::None,
        }
    }
}
