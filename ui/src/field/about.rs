//! 关于: who is at work, who runs the server, and the licences of what the program is made of, which are read when they are opened.

use crate::components::changing;
use cunfa_protocol::command;
use cunfa_protocol::view::Topic;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use crate::components::{Banner, Button, Dialog, FailureBanner, Loading, Tone};
use crate::later::{later, parts};
use crate::live::live;
use crate::state::{App, use_app};
use crate::transport::asset;
use crate::words::{self, about as w};

/// Where the list lies in the bundle.
const FILE: &str = "./assets/licences.json";

/// The list as it is written (`cargo xtask licences`).
#[derive(Debug, Clone, Deserialize)]
pub struct Licences {
    /// By name.
    pub packages: Vec<Listed>,
    /// Each text once.
    pub texts: Vec<String>,
}

/// One package.
#[derive(Debug, Clone, Deserialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence, by SPDX.
    pub licence: String,
    /// Places of its texts.
    pub texts: Vec<usize>,
}

/// The card in the settings.
#[component]
pub fn AboutCard() -> impl IntoView {
    let app = use_app();
    let about = live(&[Topic::Session, Topic::Sync], || command::About {});
    let licences = RwSignal::new(false);
    let operator = move || {
        about.value.get().map(|about| {
            let operator = about.operator;
            let hint = operator
                .is_empty()
                .then(|| view! { <p class="field-hint">{w::NOT_TOLD_HINT}</p> });
            view! {
                <dl class="facts" data-test="about-operator">
                    {told(w::OPERATOR, operator.name)}
                    {told(w::ICP_FILING, operator.icp_filing)}
                    {told(w::APP_FILING, operator.app_filing)}
                    {told(w::CONTACT, operator.contact)}
                </dl>
                {hint}
            }
        })
    };
    view! {
        <section class="card" data-test="about">
            <h2>{w::ABOUT}</h2>
            <dl class="facts">{changing(move || me(app))}</dl>
            <FailureBanner code=about.failure on_again=Callback::new(move |()| about.again()) />
            {changing(operator)}
            <div class="buttons">
                <Button label=w::LICENCES test="licences-open" on_press=Callback::new(move |()| licences.set(true)) />
            </div>
        </section>
        <Dialog open=licences title=w::LICENCES test="licences" full=true>
            <div class="licences-body">
                <Button label=words::CLOSE test="licences-close" on_press=Callback::new(move |()| licences.set(false)) />
                {later(loaded)}
            </div>
        </Dialog>
    }
}

fn told(name: &'static str, text: String) -> impl IntoView {
    let text = if text.is_empty() { w::NOT_TOLD.to_owned() } else { text };
    view! { <dt>{name}</dt><dd>{text}</dd> }
}

fn me(app: App) -> impl IntoView + use<> {
    app.me().map(|me| {
        let post = if me.person.post.is_empty() {
            String::new()
        } else {
            format!("（{}）", me.person.post)
        };
        let who = format!("{} · {}{post}", me.person.name, words::role(me.person.role));
        view! {
            <dt>{w::ABOUT_ME}</dt><dd data-test="settings-me">{who}</dd>
            <dt>{w::ABOUT_DEVICE}</dt><dd>{me.device_name}</dd>
            <dt>{w::ABOUT_SERVER}</dt><dd>{me.server}</dd>
            <dt>{w::ABOUT_VERSION}</dt><dd>{words::APP}" "{env!("CARGO_PKG_VERSION")}</dd>
        }
    })
}

parts! {
    fn loaded() {
        view! { <Loaded /> }
    }
}

/// The list, once it is read.
#[component]
fn Loaded() -> impl IntoView {
    let list = RwSignal::new(None::<Option<Licences>>);
    spawn_local(async move {
        let text = asset(FILE).await.ok();
        list.try_set(Some(text.and_then(|text| serde_json::from_str(&text).ok())));
    });
    move || match list.get() {
        None => view! { <Loading /> }.into_any(),
        Some(None) => {
            view! { <Banner tone=Tone::Error test="licences-failed">{w::LICENCES_FAILED}</Banner> }.into_any()
        }
        Some(Some(list)) => view! { <LicenceList list=list /> }.into_any(),
    }
}

/// Names, versions, licences; the texts of one are drawn when it is opened.
#[component]
pub fn LicenceList(
    /// The list.
    list: Licences,
) -> impl IntoView {
    let Licences { packages, texts } = list;
    let count = packages.len();
    let texts = StoredValue::new(texts);
    let rows = packages.into_iter().map(|one| {
        let open = RwSignal::new(false);
        let places = one.texts;
        let shown = move || {
            open.get().then(|| {
                let of = |texts: &Vec<String>| {
                    let texts = places.iter().filter_map(|place| texts.get(*place));
                    texts.map(|text| view! { <pre class="licence-text" tabindex="0">{text.clone()}</pre> }).collect_view()
                };
                texts.with_value(of)
            })
        };
        view! {
            <li>
                <details class="licence" data-test="licence" on:toggle=move |_| open.set(true)>
                    <summary><strong>{one.name}</strong>" "{one.version}<span class="field-hint">{one.licence}</span></summary>
                    {changing(shown)}
                </details>
            </li>
        }
    });
    view! {
        <p>{w::LICENCES_LEAD}</p>
        <p class="field-hint">{w::LICENCES_OWN}{w::licences_of(count)}</p>
        <ul class="licences">{rows.collect_view()}</ul>
    }
}
