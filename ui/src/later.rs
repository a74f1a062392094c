//! What an ordinary day does not open comes in a module of its own, [`parts!`], fetched when it is first opened: the rest of the
//! program starts without it. In a bundle of one module (feature `split` off) it is there at once.

use crate::components::changing;
use std::future::Future;
use std::pin::Pin;

use futures_util::FutureExt;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Banner, Button, Loading, Tone};
use crate::words;

/// What a part draws, once: made where it is shown, so that it goes with its place.
pub type Draw = Box<dyn FnOnce() -> AnyView>;
/// What asking for a part becomes.
pub type Part = Result<Draw, Missing>;

/// The module could not be fetched. The next question fetches it anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for Missing {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Missing {
        Missing
    }
}

/// Functions that draw, each as an asynchronous one of the same arguments that gives a [`Part`]: what only they use is not in the
/// first module. Most are in one module, since none is large; those `in county` in another, which a tablet in a village never fetches.
macro_rules! parts {
    (in county; $($parts:tt)*) => { $crate::later::parts! { @county $($parts)* } };
    (@$module:ident $( $(#[$meta:meta])* $vis:vis fn $name:ident($( $argument:ident: $type:ty ),*) $body:block )*) => { $(
        $(#[$meta])*
        #[cfg(feature = "split")]
        #[::leptos::wasm_split::wasm_split($module, fallible, wasm_split_path = ::leptos::wasm_split)]
        $vis fn $name($( $argument: $type ),*) -> $crate::later::Part {
            Ok(Box::new(move || ::leptos::prelude::IntoAny::into_any($body)))
        }
        $(#[$meta])*
        #[cfg(not(feature = "split"))]
        $vis async fn $name($( $argument: $type ),*) -> $crate::later::Part {
            Ok(Box::new(move || ::leptos::prelude::IntoAny::into_any($body)))
        }
    )* };
    ($($parts:tt)*) => { $crate::later::parts! { @rest $($parts)* } };
}

pub(crate) use parts;

parts! {
    /// Draws nothing.
    fn nothing() {}
}

/// Fetches the module, unless it is here.
pub async fn ahead() {
    let _ = nothing().await;
}

type Coming = Pin<Box<dyn Future<Output = Part>>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Coming,
    Here,
    Missing,
}

/// Shows a part: in the same frame when its module is here, else as soon as it is; where it cannot be fetched, says so and offers to
/// try again.
pub fn later<F: Future<Output = Part> + 'static>(part: impl Fn() -> F + 'static) -> AnyView {
    show(Box::new(move || Box::pin(part())))
}

fn show(part: Box<dyn Fn() -> Coming>) -> AnyView {
    let stage = RwSignal::new(Stage::Coming);
    let part = StoredValue::new_local(part);
    let draw = StoredValue::new_local(None::<Draw>);
    let take = move |part: Part| {
        let now = if part.is_ok() { Stage::Here } else { Stage::Missing };
        draw.try_set_value(part.ok());
        stage.try_set(now);
    };
    let fetch = move || {
        let mut coming = part.with_value(|part| part());
        match (&mut coming).now_or_never() {
            Some(part) => take(part),
            None => spawn_local(async move { take(coming.await) }),
        }
    };
    fetch();
    let again = Callback::new(move |()| {
        stage.set(Stage::Coming);
        fetch();
    });
    let shown = move || match stage.get() {
        Stage::Coming => view! { <Loading /> }.into_any(),
        Stage::Here => match draw.try_update_value(Option::take).flatten() {
            Some(draw) => draw(),
            None => ().into_any(),
        },
        Stage::Missing => view! {
            <Banner tone=Tone::Error test="part-missing">
                <p>{words::PART_MISSING}</p>
                <Button label=words::AGAIN test="part-again" on_press=again />
            </Banner>
        }
        .into_any(),
    };
    changing(shown)
}
