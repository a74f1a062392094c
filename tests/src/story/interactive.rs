//! The demo for a person at the screen: a server that stays, devices that are enrolled already, one window per `--as`.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use cunfa_client::{App, AppConfig};
use cunfa_protocol::command::{AddPerson, Enrol, SessionStatus};
use cunfa_protocol::view::SessionStage;
use cunfa_protocol::{Ask, FailureReply};

use super::DEMO_PIN;
use super::people::{DemoPerson, OFFICER, PEOPLE, VILLAGE_NAME};
use super::server::DemoServer;

/// Opens one person's window and returns when it is closed.
///
/// # Errors
/// What could not be started.
pub async fn open(server_program: &Path, app_program: &Path, house: &Path, who: &str) -> Result<(), String> {
    let person = person(who)?;
    let folder = house.join("server");
    let mut server =
        DemoServer::find(server_program, &folder).or_else(|_| DemoServer::create(server_program, &folder))?;
    server.serve()?;
    enrol(&server, person, &data(house, person)).await?;
    explain(person, &server.url(), &tries(person));
    show(&mut server, app_program, house, person)
}

/// Whom `--as` names.
pub(super) fn person(who: &str) -> Result<&'static DemoPerson, String> {
    let person = PEOPLE.iter().find(|person| person.key == who);
    person.ok_or(format!("--as: counsel, cadre or office, not {who}"))
}

/// Where a person's device has its files.
pub(super) fn data(house: &Path, person: &DemoPerson) -> PathBuf {
    house.join("devices").join(person.key)
}

/// Opens the window and waits until it is closed; the server goes on while another one is open.
pub(super) fn show(
    server: &mut DemoServer,
    app_program: &Path,
    house: &Path,
    person: &DemoPerson,
) -> Result<(), String> {
    let data = data(house, person);
    let mut window = start(app_program, &data)?;
    remember(house, person.key, window.id())?;
    window
        .wait()
        .map_err(|error| format!("waiting for the window: {error}"))?;
    if another_is_open(house, person.key) {
        server.leave_running();
        println!("另一个演示窗口还开着，演示服务器继续运行。");
    }
    Ok(())
}

async fn ask<C: Ask>(app: &App, command: C) -> Result<C::Answer, String> {
    let said = |failure: FailureReply| format!("setting up the demo: {:?}", failure.code);
    let reply = app.handle(command.into()).await.map_err(said)?;
    C::answer(reply).ok_or("setting up the demo: another answer".to_owned())
}

/// Enrols the person's device, with the cadre on the counsel's; gives the open device if that was not done before.
pub(super) async fn enrol(server: &DemoServer, person: &DemoPerson, data: &Path) -> Result<Option<App>, String> {
    std::fs::create_dir_all(data).map_err(|error| format!("making {}: {error}", data.display()))?;
    let config = AppConfig::real(data.to_owned()).map_err(|error| format!("setting up the link: {error}"))?;
    let app = App::open(config).map_err(|error| format!("opening a device: {error:?}"))?;
    if ask(&app, SessionStatus {}).await?.stage != SessionStage::Fresh {
        return Ok(None);
    }
    let device_name = format!("演示-{}", person.key);
    let code = server.invite(person)?;
    let first = Enrol {
        server: server.url(),
        code,
        pin: DEMO_PIN.to_owned(),
        device_name,
    };
    ask(&app, first).await?;
    if person.key == "counsel" {
        let [_, cadre, _] = &PEOPLE;
        ask(
            &app,
            AddPerson {
                code: server.invite(cadre)?,
                pin: DEMO_PIN.to_owned(),
            },
        )
        .await?;
    }
    Ok(Some(app))
}

/// Says who is shown, and what to try.
pub(super) fn explain(person: &DemoPerson, url: &str, tries: &[String]) {
    println!(
        "\n演示（人物均为虚构）：{}　PIN：{DEMO_PIN}　服务器：{url}",
        person.name
    );
    for (number, text) in tries.iter().enumerate() {
        println!("  {}. {text}", number + 1);
    }
}

fn tries(person: &DemoPerson) -> [String; 3] {
    match person.role {
        "counsel" => [
            format!("同步中心里先“断开网络（演示）”，再给{VILLAGE_NAME}新增一条走访和一条法治讲座"),
            "打开记录，点“请干部签字”，由韦桂花（同一 PIN）手写签名".to_owned(),
            "恢复网络并同步；另开一个终端运行 cargo xtask demo --as office 审核".to_owned(),
        ],
        "cadre" => [
            "看本村的卷，打开待签字的记录".to_owned(),
            "手写签名，再输入 PIN".to_owned(),
            "在设置里试试适老模式和高对比".to_owned(),
        ],
        _ => [
            "用 j / k 在待审队列中移动，Enter 打开".to_owned(),
            "A 通过，R 退回并写明原因".to_owned(),
            "看月度表，点开一个村的分钟数怎样算出来".to_owned(),
        ],
    }
}

fn start(program: &Path, data: &Path) -> Result<Child, String> {
    Command::new(program)
        .env("CUNFA_DEMO", "1")
        .env("CUNFA_DATA_DIR", data)
        .spawn()
        .map_err(|error| format!("opening the window: {error}"))
}

fn windows(house: &Path) -> PathBuf {
    house.join("windows")
}

fn remember(house: &Path, who: &str, id: u32) -> Result<(), String> {
    std::fs::create_dir_all(windows(house)).map_err(|error| error.to_string())?;
    std::fs::write(windows(house).join(who), id.to_string()).map_err(|error| error.to_string())
}

fn another_is_open(house: &Path, mine: &str) -> bool {
    let mut others = PEOPLE.iter().chain([&OFFICER]).filter(|person| person.key != mine);
    others.any(|person| {
        std::fs::read_to_string(windows(house).join(person.key))
            .is_ok_and(|id| Path::new("/proc").join(id.trim()).join("status").exists())
    })
}
