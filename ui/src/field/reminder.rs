//! A quiet card late in the month: what villages still lack. It can be put away for the month; it blames nobody.

use cunfa_protocol::command;
use cunfa_protocol::view::{Home, Reminder as View, ShortVillage};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Button, Look};
use crate::state::use_app;
use crate::transport::ask;
use crate::words::{self, month as m};

fn village(short: ShortVillage) -> impl IntoView {
    view! { <li><span>{short.village.name}</span><span>{m::missing(short.missing_minutes)}</span></li> }
}

/// The card.
#[component]
pub fn Reminder(
    /// What it says.
    reminder: View,
    /// Gets the home without it.
    put: Callback<Home>,
) -> impl IntoView {
    let app = use_app();
    let busy = RwSignal::new(false);
    let View {
        month,
        days_left,
        villages,
    } = reminder;
    let away = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            let answer = ask(command::SetReminder { month, away: true }).await;
            busy.try_set(false);
            match answer {
                Ok(home) => {
                    app.say(m::REMINDER_GONE);
                    put.run(home);
                }
                Err(failure) => app.say(words::failure::sentence(&failure.code)),
            }
        });
    });
    view! {
        <section class="card reminder" aria-labelledby="reminder" data-test="reminder">
            <h2 id="reminder">{m::REMINDER}</h2>
            <p>{m::days_left(days_left)}</p>
            <ul class="lines">{villages.into_iter().map(village).collect_view()}</ul>
            <p><Button label=m::REMINDER_AWAY test="reminder-away" look=Look::Quiet busy=busy on_press=away /></p>
        </section>
    }
}
