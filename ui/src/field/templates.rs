//! 我的模板: all templates of the person, to be changed, deleted and taken back.

use crate::components::changing;
use cunfa_core::entry::{Failure, Field, Rule};
use cunfa_core::{Kind, Template};
use cunfa_protocol::view::Templates;
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Banner, Button, Chip, Chips, Dialog, FailureBanner, Look, TextArea, TextInput};
use crate::live::{Live, live};
use crate::model::filling;
use crate::model::route::Route;
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::words::{self, field as f, form, templates as built_in, writing as w};

/// A template under the pen; cheap to copy.
#[derive(Clone, Copy)]
pub struct Editing {
    template: RwSignal<Template>,
    failures: RwSignal<Vec<Failure>>,
    failure: RwSignal<Option<Code>>,
    busy: RwSignal<bool>,
}

impl Editing {
    /// Takes one up.
    #[must_use]
    pub fn of(template: Template) -> Editing {
        Editing {
            template: RwSignal::new(template),
            failures: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    fn edit(self, change: impl FnOnce(&mut Template)) {
        self.failures.update(Vec::clear);
        self.template.update(change);
    }

    fn error(self, of: fn(&Field) -> bool) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.failures
                .with(|failures| failures.iter().find(|one| of(&one.field)).map(sentence))
        })
    }

    fn save(self, app: App, on_saved: Callback<Templates>) {
        let template = match self.template.with_untracked(Template::check) {
            Ok(template) => template,
            Err(failures) => {
                self.failures.set(failures);
                return;
            }
        };
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            match ask(command::KeepTemplate { template }).await {
                Ok(templates) => {
                    app.say(w::TEMPLATE_SAVED);
                    on_saved.try_run(templates);
                }
                Err(reply) => match reply.code {
                    Code::Form { failures } => {
                        self.failures.try_set(failures);
                    }
                    code => {
                        self.failure.try_set(Some(code));
                    }
                },
            }
            self.busy.try_set(false);
        });
    }
}

fn sentence(failure: &Failure) -> String {
    match (&failure.field, &failure.rule) {
        (_, Rule::TooMany { .. }) => w::TEMPLATE_TOO_MANY.to_owned(),
        (Field::Other(_), Rule::Missing) => w::TEMPLATE_NO_NAME.to_owned(),
        (Field::Matter, Rule::Missing) => w::TEMPLATE_NO_TEXT.to_owned(),
        (field, rule) => form::failure(field, rule),
    }
}

/// The form of one template.
#[component]
pub fn EditTemplate(
    /// What is edited.
    editing: Editing,
    /// Told what there is now.
    on_saved: Callback<Templates>,
    /// Gives up.
    on_cancel: Callback<()>,
    /// Whether the kind can be chosen.
    #[prop(optional)]
    kinds: bool,
) -> impl IntoView {
    let app = use_app();
    let Editing {
        template,
        failure,
        busy,
        ..
    } = editing;
    let value = move |of: fn(&Template) -> &String| Signal::derive(move || template.with(|one| of(one).clone()));
    let typed = move |set: fn(&mut Template, String)| Callback::new(move |text| editing.edit(|one| set(one, text)));
    let options: Vec<Chip<Kind>> = Kind::ALL
        .iter()
        .map(|kind| Chip::new(*kind, words::kind(*kind), kind.code()))
        .collect();
    view! {
        <div class="stack" data-test="template-edit">
            <FailureBanner code=failure />
            <TextInput id="template-name" label=w::TEMPLATE_NAME hint=w::TEMPLATE_NAME_HINT value=value(|one| &one.name)
                on_text=typed(|one, text| one.name = text) error=editing.error(|field| matches!(field, Field::Other(_))) />
            {kinds.then(|| view! {
                <Chips label=w::TEMPLATE_KIND options=options test="template-kind"
                    is_chosen=move |kind: &Kind| template.with(|one| one.kind == *kind)
                    on_choose=Callback::new(move |kind| editing.edit(|one| one.kind = kind)) />
            })}
            <TextArea id="template-matter" label=form::field(&Field::Matter) rows=2 optional=true value=value(|one| &one.matter)
                on_text=typed(|one, text| one.matter = text) error=editing.error(|field| *field == Field::Matter) />
            <TextArea id="template-advice" label=form::field(&Field::Advice) rows=4 optional=true value=value(|one| &one.advice)
                on_text=typed(|one, text| one.advice = text) error=editing.error(|field| *field == Field::Advice) />
            <TextArea id="template-result" label=form::field(&Field::Result) rows=2 optional=true value=value(|one| &one.result)
                on_text=typed(|one, text| one.result = text) error=editing.error(|field| *field == Field::Result) />
            <p class="field-hint">{w::TEMPLATES_LEAD}</p>
            <div class="buttons">
                <Button label=w::TEMPLATE_SAVE test="template-save" look=Look::Primary busy=busy
                    on_press=Callback::new(move |()| editing.save(app, on_saved)) />
                <Button label=words::CANCEL test="template-close" look=Look::Quiet on_press=on_cancel />
            </div>
        </div>
    }
}

