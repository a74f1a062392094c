//! The main job, step by step: three devices with three data folders, a real server, one network that goes and comes back.

use std::path::Path;

use super::DEMO_PIN;
use super::clock::Steps;
use super::modules::{first_module_only, rest};
use super::paper::paper;
use super::people::{DemoPerson, PEOPLE, VILLAGE, VILLAGE_NAME};
use super::server::DemoServer;
use super::window::{Opening, Window};

/// What is typed for the visit; the name holds a character outside the BMP that travels to the desk and back.
const VILLAGER: &str = "韦𡌶山";
const VISIT_MATTER: &str = "与邻居因宅基地边界发生争议，咨询如何处理。";
const VISIT_ADVICE: &str =
    "现场查看边界，说明宅基地使用权的确认办法；建议先由村委会调解，保留原始界址照片，必要时向乡镇申请确权。";
const LECTURE_TOPIC: &str = "民法典里的婚姻家庭";

/// Plays the whole story and leaves numbered screenshots in `out`.
///
/// # Errors
/// The first step that failed, by its number and name.
pub async fn story(server_program: &Path, app_program: &Path, out: &Path, steps: &mut Steps) -> Result<(), String> {
    let house = out.join("story");
    let _ = std::fs::remove_dir_all(&house);
    std::fs::create_dir_all(out).map_err(|error| format!("making {}: {error}", out.display()))?;
    remove_old_shots(out);
    let server = steps.step(
        "服务器启动，载入南宁 1,856 个村（社区）和演示人物",
        async {
            let mut server = DemoServer::create(server_program, &house.join("server"))?;
            server.serve().map(|()| server)
        },
    );
    let server = server.await?;
    let stage = Stage {
        app: app_program,
        house: &house,
        out,
        server: &server,
    };
    let counsel = stage.field(steps).await?;
    let office = stage.desk(steps).await?;
    let counsel = stage.counsel_sees_both(steps, counsel).await?;
    let cadre = stage.cadre_sees_both(steps).await?;
    steps
        .step("以上都只用到界面的第一个模块", async {
            for window in [&counsel, &office, &cadre] {
                first_module_only(window).await?;
            }
            Ok(())
        })
        .await?;
    paper(steps, &counsel, &office, &house).await?;
    rest(steps, &cadre).await?;
    steps
        .step("鼠标滚轮翻动长页面", async {
            counsel.tap("nav-settings").await?;
            counsel.find("settings-lock").await?;
            counsel.wheel().await
        })
        .await?;
    steps
        .step("司法所待审队列为空", async { stage.queue_is_empty() })
        .await?;
    counsel.close().await;
    office.close().await;
    cadre.close().await;
    println!("screenshots in {}", out.display());
    Ok(())
}

fn remove_old_shots(out: &Path) {
    for file in std::fs::read_dir(out).into_iter().flatten().flatten() {
        if file.path().extension().is_some_and(|ending| ending == "png") {
            let _ = std::fs::remove_file(file.path());
        }
    }
}

struct Stage<'a> {
    app: &'a Path,
    house: &'a Path,
    out: &'a Path,
    server: &'a DemoServer,
}

