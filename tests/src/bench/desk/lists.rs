//! A roster of a whole city's size into the registers: how long a county's device takes from the file to the first rows of the preview.

use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use cunfa_core::Village;
use cunfa_protocol::command::ReadList;
use cunfa_sheet::{Head, Item, Page};

use crate::bench::report::{Figure, show};
use crate::harness::Scene;

/// Villages of the county, and rows of the roster.
const VILLAGES: usize = 1_856;
/// Counsel, each with some of the villages.
const COUNSEL: usize = 500;
/// Firms they are of.
const FIRMS: usize = 40;
/// Villages of a township.
const TOWNSHIP: usize = 100;
/// The limit of the issue, in seconds.
const PREVIEW_S: f64 = 2.0;

/// The preview of 1,856 villages and 500 counsel, none of whom the registers know.
///
/// # Errors
/// What failed, or a row that was left out.
pub async fn measure() -> Result<Figure, String> {
    let mut scene = Scene::new(7)?;
    let villages = villages()?;
    scene.server.take_villages(&villages)?;
    let county = scene.county().await?;
    county.sync().await?;
    let file = STANDARD.encode(roster(&villages)?);
    let start = Instant::now();
    let looked = county.ask(ReadList { file }).await;
    let took = start.elapsed().as_secs_f64();
    let counts = looked.map_err(|code| format!("reading a roster: {code:?}"))?.counts;
    let expected = VILLAGES + COUNSEL + FIRMS;
    if counts.left_out > 0 || usize::try_from(counts.records) != Ok(expected) {
        return Err(format!("of {expected} records: {counts:?}"));
    }
    let name = format!("preview of a roster of {VILLAGES} villages and {COUNSEL} counsel on the county's device");
    let figure = Figure::lower(&name, took, "s", Some(PREVIEW_S))
        .beside("records that would be signed", f64::from(counts.records))
        .beside("rows with repairs", f64::from(counts.repaired));
    show(&figure);
    Ok(figure)
}

fn villages() -> Result<Vec<Village>, String> {
    (0..VILLAGES)
        .map(|at| {
            let (township, number) = (at / TOWNSHIP, at % TOWNSHIP);
            let code = format!("450102{:03}{:03}", 300 + township, 200 + number);
            Ok(Village {
                code: code.parse().map_err(|error| format!("{error}"))?,
                city: "南宁市".to_owned(),
                county: "兴宁区".to_owned(),
                township: format!("第{township}镇"),
                name: format!("第{number}村"),
            })
        })
        .collect()
}

/// With something to repair in every third row.
fn roster(villages: &[Village]) -> Result<Vec<u8>, String> {
    let wide = |digit: char| char::from_u32(u32::from(digit) + 0xFEE0).unwrap_or(digit);
    let row = |(at, village): (usize, &Village)| {
        let person = at % COUNSEL;
        let code = village.code.to_string();
        let term = "2026年1月1日至2027年12月31日".to_owned();
        let code = if at % 3 == 0 {
            code.chars().map(wide).collect()
        } else {
            code
        };
        let cells = [
            village.township.clone(),
            village.name.clone(),
            code,
            format!("顾问{person:03}"),
            "执业律师".to_owned(),
            format!("某某{}律师事务所", person % FIRMS),
            term,
        ];
        cells.map(Item::from).to_vec()
    };
    let heads = ["乡镇", "村（社区）", "代码", "顾问姓名", "类别", "律所", "聘期起止"];
    let page = Page {
        heads: heads.map(|head| Head::new(head, 16)).to_vec(),
        rows: villages.iter().enumerate().map(row).collect(),
        ..Page::default()
    };
    let made = NaiveDate::from_ymd_opt(2026, 11, 26).and_then(|day| day.and_hms_opt(9, 0, 0));
    cunfa_sheet::write(&[page], made.ok_or("a date")?).map_err(|error| error.to_string())
}
