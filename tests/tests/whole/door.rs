//! The browser door over real HTTP: a browser is a device like any other, visitors leave nothing behind, no other site changes anything, and
//! neither the disk alone nor the cookie alone opens a device.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cunfa_client::{App, AppConfig, SystemDeriver};
use cunfa_core::entry::Form;
use cunfa_core::{Decision, EntryId, Person, PersonId, Role};
use cunfa_door::{Door, DoorConfig};
use cunfa_evidence::pin::{Cost, PinKey};
use cunfa_protocol::view::{Session, SessionStage, SheetOf, Sought};
use cunfa_protocol::{Ask, Code, Command, FailureReply, Reply, command as c};
use cunfa_store::keyfile::{DB_KEY, KeyFile};
use cunfa_tests::harness::device::PIN;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::{Scene, TestFolder, TestLink, Who};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{scene, village};

/// How long the real clock may take for what apps do by themselves.
const SOON: Duration = Duration::from_secs(30);

/// A county with a door, and where its files lie.
struct House {
    scene: Scene,
    door: Door,
    folder: TestFolder,
    port: u16,
}

/// A browser: what it was given it sends again.
struct Browser {
    port: u16,
    cookie: Option<String>,
}

struct Answered {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl House {
    async fn new() -> House {
        let (scene, folder) = (scene(), TestFolder::new().unwrap());
        std::fs::create_dir(folder.join("interface")).unwrap();
        let page = "<!doctype html><title>村法台账</title>".repeat(50);
        std::fs::write(folder.join("interface/index.html"), page).unwrap();
        let link = Arc::new(TestLink::new(Arc::clone(&scene.server)));
        let config = DoorConfig {
            cost: Cost::TEST,
            ..DoorConfig::new(folder.join("interface"), folder.join("devices"), link, false)
        };
        let door = Door::open(config).unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(door.clone().serve(listener, None, std::future::pending()));
        House {
            scene,
            door,
            folder,
            port,
        }
    }

    fn visitor(&self) -> Browser {
        Browser {
            port: self.port,
            cookie: None,
        }
    }

    fn code(&self, who: Who) -> String {
        self.scene.server.invite(who.person().id).unwrap()
    }

    async fn enrolled(&self, who: Who) -> Browser {
        let mut browser = self.visitor();
        browser.enrol(&self.code(who)).await.unwrap();
        browser
    }

    /// The browsers' folders.
    fn folders(&self) -> Vec<PathBuf> {
        let all = std::fs::read_dir(self.folder.join("devices")).unwrap().flatten();
        let paths = all.map(|entry| entry.path());
        paths
            .filter(|path| path.file_name().is_some_and(|name| name.len() == 64))
            .collect()
    }
}

impl Browser {
    async fn send(&self, what: &str, headers: &[(&str, &str)], body: &str) -> Answered {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let mut text = format!(
            "{what} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n",
            self.port
        );
        if let Some(cookie) = &self.cookie {
            text += &format!("Cookie: {cookie}\r\n");
        }
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        text += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let at = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..at].to_vec()).unwrap();
        Answered {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head,
            body: bytes[at + 4..].to_vec(),
        }
    }

    /// As a page of ours asks.
    async fn ask<A: Ask>(&mut self, ask: A) -> Result<A::Answer, Code> {
        let command: Command = ask.into();
        let origin = format!("http://127.0.0.1:{}", self.port);
        let headers = [
            ("Origin", origin.as_str()),
            ("Content-Type", "application/json"),
            ("X-Cunfa", "1"),
            ("Sec-Fetch-Site", "same-origin"),
        ];
        let got = self
            .send("POST /door/ask", &headers, &serde_json::to_string(&command).unwrap())
            .await;
        assert_eq!(got.status, 200, "{}", got.head);
        let given = got.head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        if let Some(given) = given {
            self.cookie = given.split(';').next().map(str::to_owned);
        }
        let mut answer: serde_json::Value = serde_json::from_slice(&got.body).unwrap();
        match answer.get_mut("ok") {
            Some(reply) => Ok(A::answer(serde_json::from_value::<Reply>(reply.take()).unwrap()).unwrap()),
            None => Err(serde_json::from_value::<FailureReply>(answer["failure"].take())
                .unwrap()
                .code),
        }
    }

    async fn enrol(&mut self, code: &str) -> Result<Session, Code> {
        self.ask(c::Enrol {
            server: "https://typed.by.nobody".to_owned(),
            code: code.to_owned(),
            pin: PIN.to_owned(),
            device_name: "三塘所值班电脑".to_owned(),
        })
        .await
    }

    async fn unlock(&mut self) -> Result<Session, Code> {
        let pin = PIN.to_owned();
        self.ask(c::Unlock { slot: 1, pin }).await
    }

    async fn session(&mut self) -> Session {
        self.ask(c::SessionStatus {}).await.unwrap()
    }

    async fn draft_of(&mut self, form: &Form) {
        let start = c::StartDraft {
            kind: form.kind,
            village: form.village.clone(),
            corrects: None,
            changes: None,
        };
        let draft = self.ask(start).await.unwrap().draft;
        let form = form.clone();
        self.ask(c::SaveDraft { draft, form }).await.unwrap();
    }
}