impl Stage<'_> {
    async fn open(&self, key: &str, size: (u32, u32)) -> Result<Window, String> {
        let data = self.house.join("devices").join(key);
        let shots = self.out.to_owned();
        let window = Window::open(Opening {
            program: self.app.to_owned(),
            data,
            size,
            shots,
            log: None,
        })
        .await?;
        window.watch_modules(false).await?;
        Ok(window)
    }

    async fn enrol(&self, window: &Window, person: &DemoPerson, device: &str) -> Result<(), String> {
        window.fill("enrol-server", &self.server.url()).await?;
        window.fill("enrol-code", &self.server.invite(person)?).await?;
        window.fill("enrol-device", device).await?;
        window.tap("enrol-next").await?;
        window.pin("pin", DEMO_PIN).await?;
        window.pin("pin", DEMO_PIN).await
    }

    /// The counsel and the cadre on one tablet, without network.
    async fn field(&self, steps: &mut Steps) -> Result<Window, String> {
        let [counsel, cadre, _] = &PEOPLE;
        let window = steps
            .step("打开法律顾问的平板", self.open("tablet", (820, 900)))
            .await?;
        steps
            .step("用一次性开通码登记法律顾问", async {
                self.enrol(&window, counsel, "覃律师的平板").await?;
                window.find("village-card").await?;
                window.shot("01-counsel-home").await
            })
            .await?;
        steps
            .step("在同一台平板上登记村干部", self.add_cadre(&window, cadre))
            .await?;
        steps.step("断开网络", cut(&window)).await?;
        steps.step("无网络：新增一条走访值班", write_visit(&window)).await?;
        steps
            .step("村干部阅读并手写签字（走访）", sign_without_villager(&window, 1, "04"))
            .await?;
        steps.step("无网络：新增一条法治讲座", write_lecture(&window)).await?;
        steps
            .step("村干部阅读并手写签字（讲座）", sign(&window, 2, "06"))
            .await?;
        steps.step("同步中心如实显示两条未上传", unsent(&window)).await?;
        let window = steps.step("断电般杀掉程序再打开，两条都在", killed(window)).await?;
        steps.step("信号恢复，全部上传并得到回执", restore(&window)).await?;
        Ok(window)
    }

    async fn add_cadre(&self, window: &Window, cadre: &DemoPerson) -> Result<(), String> {
        window.tap("nav-settings").await?;
        window.tap("settings-add").await?;
        window.fill("add-code", &self.server.invite(cadre)?).await?;
        window.tap("add-next").await?;
        window.pin("pin", DEMO_PIN).await?;
        window.pin("pin", DEMO_PIN).await?;
        window.gone("add-person").await
    }

    /// The office approves one entry and returns the other.
    async fn desk(&self, steps: &mut Steps) -> Result<Window, String> {
        let [_, _, office] = &PEOPLE;
        let window = steps.step("打开司法所的电脑", self.open("desk", (1440, 880))).await?;
        steps
            .step("登记司法所人员，待审队列有两条", async {
                self.enrol(&window, office, "三塘司法所电脑").await?;
                window.tap("[data-test=\"desk-row\"]").await?;
                window.expect("desk-waiting-count", "2").await?;
                window.find("ledger-page").await?;
                window.shot("09-desk-queue").await
            })
            .await?;
        steps.step("用键盘审核：通过走访", approve(&window)).await?;
        steps.step("退回讲座并写明原因", send_back(&window)).await?;
        steps
            .step(
                "司法所的决定上传",
                window.wait_attribute("status-unsent", "data-count", "0"),
            )
            .await?;
        Ok(window)
    }

    async fn counsel_sees_both(&self, steps: &mut Steps, window: Window) -> Result<Window, String> {
        steps
            .step("法律顾问看到一条已通过、一条已退回", async {
                window.tap("nav-sync").await?;
                window.tap("sync-now").await?;
                window.tap("nav-volume").await?;
                window.find("[data-stage=\"approved\"]").await?;
                window.find("[data-stage=\"returned\"]").await?;
                window.shot("12-counsel-volume").await?;
                window
                    .tap("a[data-test=\"row\"]:has([data-stage=\"returned\"])")
                    .await?;
                window.find("reasons").await?;
                window.shot("13-counsel-returned").await
            })
            .await?;
        Ok(window)
    }

    async fn cadre_sees_both(&self, steps: &mut Steps) -> Result<Window, String> {
        let [_, cadre, _] = &PEOPLE;
        let window = steps
            .step("打开村里的第三台设备", self.open("village", (390, 844)))
            .await?;
        steps
            .step("同一村干部登记第二台设备，看到本村两条记录", async {
                self.enrol(&window, cadre, "那况村的手机").await?;
                window.find("home").await?;
                window.tap("nav-volume").await?;
                window.find("[data-stage=\"approved\"]").await?;
                window.find("[data-stage=\"returned\"]").await?;
                window.shot("14-cadre-phone").await
            })
            .await?;
        Ok(window)
    }

    fn queue_is_empty(&self) -> Result<(), String> {
        let township: String = VILLAGE.chars().take(9).collect();
        let printed = self.server.run(&["queue", "--township", &township, "--json"])?;
        let waiting: serde_json::Value = serde_json::from_str(&printed).map_err(|error| error.to_string())?;
        match waiting.as_array() {
            Some(rows) if rows.is_empty() => Ok(()),
            _ => Err(format!("the server's queue still holds: {printed}")),
        }
    }
}

async fn cut(window: &Window) -> Result<(), String> {
    window.tap("nav-sync").await?;
    window.tap("network-cut").await?;
    window.wait_attribute("network-cut", "aria-pressed", "true").await
}

pub(super) async fn start(window: &Window, kind: &str, start: &str, minutes: &str) -> Result<(), String> {
    window.tap("nav-home").await?;
    window.tap("new-entry").await?;
    window.find("step-one").await?;
    window.tap(&format!("village-{VILLAGE}")).await?;
    window.tap(&format!("start-{start}")).await?;
    window.tap(&format!("length-{minutes}")).await?;
    window.tap(&format!("kind-{kind}")).await?;
    window.tap("mode-on_site").await
}

