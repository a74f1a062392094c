//! Lists in and tables out: how long the real program takes to show what it would take in of a register and of a list of counsel, and how
//! long a device takes to write a year's entries as Excel.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use chrono::{NaiveDate, NaiveDateTime};
use cunfa_client::{App, AppConfig, Stick};
use cunfa_protocol::command::WriteSheet;
use cunfa_protocol::view::{SheetOf, Sought};
use cunfa_sheet::{Head, Item, Page};

use crate::bench::field_device::FieldDevice;
use crate::bench::report::{Figure, show};
use crate::story::people::PEOPLE;
use crate::story::server::DemoServer;

/// Villages of the register.
const REGISTER: &str = include_str!("../../../../data/nanning-villages.csv");
/// Counsel of the list, each with some of the villages.
const COUNSEL: usize = 500;
/// Entries of the year that is written.
pub const ENTRIES: u64 = 12_000;
/// The limits of the issue, in seconds.
const PREVIEW_S: f64 = 2.0;
const EXPORT_S: f64 = 5.0;

/// All of them. `entries`: those of the year.
///
/// # Errors
/// What failed.
pub async fn measure(server_bin: &Path, folder: &Path, entries: u64) -> Result<Vec<Figure>, String> {
    let mut figures = previews(server_bin, &folder.join("lists"))?;
    figures.push(export(server_bin, folder, entries).await?);
    Ok(figures)
}

fn made() -> Option<NaiveDateTime> {
    NaiveDate::from_ymd_opt(2026, 11, 26)?.and_hms_opt(9, 0, 0)
}

fn write(path: &Path, heads: &[&str], rows: Vec<Vec<Item>>) -> Result<(), String> {
    let page = Page {
        heads: heads.iter().map(|head| Head::new(head, 16)).collect(),
        rows,
        ..Page::default()
    };
    let bytes = cunfa_sheet::write(&[page], made().ok_or("a date")?).map_err(|error| error.to_string())?;
    std::fs::write(path, bytes).map_err(|error| error.to_string())
}

/// Digits as a hurried person leaves them.
fn full_width(digits: &str) -> String {
    let wide = |digit: char| char::from_u32(u32::from(digit) + 0xFEE0).unwrap_or(digit);
    digits.chars().map(wide).collect()
}

/// Both lists, with something to repair in every third row.
fn lists(folder: &Path) -> Result<[PathBuf; 2], String> {
    let rows: Vec<Vec<&str>> = REGISTER.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let (mut villages, mut counsel) = (Vec::new(), Vec::new());
    for (at, row) in rows.iter().enumerate() {
        let [code, _, county, township, name] = row.as_slice() else {
            return Err("the register has five columns".to_owned());
        };
        let messy = at % 3 == 0;
        let code_here = if messy { full_width(code) } else { (*code).to_owned() };
        let mut name_here = String::new();
        let _ = write!(name_here, "{name}{}", if messy { "\u{200b}" } else { "" });
        villages.push(vec![
            Item::from(*county),
            Item::from(*township),
            Item::from(name_here),
            Item::from(code_here),
        ]);
        let person = at % COUNSEL;
        counsel.push(vec![
            Item::from(format!("顾问{person:03}")),
            Item::from("执业律师"),
            Item::from(format!("某某{}律师事务所", person % 40)),
            Item::from(*county),
            Item::from(*township),
            Item::from(*name),
        ]);
    }
    let paths = [folder.join("villages.xlsx"), folder.join("counsel.xlsx")];
    let [of_villages, of_counsel] = &paths;
    write(of_villages, &["县区", "乡镇", "村（社区）", "代码"], villages)?;
    write(
        of_counsel,
        &["姓名", "执业类别", "执业机构", "县区", "乡镇", "村"],
        counsel,
    )?;
    Ok(paths)
}

/// The program itself, with its start and its opening of the database.
fn previews(server_bin: &Path, folder: &Path) -> Result<Vec<Figure>, String> {
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let config = folder.join("server.toml");
    std::fs::write(&config, "listen = \"127.0.0.1:0\"\ndatabase = \"server.db\"\n")
        .map_err(|error| error.to_string())?;
    let run = |words: &[&str]| -> Result<(f64, String), String> {
        let start = Instant::now();
        let mut command = Command::new(server_bin);
        let output = command.arg("--config").arg(&config).args(words).output();
        let output = output.map_err(|error| error.to_string())?;
        let took = start.elapsed().as_secs_f64();
        if output.status.success() {
            Ok((took, String::from_utf8_lossy(&output.stdout).into_owned()))
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    };
    run(&["init", "--villages", "nanning"])?;
    let mut figures = Vec::new();
    let names = [
        "preview of a list of 1,856 villages",
        "preview of a list of 500 counsel in 1,856 rows",
    ];
    for ((name, path), what) in names.into_iter().zip(lists(folder)?).zip(["villages", "person"]) {
        let path = path.to_str().ok_or("a path")?.to_owned();
        let (took, said) = run(&[what, "import", &path])?;
        if !said.contains("不能写入 0 行") {
            return Err(format!("{name}: a row was refused: {said}"));
        }
        let figure = Figure::lower(name, took, "s", Some(PREVIEW_S));
        show(&figure);
        figures.push(figure);
    }
    Ok(figures)
}

async fn export(server_bin: &Path, folder: &Path, entries: u64) -> Result<Figure, String> {
    let mut server = DemoServer::create(server_bin, &folder.join("server"))?;
    server.serve()?;
    let place = folder.join("stick");
    std::fs::create_dir_all(&place).map_err(|error| error.to_string())?;
    let stick = Stick {
        folder: place.clone(),
        name: "stick".to_owned(),
        is_stick: true,
    };
    let data = folder.join("device");
    std::fs::create_dir_all(&data).map_err(|error| error.to_string())?;
    let real = AppConfig::real(data).map_err(|error| format!("setting up the link: {error}"))?;
    let config = AppConfig {
        sticks: Arc::new(vec![stick]),
        ..real
    };
    let app = App::open(config).map_err(|error| format!("opening a device: {error:?}"))?;
    let device = FieldDevice { app: Arc::new(app) };
    let [counsel, cadre, _] = &PEOPLE;
    let url = format!("http://127.0.0.1:{}", server.port());
    device.enrol_people(&server, &url, &[counsel, cadre]).await?;
    println!("filling the volume with {entries} entries");
    for n in 0..entries {
        device.save(n).await?;
    }
    let start = Instant::now();
    let made = device
        .ask(WriteSheet {
            place: place.to_str().ok_or("a path")?.to_owned(),
            of: SheetOf::Entries(Sought::default()),
        })
        .await?;
    let took = start.elapsed().as_secs_f64();
    if u64::from(made.rows) != entries {
        return Err(format!("{} rows of {entries}", made.rows));
    }
    let name = format!("writing {entries} entries with their texts as Excel");
    let figure =
        Figure::lower(&name, took, "s", Some(EXPORT_S)).beside("MiB of the file", made.bytes as f64 / 1_048_576.0);
    show(&figure);
    Ok(figure)
}