/// The screen.
#[component]
pub fn TemplatesScreen() -> impl IntoView {
    let templates = live(&[], || command::Templates {});
    let open = RwSignal::new(false);
    let edited = RwSignal::new(None::<Template>);
    let dropped = RwSignal::new(None::<Template>);
    let failure = RwSignal::new(None::<Code>);
    let edit = move |template: Template| {
        edited.set(Some(template));
        open.set(true);
    };
    let new = Callback::new(move |()| edit(filling::template_of(&cunfa_core::Form::default(), Kind::Consultation)));
    let saved = Callback::new(move |kept| {
        dropped.set(None);
        templates.put(kept);
        open.set(false);
    });
    let undo = Callback::new(move |()| {
        if let Some(template) = dropped.get_untracked() {
            tell(templates, failure, dropped, None, command::KeepTemplate { template });
        }
    });
    let rows = move || {
        let own = templates.value.get()?;
        let offered = filling::offered(built_in::built_in(), &own, None);
        let of_kind = |kind: &Kind| {
            let rows: Vec<_> = offered
                .iter()
                .filter(|one| one.kind == *kind)
                .map(|one| row(one.clone(), edit, templates, failure, dropped))
                .collect();
            let none = rows.is_empty();
            view! {
                <section class="card">
                    <h2>{words::kind(*kind)}</h2>
                    {none.then(|| view! { <p class="field-hint">{w::TEMPLATE_NONE}</p> })}
                    <ul class="lines template-lines">{rows.into_iter().collect_view()}</ul>
                </section>
            }
        };
        Some(Kind::ALL.iter().map(of_kind).collect_view())
    };
    view! {
        <div class="stack" data-test="templates-screen">
            <h1>{w::TEMPLATES_TITLE}</h1>
            <p class="field-hint">{w::TEMPLATES_LEAD}</p>
            <FailureBanner code=templates.failure on_again=Callback::new(move |()| templates.again()) />
            <FailureBanner code=failure />
            <div class="buttons">
                <Button label=w::TEMPLATE_NEW test="template-new" look=Look::Primary on_press=new />
                <a class="button button-quiet" href=Route::Settings.href()>{f::SETTINGS_TITLE}</a>
            </div>
            {changing(move || dropped.get().map(|template| view! {
                <Banner test="template-dropped">
                    <p>{w::template_deleted(&template.name)}</p>
                    <div class="buttons"><Button label=w::UNDO test="template-restore" on_press=undo /></div>
                </Banner>
            }))}
            {changing(rows)}
        </div>
        <Dialog open=open title=w::TEMPLATES test="template-dialog">
            {changing(move || edited.get().map(|template| view! {
                <EditTemplate editing=Editing::of(template) kinds=true on_saved=saved on_cancel=Callback::new(move |()| open.set(false)) />
            }))}
        </Dialog>
    }
}

fn row(
    template: Template,
    edit: impl Fn(Template) + Copy + Send + Sync + 'static,
    templates: Live<Templates>,
    failure: RwSignal<Option<Code>>,
    dropped: RwSignal<Option<Template>>,
) -> impl IntoView {
    let (key, name) = (template.key.clone(), template.name.clone());
    let (changed, gone) = (template.clone(), template);
    let change = Callback::new(move |()| edit(changed.clone()));
    let away = Callback::new(move |()| {
        let template = gone.clone();
        tell(
            templates,
            failure,
            dropped,
            Some(template.clone()),
            command::DropTemplate { template },
        );
    });
    view! {
        <li>
            <span>{name}</span>
            <span class="buttons">
                <Button label=w::TEMPLATE_EDIT test=format!("template-edit-{key}") look=Look::Quiet on_press=change />
                <Button label=w::TEMPLATE_DELETE test=format!("template-delete-{key}") look=Look::Quiet on_press=away />
            </span>
        </li>
    }
}

/// Says it to the client and shows what there is then.
fn tell<C>(
    templates: Live<Templates>,
    failure: RwSignal<Option<Code>>,
    dropped: RwSignal<Option<Template>>,
    then: Option<Template>,
    command: C,
) where
    C: cunfa_protocol::Ask<Answer = Templates> + 'static,
{
    failure.set(None);
    spawn_local(async move {
        match ask(command).await {
            Ok(now) => {
                dropped.try_set(then);
                templates.value.try_set(Some(now));
            }
            Err(reply) => {
                failure.try_set(Some(reply.code));
            }
        }
    });
}
