//! The navigation: a bar under the thumb on a phone, a rail on anything wider.

use super::changing::changing;
use leptos::prelude::*;

use super::icon::{Icon, Shape};
use crate::model::route::Route;
use crate::words;

/// One place of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NavItem {
    /// Where it leads.
    pub route: Route,
    /// Its word.
    pub label: &'static str,
    /// Its shape.
    pub shape: Shape,
    /// Name for tests.
    pub test: &'static str,
}

/// The navigation.
#[component]
pub fn NavBar(
    /// The places.
    items: Vec<NavItem>,
    /// How many entries are not on the server, shown at the sync centre.
    #[prop(into)]
    unsent: Signal<u32>,
    /// The place whose screen is shown.
    #[prop(into)]
    shown: Signal<Route>,
) -> impl IntoView {
    let link = move |item: NavItem| {
        let here = move || (shown.get() == item.route).then_some("page");
        let count = move || {
            (item.route == Route::Sync)
                .then(|| unsent.get())
                .filter(|count| *count > 0)
        };
        view! {
            <li>
                <a href=item.route.href() class="nav-link" aria-current=here data-test=item.test>
                    <Icon shape=item.shape />
                    <span>{item.label}</span>
                    {changing(move || {
                        count()
                            .map(|count| {
                                view! {
                                    <span class="nav-count">
                                        <span class="sr-only">{words::sync::unsent(count)}</span>
                                        <span aria-hidden="true">{count}</span>
                                    </span>
                                }
                            })
                    })}
                </a>
            </li>
        }
    };
    view! {
        <nav class="nav" aria-label=words::NAVIGATION>
            <p class="nav-brand" aria-hidden="true">{words::APP}</p>
            <ul>{items.into_iter().map(link).collect_view()}</ul>
        </nav>
    }
}
