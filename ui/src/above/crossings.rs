//! Questions of conflict (回避) at the county's desk: which entry raises one, in which two villages of which counsel, and the recusal begun from there. No
//! party and no text: whoever wants to know more asks the counsel or the office, or opens the entry for a reason.

use cunfa_protocol::view::CrossingRow;
use leptos::prelude::*;

use super::{At, heads};
use crate::components::Button;
use crate::registers::Recusing;
use crate::words::{above as words, questions, when};

const COLUMNS: [&str; 6] = [
    words::COL_DAY,
    words::COL_VILLAGE,
    words::COL_OTHER_VILLAGE,
    words::COL_COUNSEL,
    words::COL_ASKED,
    words::COL_RECUSAL,
];

/// The list; nothing where nothing is asked.
pub(super) fn shown(rows: Vec<CrossingRow>, at: At) -> Option<impl IntoView> {
    (!rows.is_empty()).then(|| {
        let rows: Vec<_> = rows.into_iter().map(|one| row(one, at)).collect();
        view! {
            <section class="stack" aria-label=words::CROSSINGS data-test="crossings">
                <h3>{words::CROSSINGS}</h3>
                <p class="field-hint">{words::CROSSINGS_LEAD}</p>
                <div class="table-scroll" tabindex="0" role="region" aria-label=words::CROSSINGS>
                    <table role="table" class="table month-table">
                        {heads(&COLUMNS)}
                        <tbody role="rowgroup">{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

fn row(one: CrossingRow, at: At) -> impl IntoView {
    let (entry, day) = (one.figure.entry, when::day(one.figure.date));
    let counsel = words::name(&one.counsel_name).to_owned();
    let other = one.other.as_ref().map_or("", |other| other.name.as_str()).to_owned();
    let label = words::look(&day, words::CROSSING);
    let recusal = if one.recused {
        view! { <span data-test="crossing-recused">{words::RECUSED}</span> }.into_any()
    } else {
        let of = Recusing {
            village: one.village.clone(),
            other: one.other.clone(),
            counsel: (one.figure.counsel, counsel.clone()),
        };
        let begin = Callback::new(move |()| at.recuse(of.clone()));
        view! { <Button label=words::RECUSE test="crossing-recuse" on_press=begin /> }.into_any()
    };
    view! {
        <tr role="row" data-test="crossing">
            <th role="rowheader" scope="row">
                <button type="button" class="link" data-test="crossing-look" aria-label=label on:click=move |_| at.entry.set(Some(entry))>
                    {day}
                </button>
            </th>
            <td role="cell" data-label=words::COL_VILLAGE>{one.village.name}<small>{one.village.township}</small></td>
            <td role="cell" data-label=words::COL_OTHER_VILLAGE>{other}</td>
            <td role="cell" data-label=words::COL_COUNSEL>{counsel}</td>
            <td role="cell" data-label=words::COL_ASKED>{questions::kind(one.kind)}</td>
            <td role="cell" data-label=words::COL_RECUSAL>{recusal}</td>
        </tr>
    }
}
