//! What the app says of whoever runs the server.

use cunfa_protocol::view::About;
use cunfa_protocol::{Command, Reply, command as c};

use super::{held, samples as s};

fn about() -> About {
    About { operator: s::operator() }
}

pub fn commands() -> Vec<Command> {
    vec![c::About {}.into()]
}

pub fn replies() -> Vec<Reply> {
    vec![Reply::About(about())]
}

#[test]
fn what_the_app_says_of_itself_is_written_like_this() {
    held("about-About", &[about()]);
}