#[tokio::test]
async fn an_office_reviews_in_a_browser_and_the_server_and_the_tablet_have_it() {
    let mut house = House::new().await;
    let tablet = house.scene.tablet().await.unwrap();
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sign(entry, 1, 7).await.unwrap();
    tablet.sync().await.unwrap();
    let mut office = house.visitor();
    let session = office.enrol(&house.code(Who::Office)).await.unwrap();
    let SessionStage::Open(me) = session.stage else {
        panic!("open after enrolling")
    };
    assert_eq!(
        (me.device_name.as_str(), me.server),
        ("三塘所值班电脑（浏览器）", format!("http://127.0.0.1:{}", house.port))
    );
    let until = Instant::now() + SOON;
    while office
        .ask(c::ReviewQueue { village: None })
        .await
        .unwrap()
        .waiting
        .is_empty()
    {
        assert!(Instant::now() < until, "nothing came down");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let shown = office.ask(c::OpenEntry { entry }).await.unwrap();
    let review = c::Review {
        entry,
        sign_off: shown.life.official.unwrap(),
        decision: Decision::Approve,
    };
    office.ask(review).await.unwrap();
    let until = Instant::now() + SOON;
    while tablet.entry(entry).await.unwrap().acts.len() < shown.acts.len() + 1 {
        assert!(Instant::now() < until, "the decision did not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
        tablet.sync().await.unwrap();
    }
}

#[tokio::test]
async fn many_visitors_and_wrong_codes_leave_no_folder_and_get_no_cookie() {
    let house = House::new().await;
    for code in ["", "ABCDE-23456", "ZZZZZ-99999"] {
        let mut visitor = house.visitor();
        assert_eq!(visitor.session().await.stage, SessionStage::Fresh);
        assert_eq!(visitor.ask(c::Home {}).await.unwrap_err(), Code::NotNow);
        assert_eq!(visitor.enrol(code).await.unwrap_err(), Code::InvitationUnknown);
        assert_eq!(visitor.cookie, None);
    }
    let stranger = Browser {
        port: house.port,
        cookie: Some(format!("__Host-cunfa={}", "A".repeat(43))),
    };
    assert_eq!({ stranger }.session().await.stage, SessionStage::Fresh);
    assert_eq!(house.folders(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn who_tries_codes_without_end_is_not_heard_any_more() {
    let house = House::new().await;
    for _ in 0..10 {
        assert_eq!(
            house.visitor().enrol("ABCDE-23456").await.unwrap_err(),
            Code::InvitationUnknown
        );
    }
    let code = house.code(Who::Office);
    assert_eq!(house.visitor().enrol(&code).await.unwrap_err(), Code::NoNetwork);
    assert!(house.scene.server.devices().unwrap().is_empty());
}

#[tokio::test]
async fn no_other_site_changes_anything_and_nothing_is_changed_by_looking() {
    let house = House::new().await;
    let browser = house.enrolled(Who::Office).await;
    let origin = format!("http://127.0.0.1:{}", house.port);
    let lock = serde_json::to_string(&Command::from(c::Lock {})).unwrap();
    let good = [
        ("Origin", origin.as_str()),
        ("Content-Type", "application/json"),
        ("X-Cunfa", "1"),
        ("Sec-Fetch-Site", "same-origin"),
    ];
    let tries = [
        ("Origin", "https://other.example"),
        ("Content-Type", "text/plain"),
        ("X-Cunfa", "0"),
        ("Sec-Fetch-Site", "cross-site"),
    ];
    for (name, value) in tries {
        let headers = good.map(|(of, kept)| (of, if of == name { value } else { kept }));
        assert_eq!(
            browser.send("POST /door/ask", &headers, &lock).await.status,
            403,
            "{name}"
        );
    }
    assert_eq!(browser.send("GET /door/ask", &good, "").await.status, 405);
    let elsewhere = [("Sec-Fetch-Site", "cross-site")];
    assert_eq!(browser.send("GET /door/events", &elsewhere, "").await.status, 403);
    let stage = { browser }.session().await.stage;
    assert!(matches!(stage, SessionStage::Open(_)), "{stage:?}");
}

#[tokio::test]
async fn the_cookie_of_one_browser_opens_only_that_browsers_device() {
    let house = House::new().await;
    let (mut office, mut counsel) = (house.enrolled(Who::Office).await, house.enrolled(Who::Counsel).await);
    assert_ne!(office.cookie, counsel.cookie);
    for (browser, who) in [(&mut office, Who::Office), (&mut counsel, Who::Counsel)] {
        let SessionStage::Open(me) = browser.session().await.stage else {
            panic!("open after enrolling")
        };
        assert_eq!(me.person.id, who.person().id);
    }
    assert_eq!(house.folders().len(), 2);
}

#[tokio::test]
async fn neither_the_disk_alone_nor_the_cookie_alone_opens_a_device() {
    let house = House::new().await;
    let browser = house.enrolled(Who::Office).await;
    let folder = house.folders().remove(0);
    let slot = KeyFile::read(&folder).unwrap().slots.remove(0);
    let by_pin = PinKey::derive(PIN, &slot.salt, slot.cost).unwrap();
    assert!(by_pin.open(DB_KEY, &slot.sealed_db_key).is_err());
    let copy = TestFolder::new().unwrap();
    for file in std::fs::read_dir(&folder).unwrap().flatten() {
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    let mut config = AppConfig::real(copy.path().to_owned()).unwrap();
    config.deriver = Arc::new(SystemDeriver);
    let thief = App::open(config).unwrap();
    let unlock = c::Unlock {
        slot: 1,
        pin: PIN.to_owned(),
    };
    let refused = thief.handle(unlock.into()).await.unwrap_err().code;
    assert!(matches!(refused, Code::WrongPin { .. }), "{refused:?}");
    let other = House::new().await;
    let mut elsewhere = Browser {
        port: other.port,
        cookie: browser.cookie,
    };
    assert_eq!(elsewhere.session().await.stage, SessionStage::Fresh);
}

#[tokio::test]
async fn a_session_that_ends_in_mid_form_keeps_what_was_typed() {
    let house = House::new().await;
    let mut counsel = house.enrolled(Who::Counsel).await;
    let form = consultation(&village(), "写到一半的事由");
    counsel.draft_of(&form).await;
    // Locked after a quarter of an hour without a page; closed after an hour.
    for minutes in [20, 90] {
        house
            .door
            .tidy(Instant::now() + Duration::from_secs(minutes * 60))
            .await;
        assert_eq!(counsel.session().await.stage, SessionStage::Locked);
        assert_eq!(counsel.ask(c::Drafts {}).await.unwrap_err(), Code::Locked);
        counsel.unlock().await.unwrap();
        let drafts = counsel.ask(c::Drafts {}).await.unwrap();
        assert_eq!(
            drafts.into_iter().map(|draft| draft.form).collect::<Vec<_>>(),
            std::slice::from_ref(&form)
        );
    }
}

#[tokio::test]
async fn a_session_that_ends_in_mid_form_keeps_a_record_of_the_registers_and_an_answer_to_a_question_for_whoever_typed_them()
 {
    let house = House::new().await;
    let record = EntryId([0; 16]);
    let entry = EntryId([0x51; 16]);
    for (who, form, subject) in [
        (Who::County, "recusal", record),
        (Who::County, "withdraw", EntryId([0x52; 16])),
        (Who::Counsel, "answer:party", entry),
    ] {
        let mut browser = house.enrolled(who).await;
        let (form, text) = (form.to_owned(), "三塘村两户争同一片林地，已请另一位".to_owned());
        let keep = c::KeepTyped {
            form: form.clone(),
            subject,
            text: text.clone(),
        };
        browser.ask(keep).await.unwrap();
        let typed = || c::Typed {
            form: form.clone(),
            subject,
        };
        for minutes in [20, 90] {
            house
                .door
                .tidy(Instant::now() + Duration::from_secs(minutes * 60))
                .await;
            assert_eq!(browser.session().await.stage, SessionStage::Locked);
            assert_eq!(browser.ask(typed()).await.unwrap_err(), Code::Locked);
            browser.unlock().await.unwrap();
            assert_eq!(browser.ask(typed()).await.unwrap().text, text, "{form}");
        }
        assert_eq!(
            house.enrolled(who).await.ask(typed()).await.unwrap().text,
            "",
            "in no other browser"
        );
    }
}

#[tokio::test]
async fn what_reaches_for_sticks_and_files_is_refused_in_a_browser() {
    let house = House::new().await;
    let mut office = house.enrolled(Who::Office).await;
    assert_eq!(office.ask(c::Backup {}).await.unwrap_err(), Code::NotNow);
    assert_eq!(office.ask(c::Courier {}).await.unwrap_err(), Code::NotNow);
    let place = house.folder.path().display().to_string();
    assert_eq!(office.ask(c::MakeBackup { place }).await.unwrap_err(), Code::NotNow);
}

#[tokio::test]
async fn every_table_goes_to_the_page_and_none_to_the_servers_disk() {
    let house = House::new().await;
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let of_office = vec![
        SheetOf::Entries(Sought::default()),
        SheetOf::Months(day),
        SheetOf::Check(day),
        SheetOf::Registers(None),
        SheetOf::Needs,
    ];
    let of_county = vec![
        SheetOf::Half(day),
        SheetOf::Year(day),
        SheetOf::Months(day),
        SheetOf::Registers(None),
    ];
    let city = Person {
        id: PersonId([0x5C; 16]),
        role: Role::City,
        scope: vec!["450102".parse().unwrap()],
        ..Who::County.person()
    };
    house.scene.server.add_person(&city).unwrap();
    let above = vec![SheetOf::City(day)];
    for (person, tables) in [
        (Who::Office.person().id, of_office),
        (Who::County.person().id, of_county),
        (city.id, above),
    ] {
        let mut browser = house.visitor();
        browser
            .enrol(&house.scene.server.invite(person).unwrap())
            .await
            .unwrap();
        let places = browser.ask(c::SheetPlaces {}).await.unwrap();
        assert_eq!((places.places.len(), places.by_page), (0, true));
        for of in tables {
            let place = house.folder.path().display().to_string();
            let elsewhere = browser.ask(c::WriteSheet { place, of: of.clone() }).await;
            assert!(matches!(elsewhere, Err(Code::Courier { .. })), "{of:?}: {elsewhere:?}");
            let place = String::new();
            let made = browser.ask(c::WriteSheet { place, of: of.clone() }).await.unwrap();
            let bytes = STANDARD.decode(made.content.unwrap()).unwrap();
            assert_eq!(made.bytes, bytes.len() as u64);
            assert!(
                made.name.starts_with("台账表-") && made.name.ends_with(".xlsx"),
                "{}",
                made.name
            );
            assert!(!cunfa_sheet::read(&bytes).unwrap().sheets.is_empty(), "{of:?}");
        }
    }
    let mut counsel = house.enrolled(Who::Counsel).await;
    let (place, of) = (String::new(), SheetOf::Year(day));
    assert_eq!(counsel.ask(c::WriteSheet { place, of }).await, Err(Code::NotAllowed));
}

#[tokio::test]
async fn the_page_comes_packed_once_and_says_what_it_may_do() {
    let house = House::new().await;
    let visitor = house.visitor();
    let plain = visitor.send("GET /", &[], "").await;
    let packed = visitor.send("GET /", &[("Accept-Encoding", "gzip, br;q=1")], "").await;
    assert_eq!((plain.status, packed.status), (200, 200));
    assert!(packed.body.len() < plain.body.len() && packed.head.contains("content-encoding: br"));
    let tag = plain.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    let again = visitor.send("GET /", &[("If-None-Match", tag)], "").await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    for part in [
        "script-src 'self' 'wasm-unsafe-eval';",
        "frame-ancestors 'none'",
        "nosniff",
        "no-referrer",
    ] {
        assert!(plain.head.contains(part), "{part}");
    }
    for path in ["/../door.rs", "/devices", "/%2e%2e/devices", "/nothing"] {
        assert_eq!(
            visitor.send(&format!("GET {path}"), &[], "").await.status,
            404,
            "{path}"
        );
    }
}