async fn write_visit(window: &Window) -> Result<(), String> {
    start(window, "visit", "08:30", "90").await?;
    window.shot("02-write-step-one").await?;
    window.tap("write-next").await?;
    // Whom a visit served is said where somebody was: no row stands there before.
    window.tap("person-add").await?;
    window.fill("person-0-name", VILLAGER).await?;
    window.fill("matter", VISIT_MATTER).await?;
    window.fill("advice", VISIT_ADVICE).await?;
    window.tap("result-class-to_mediation").await?;
    window.expect("draft-saved", "已保存").await?;
    window.tap("write-next").await?;
    window.expect("ledger-page", VILLAGER).await?;
    window.shot("03-write-check").await?;
    window.tap("save-sign").await
}

async fn write_lecture(window: &Window) -> Result<(), String> {
    start(window, "lecture", "10:00", "120").await?;
    window.tap("write-next").await?;
    window.fill("lecture-topic", LECTURE_TOPIC).await?;
    window.fill("lecture-speaker", "覃明远").await?;
    window.fill("lecture-place", "村委会会议室").await?;
    window.fill("lecture-heads", "36").await?;
    window.fill("lecture-copies", "40").await?;
    window.shot("05-write-lecture").await?;
    window.tap("write-next").await?;
    window.expect("ledger-page", LECTURE_TOPIC).await?;
    window.tap("save-sign").await
}

/// Signs an entry that names a villager, who is not there to confirm.
async fn sign_without_villager(window: &Window, hand: u32, shot: &str) -> Result<(), String> {
    write_name(window, hand, shot).await?;
    window.expect("villagers", VILLAGER).await?;
    window.shot(&format!("{shot}-b-sign-villagers")).await?;
    window.tap("villagers-next").await?;
    give_pin(window, shot).await
}

/// Signs an entry that names nobody.
async fn sign(window: &Window, hand: u32, shot: &str) -> Result<(), String> {
    write_name(window, hand, shot).await?;
    give_pin(window, shot).await
}

/// Reads, gives the opinion, signs by hand.
async fn write_name(window: &Window, hand: u32, shot: &str) -> Result<(), String> {
    window.expect("ledger-page", VILLAGE_NAME).await?;
    window.shot(&format!("{shot}-a-sign-read")).await?;
    window.tap("sign-read-done").await?;
    window.tap("opinion-satisfied").await?;
    window.draw("ink-pad", hand).await?;
    window.shot(&format!("{shot}-b-sign-ink")).await?;
    window.tap("ink-confirm").await
}

/// Gives the PIN, hands the tablet back; the counsel's PIN opens it again.
async fn give_pin(window: &Window, shot: &str) -> Result<(), String> {
    window.pin("sign-pin", DEMO_PIN).await?;
    window.find("sign-done").await?;
    window.shot(&format!("{shot}-c-sign-done")).await?;
    window.tap("sign-finish").await?;
    window.pin("hand-back-pin", DEMO_PIN).await?;
    window.find("[data-stage=\"signed\"]").await.map(|_| ())
}

async fn unsent(window: &Window) -> Result<(), String> {
    window.tap("nav-sync").await?;
    window
        .find("[data-test=\"sync-item\"] ~ [data-test=\"sync-item\"]")
        .await?;
    window.wait_attribute("status-unsent", "data-count", "2").await?;
    window.shot("07-sync-offline").await
}

async fn killed(window: Window) -> Result<Window, String> {
    first_module_only(&window).await?;
    let window = window.kill_and_reopen().await?;
    window.watch_modules(false).await?;
    window.tap("[data-test^=\"slot-\"]").await?;
    window.pin("pin", DEMO_PIN).await?;
    window.tap("nav-volume").await?;
    window.find("[data-test=\"volume-total\"][data-total=\"2\"]").await?;
    Ok(window)
}

async fn restore(window: &Window) -> Result<(), String> {
    window.tap("nav-sync").await?;
    window.tap("network-on").await?;
    window.tap("sync-now").await?;
    window.find("sync-empty").await?;
    window.shot("08-sync-done").await?;
    window.tap("nav-volume").await?;
    window.find("[data-stage=\"in_review\"]").await.map(|_| ())
}

async fn approve(window: &Window) -> Result<(), String> {
    open_row(window, "走访").await?;
    window.keys("a").await?;
    window.expect("desk-waiting-count", "1").await?;
    window.shot("10-desk-approved").await
}

async fn send_back(window: &Window) -> Result<(), String> {
    open_row(window, LECTURE_TOPIC).await?;
    window.tap("desk-return").await?;
    window.tap("return-template-0").await?;
    window.shot("11-desk-return").await?;
    window.tap("return-confirm").await?;
    window.gone("desk-row").await
}

/// Opens the row whose record holds the words, with the keys of the desk.
pub(super) async fn open_row(window: &Window, words: &str) -> Result<(), String> {
    for _ in 0..3 {
        window.find("ledger-page").await?;
        if window.text("ledger-page").await?.contains(words) {
            return Ok(());
        }
        window.keys("j").await?;
        window.keys("\u{e007}").await?;
        window.settle().await;
    }
    window.expect("ledger-page", words).await
}
