//! The public page over loopback HTTP, against the real process: what anybody sees, what a villager leaves, and that nothing else is there.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

use cunfa_core::register::{Column, RecordKind, Registration};
use cunfa_core::{ActId, Body, EntryId, PersonId};
use cunfa_evidence::batch::SealedBatch;
use cunfa_protocol::inquiries::{INQUIRIES_PATH, InquiriesRequest, InquiriesResponse};
use cunfa_protocol::registers::{REGISTERS_PATH, RegistersRequest, RegistersResponse};
use cunfa_protocol::wire::{
    BatchAnswer, Blob, ENROL_PATH, EnrolResponse, Refusal, SYNC_PATH, VERSION, WireBatch, decode, encode,
};

use crate::support::needs::Paper;
use crate::support::registers;
use crate::support::wire::{Got, answer, ask, post};
use crate::support::{Answered, House, Ledger, OFFICE, OTHER_VILLAGE, Program, Served, TestDevice, VILLAGE, enrolment};

pub const URL: &str = "https://gs.example.cn";
/// Most bytes of any page, its stylesheet included.
pub const LIGHT: usize = 100 * 1000;

pub struct Yard {
    pub program: Program,
    pub served: Served,
    /// Of the public page.
    pub port: u16,
}

/// A server with a public page.
pub fn yard() -> Yard {
    let program = Program::founded();
    let public = format!("[public]\nlisten = \"127.0.0.1:0\"\nurl = \"{URL}\"\n");
    let operator = "[operator]\nname = \"某县（区）司法局\"\nicp_filing = \"桂ICP备00000000号-1\"\n";
    program.configure("127.0.0.1:0", &[public.as_str(), operator].concat());
    let mut served = program.serve();
    let line = served.wait_for_log("open for the public");
    let port = line
        .rsplit(':')
        .next()
        .and_then(|port| port.trim().parse().ok())
        .unwrap();
    Yard { program, served, port }
}

impl Yard {
    pub fn get(&self, path: &str) -> Got {
        ask(self.port, &format!("GET {path} HTTP/1.1"), b"")
    }

    pub fn page(&self, path: &str) -> String {
        let got = self.get(path);
        assert_eq!(got.status, 200, "{path}");
        text(&got)
    }

    /// Sends a form, with headers of a browser.
    fn send(&self, form: &str, headers: &str) -> Got {
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let head = format!("POST /gs/{VILLAGE}/wen HTTP/1.1\r\n{kind}{headers}");
        ask(self.port, &head, form.as_bytes())
    }

    /// A device of the office.
    pub fn office(&self) -> TestDevice {
        self.enrolled("office", OFFICE)
    }

    pub fn enrolled(&self, role: &str, scope: &str) -> TestDevice {
        let person = self.program.add_person(role, scope);
        let request = enrolment(role, &self.program.invite(&person), role);
        let got = post(self.served.port, ENROL_PATH, None, &encode(&request).unwrap());
        TestDevice::enrolled(role, &decode::<EnrolResponse>(&got.body).unwrap())
    }

    /// What waits for the office.
    fn waiting(&self, office: &TestDevice) -> InquiriesResponse {
        let request = InquiriesRequest {
            version: VERSION,
            by: office.person.id,
            decisions: Vec::new(),
        };
        let body = encode(&request).unwrap();
        let got = post(self.served.port, INQUIRIES_PATH, Some(&office.token), &body);
        assert_eq!(got.status, 200);
        decode(&got.body).unwrap()
    }
}

pub fn text(got: &Got) -> String {
    String::from_utf8(got.body.clone()).unwrap()
}

/// As a browser writes a form.
pub fn form(pairs: &[(&str, &str)]) -> String {
    let encoded = |value: &str| value.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn question(matter: &str) -> String {
    form(&[
        ("number", &"7".repeat(32)),
        ("matter", matter),
        ("name", "韦大爷"),
        ("phone", ""),
    ])
}

/// Every page there is, with what it may answer.
const PAGES: [(&str, u16); 13] = [
    ("/gs/", 200),
    ("/gs/?q=%E9%82%A3%E5%86%B5", 200),
    ("/gs/?z=450102101", 200),
    ("/gs/450102101202", 200),
    ("/gs/450102101202/pai", 200),
    ("/gs/450102101202/shou", 303),
    ("/gs/style.css", 200),
    ("/ls/", 200),
    ("/ls/kt", 200),
    ("/ls/gw/01010101010101010101010101010101", 303),
    ("/gs/999999999999", 404),
    ("/gs/4501", 404),
    ("/favicon.ico", 404),
];

#[test]
fn every_page_is_light_has_no_script_and_says_so_to_the_browser() {
    let yard = yard();
    let style = yard.get("/gs/style.css").body.len();
    for (path, status) in PAGES {
        let got = yard.get(path);
        assert_eq!(got.status, status, "{path}");
        assert!(got.body.len() + style < LIGHT, "{path}: {} bytes", got.body.len());
        let page = text(&got);
        for script in [
            "<script",
            "javascript:",
            " onload",
            " onclick",
            "<iframe",
            "<img",
            "@import",
            "url(",
        ] {
            assert!(!page.contains(script), "{path}: {script}");
        }
        for header in [
            "content-security-policy: default-src 'none'; style-src 'self'; form-action 'self'",
            "x-content-type-options: nosniff",
            "referrer-policy: same-origin",
        ] {
            assert!(got.head.contains(header), "{path}: {}", got.head);
        }
        assert!(!got.head.contains("set-cookie"), "{path}");
    }
    for (path, kept) in [("/gs/", "no-cache"), ("/gs/4501", "no-store"), ("/", "no-store")] {
        let got = yard.get(path);
        assert!(
            got.head.contains(&format!("cache-control: {kept}")),
            "{path}: {}",
            got.head
        );
    }
}

#[test]
fn a_village_is_found_by_its_name_by_its_township_and_by_the_code_on_its_board() {
    let yard = yard();
    let link = format!("href=\"/gs/{VILLAGE}\"");
    for path in [
        "/gs/?q=%E9%82%A3%E5%86%B5",
        "/gs/?q=%E4%B8%89%E5%A1%98+%E9%82%A3%E5%86%B5",
        "/gs/?z=450102101",
    ] {
        assert!(yard.page(path).contains(&link), "{path}");
    }
    let none = yard.page("/gs/?q=%E4%B8%8D%E5%AD%98%E5%9C%A8");
    assert!(none.contains("没有找到") && !none.contains(&link));
    assert!(yard.page("/gs/?q=%E6%9D%91").contains("还有更多没有列出"));
    let village = yard.page(&format!("/gs/{VILLAGE}"));
    assert!(
        village.contains("<h1>那况") && village.contains("兴宁区三塘镇"),
        "{village}"
    );
    assert!(village.contains("目前没有登记在任的法律顾问"));
    let printed = yard.page(&format!("/gs/{VILLAGE}/pai"));
    assert!(printed.contains("<svg") && printed.contains(&format!("{URL}/gs/{VILLAGE}")));
    for (path, to) in [("/", "/gs/"), ("/gs", "/gs/")] {
        let got = yard.get(path);
        assert_eq!(got.status, 303);
        assert!(got.head.contains(&format!("location: {to}")), "{}", got.head);
    }
}

#[test]
fn a_page_says_what_it_is_and_every_field_has_its_name() {
    let yard = yard();
    let page = yard.page(&format!("/gs/{VILLAGE}"));
    assert!(page.starts_with("<!doctype html><html lang=\"zh-Hans\">"));
    assert!(page.contains("<meta name=\"viewport\"") && page.contains("<title>那况"));
    for field in ["matter", "name", "phone", "website"] {
        assert!(page.contains(&format!("<label for=\"{field}\">")), "{field}");
        assert!(page.contains(&format!(" id=\"{field}\"")), "{field}");
    }
    assert!(page.contains("name=\"number\""));
    assert!(page.contains("运营单位：某县（区）司法局") && page.contains("桂ICP备00000000号-1"));
    assert!(
        page.contains("不会公开") && page.contains("90 天"),
        "what becomes of it"
    );
}

#[test]
fn a_question_reaches_the_office_once_and_is_shown_on_no_page() {
    let yard = yard();
    let office = yard.office();
    let asked = question("承包地被占，\r\n怎么办？𠮷");
    for _ in 0..2 {
        let got = yard.send(&asked, "");
        assert_eq!(got.status, 303);
        assert!(
            got.head.contains(&format!("location: /gs/{VILLAGE}/shou")),
            "{}",
            got.head
        );
    }
    let seen = yard.waiting(&office);
    assert_eq!((seen.inquiries.len(), seen.url.as_deref()), (1, Some(URL)));
    let one = &seen.inquiries[0];
    assert_eq!(
        (one.village.as_str(), one.asked.name.as_str(), one.asked.matter.as_str()),
        (VILLAGE, "韦大爷", "承包地被占，\n怎么办？𠮷")
    );
    for (path, _) in PAGES {
        let page = text(&yard.get(path));
        assert!(!page.contains("承包地") && !page.contains("韦大爷"), "{path}");
    }
}

#[test]
fn html_in_a_question_comes_out_as_text_and_what_cannot_be_seen_is_left_out() {
    let yard = yard();
    let office = yard.office();
    let hostile = "</textarea><script>alert(1)</script>\u{0}\u{7}\u{202e}'\"&lt;";
    let nothing = form(&[("matter", "\u{0}\u{1b} "), ("name", hostile)]);
    let got = yard.send(&nothing, "");
    assert_eq!(got.status, 422);
    let page = text(&got);
    assert!(page.contains("请填写“您想问什么”"), "{page}");
    assert!(!page.contains("<script>") && !page.contains('\u{0}') && !page.contains('\u{7}'));
    assert!(page.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("&#39;&quot;&amp;lt;"));
    assert_eq!(yard.send(&question(hostile), "").status, 303);
    let seen = yard.waiting(&office);
    assert_eq!(
        seen.inquiries[0].asked.matter,
        "</textarea><script>alert(1)</script>'\"&lt;"
    );
    // What an address says is shown nowhere but in its field.
    let page = yard.page("/gs/?q=%22%3E%3Cscript%3E");
    assert!(page.contains("value=\"&quot;&gt;&lt;script&gt;\"") && !page.contains("<script>"));
}

#[test]
fn a_text_that_is_too_long_is_said_to_be_and_never_cut() {
    let yard = yard();
    let office = yard.office();
    let got = yard.send(&question(&"村".repeat(1_001)), "");
    let page = text(&got);
    assert_eq!(got.status, 422);
    assert!(
        page.contains("写了 1001 个字，最多 1000 个字") && page.contains("没有丢"),
        "{page}"
    );
    assert!(page.contains(&"村".repeat(1_001)), "it stands in the form");
    let huge = yard.send(&question(&"村".repeat(100_000)), "");
    assert_eq!(huge.status, 413);
    assert!(text(&huge).contains("内容太长，没有收下"));
    let quotes = yard.send(&question(&"\"".repeat(20_000)), "");
    assert!(quotes.body.len() < LIGHT, "{} bytes", quotes.body.len());
    assert_eq!(yard.waiting(&office).inquiries, []);
    assert_eq!(yard.send(&question(&"村".repeat(1_000)), "").status, 303);
    assert_eq!(yard.waiting(&office).inquiries.len(), 1);
}

#[test]
fn what_a_program_fills_in_is_not_kept_and_nobody_is_told_it_was() {
    let yard = yard();
    let office = yard.office();
    let filled = [question("买一送一").as_str(), "&website=http%3A%2F%2Fx"].concat();
    let got = yard.send(&filled, "");
    assert_eq!(got.status, 422);
    let page = text(&got);
    assert!(
        page.contains("已经清空") && page.contains("买一送一") && !page.contains("http://x"),
        "{page}"
    );
    assert_eq!(yard.waiting(&office).inquiries, []);
}

#[test]
fn a_form_of_another_site_is_not_kept_and_one_of_ours_is() {
    let yard = yard();
    let office = yard.office();
    for header in [
        "\r\nOrigin: https://other.example",
        "\r\nOrigin: null",
        "\r\nSec-Fetch-Site: cross-site",
    ] {
        let got = yard.send(&question("问"), header);
        assert_eq!(got.status, 403, "{header}");
        assert!(text(&got).contains("\n问</textarea>"), "{header}");
    }
    assert_eq!(yard.waiting(&office).inquiries, []);
    for header in ["\r\nOrigin: https://gs.example.cn", "\r\nSec-Fetch-Site: same-origin"] {
        assert_eq!(yard.send(&question("问"), header).status, 303, "{header}");
    }
    assert_eq!(yard.waiting(&office).inquiries.len(), 1);
}

#[test]
fn from_one_address_come_so_many_questions_and_the_next_one_keeps_its_text() {
    let yard = yard();
    let office = yard.office();
    for number in 0..20 {
        assert_eq!(yard.send(&question(&format!("第{number}问")), "").status, 303);
    }
    let got = yard.send(&question("第二十一问"), "");
    assert_eq!(got.status, 429);
    let page = text(&got);
    assert!(
        page.contains("提交得太多") && page.contains("第二十一问</textarea>"),
        "{page}"
    );
    assert_eq!(yard.waiting(&office).inquiries.len(), 20);
    assert_eq!(yard.get(&format!("/gs/{VILLAGE}")).status, 200, "it can still be read");
}

#[test]
fn who_loads_too_many_pages_is_told_so_before_anything_of_a_form_is_read() {
    let yard = yard();
    for _ in 0..600 {
        assert_eq!(yard.get("/gs/style.css").status, 200);
    }
    let mut stream = TcpStream::connect(("127.0.0.1", yard.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // The form that is announced never comes.
    let head = format!("POST /gs/{VILLAGE}/wen HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let got = answer(stream);
    assert_eq!(got.status, 429);
    assert!(text(&got).contains("还没有收到，请按返回键"), "{}", text(&got));
}

#[test]
fn nobody_is_told_that_a_question_was_received_but_with_the_id_of_one_that_is_kept() {
    let yard = yard();
    let got = yard.send(&question("问"), "");
    let shown = got.head.lines().find_map(|line| line.strip_prefix("location: "));
    let shown = shown.unwrap().trim();
    assert!(yard.page(shown).contains("您的问题已经收到"));
    let id = shown.rsplit('=').next().unwrap();
    for (village, query) in [
        (VILLAGE, String::new()),
        (VILLAGE, "?n=1".to_owned()),
        (VILLAGE, format!("?n={}", "0".repeat(32))),
        (OTHER_VILLAGE, format!("?n={id}")),
    ] {
        let got = yard.get(&format!("/gs/{village}/shou{query}"));
        assert_eq!(got.status, 303, "{village} {query}");
        assert!(
            got.head.contains(&format!("location: /gs/{village}\r\n")),
            "{}",
            got.head
        );
    }
}

#[test]
fn a_question_to_a_merged_village_is_said_not_to_be_received_and_keeps_its_text() {
    let yard = yard();
    let (county, office) = (yard.enrolled("county", "450102"), yard.office());
    let house = House::new();
    let merged = registers::said(
        RecordKind::Village,
        &[
            (Column::Village, VILLAGE),
            (Column::MergedInto, OTHER_VILLAGE),
            (Column::From, "2017-01-01"),
        ],
    );
    register(&yard, &house, &county, merged);
    let got = yard.send(&question("承包地被占"), "");
    assert_eq!(got.status, 409);
    let page = text(&got);
    assert!(
        page.contains("您的问题没有收到") && page.contains("readonly>\n承包地被占</textarea>"),
        "{page}"
    );
    assert!(page.contains(&format!("href=\"/gs/{OTHER_VILLAGE}\"")) && !page.contains("<form"));
    assert_eq!(yard.waiting(&office).inquiries, []);
    let page = yard.page(&format!("/gs/{VILLAGE}"));
    assert!(page.contains("已经并入") && !page.contains("没有收到"), "{page}");
    let printed = yard.get(&format!("/gs/{VILLAGE}/pai"));
    assert_eq!(printed.status, 303);
    assert!(
        printed.head.contains(&format!("location: /gs/{VILLAGE}\r\n")),
        "{}",
        printed.head
    );
}

#[test]
fn a_question_to_a_village_that_is_not_there_goes_nowhere() {
    let yard = yard();
    for path in ["/gs/999999999999/wen", "/gs/45/wen", "/gs/wen", "/gs/450102000000/wen"] {
        let got = ask(yard.port, &format!("POST {path} HTTP/1.1"), question("问").as_bytes());
        assert_eq!(got.status, 404, "{path}");
    }
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        let got = ask(yard.port, &format!("{method} /gs/{VILLAGE}/wen HTTP/1.1"), b"");
        assert_eq!(got.status, 404, "{method}");
    }
}

/// Says something of a record of the registers, over the network, and it is taken.
pub fn register(yard: &Yard, house: &House, device: &TestDevice, said: Registration) -> EntryId {
    let record = EntryId(house.random.bytes());
    say(yard, house, device, (record, said));
    record
}

/// Says the next word of a record, and it is taken; gives the act.
pub fn say(yard: &Yard, house: &House, device: &TestDevice, (record, said): (EntryId, Registration)) -> ActId {
    let act = registers::act(house, device, record, Body::Registration(said));
    let batch = registers::sealed(device, &registers::batch(device, record, &[&act]));
    let request = RegistersRequest {
        version: VERSION,
        epoch: 0,
        after: 0,
        batches: vec![WireBatch {
            bytes: Blob(batch.on_the_way()),
            signature: Blob(batch.signature.clone()),
        }],
        whole: false,
    };
    let body = encode(&request).unwrap();
    let got = post(yard.served.port, REGISTERS_PATH, Some(&device.token), &body);
    let answered: RegistersResponse = decode(&got.body).unwrap();
    assert!(
        matches!(answered.answers[..], [BatchAnswer::Stored(_)]),
        "{:?}",
        answered.answers
    );
    act.id()
}

#[test]
fn a_villages_page_shows_what_its_notice_board_shows_and_nothing_else_of_the_registers() {
    let yard = yard();
    let (county, office) = (yard.enrolled("county", "450102"), yard.office());
    let house = House::new();
    let person = PersonId(house.random.bytes());
    let firm = register(&yard, &house, &county, registers::firm("广西正道律师事务所"));
    let counsel = registers::but(
        &registers::counsel(person, "覃𡌶明"),
        &[(Column::Firm, &firm.to_string()), (Column::Phone, "13900000000")],
    );
    let board = registers::but(&registers::board(VILLAGE), &[(Column::NextVisit, "2099-12-31")]);
    for said in [
        counsel,
        registers::appointment(VILLAGE, person, "2017-01-01", ""),
        registers::fee(VILLAGE, person),
        registers::training(person),
        registers::assessment(person),
        registers::recusal(VILLAGE, OTHER_VILLAGE, person),
    ] {
        register(&yard, &house, &county, said);
    }
    register(&yard, &house, &office, board);
    for path in [format!("/gs/{VILLAGE}"), format!("/gs/{VILLAGE}/pai")] {
        let page = yard.page(&path);
        for shown in [
            "覃𡌶明",
            "广西正道律师事务所",
            "法律咨询、法治讲座",
            "每月第一个星期三上午",
            "<a href=\"tel:07711234567\">0771-1234567</a>",
            "村委会一楼",
            "2099 年 12 月 31 日",
        ] {
            assert!(page.contains(shown), "{path}: {shown} in {page}");
        }
        for kept in ["13900000000", "50000", "500.00", "农村土地承包法", "山林权属", "2017"] {
            assert!(!page.contains(kept), "{path}: {kept}");
        }
    }
    let other = yard.page(&format!("/gs/{OTHER_VILLAGE}"));
    assert!(!other.contains("覃𡌶明") && other.contains("目前没有登记在任的法律顾问"));
}

/// Pushes one batch that is stored.
pub fn push(yard: &Yard, device: &TestDevice, batch: &SealedBatch) {
    let request = device.request(std::slice::from_ref(batch)).body().unwrap();
    let got = post(yard.served.port, SYNC_PATH, Some(&device.token), &request);
    let answered = Answered::read(&got.body).unwrap();
    assert!(matches!(answered.answers[..], [BatchAnswer::Stored { .. }]));
}

#[test]
fn nothing_of_the_ledger_and_no_villagers_name_stands_on_any_page() {
    let yard = yard();
    let (counsel, cadre) = (yard.enrolled("counsel", VILLAGE), yard.enrolled("cadre", VILLAGE));
    // A house of its own draws the ids; nothing is sent there.
    let house = House::new();
    let entry = Ledger::new(&house, &counsel, VILLAGE);
    push(&yard, &counsel, &entry.first(&counsel));
    let need = Paper::new(&house, &cadre, VILLAGE);
    push(&yard, &cadre, &need.first(&cadre));
    let (id, need) = (entry.id.to_string(), need.id.to_string());
    let asked = [
        format!("/gs/?q={id}"),
        format!("/gs/{id}"),
        format!("/gs/{VILLAGE}/{need}"),
        format!("/gs/{VILLAGE}?entry={id}"),
        "/gs/?q=%E6%A2%81%E6%9F%90".to_owned(),
        "/gs/?z=4501".to_owned(),
    ];
    let pages = PAGES.iter().map(|(path, _)| (*path).to_owned()).chain(asked);
    for path in pages {
        let page = text(&yard.get(&path)).replace("value=\"梁某\"", "");
        for secret in [
            "梁某",
            "承包地边界",
            "先查登记簿",
            "梁大爷",
            "承包地被占",
            "韦𫞩",
            "测试",
        ] {
            assert!(!page.contains(secret), "{path}: {secret}");
        }
    }
}

#[test]
fn nothing_of_the_devices_address_is_at_the_public_one_and_nothing_of_the_public_page_there() {
    let yard = yard();
    let office = yard.office();
    for path in [
        SYNC_PATH,
        ENROL_PATH,
        INQUIRIES_PATH,
        "/v1/recover",
        "/v1/invite",
        "/v1/devices",
        "/v1/figures",
        "/v1/opening",
        "/v1/registers",
        "/v1/firms",
        "/v1/lacking",
        "/v1/chunks",
        "/v1/index",
        "/v1/courier",
        "/v1/health",
        "/door/ask",
    ] {
        for got in [post(yard.port, path, Some(&office.token), b"x"), yard.get(path)] {
            assert_eq!(got.status, 404, "{path}");
            assert!(
                got.head.contains("text/html") && !got.head.contains("vnd.cunfa"),
                "{path}"
            );
        }
    }
    for (path, _) in PAGES {
        let got = ask(yard.served.port, &format!("GET {path} HTTP/1.1"), b"");
        assert_eq!(got.refusal(), (404, Refusal::Unreadable), "{path}");
    }
    let got = post(
        yard.served.port,
        &format!("/gs/{VILLAGE}/wen"),
        None,
        question("问").as_bytes(),
    );
    assert_eq!(got.refusal(), (404, Refusal::Unreadable));
    assert_eq!(yard.waiting(&office).inquiries, []);
}

#[test]
fn a_body_of_megabytes_is_read_to_its_end_and_forgotten_so_that_its_sender_reads_why() {
    let yard = yard();
    let got = yard.send(&"a".repeat(3 * 1024 * 1024), "");
    assert_eq!(got.status, 413);
    assert_eq!(yard.get("/gs/").status, 200);
}

#[test]
fn the_log_of_the_public_page_names_nobody_and_no_text() {
    let mut yard = yard();
    assert_eq!(yard.send(&question("承包地被占"), "").status, 303);
    assert_eq!(yard.send(&form(&[("name", "韦大爷")]), "").status, 422);
    yard.served.stop();
    let log = yard.served.log();
    assert!(log.contains("shown to the public"), "{log}");
    for secret in ["承包地", "韦大爷", VILLAGE] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[test]
fn it_is_served_in_the_clear_to_nobody_but_this_machine_and_only_under_an_address_that_can_be_printed() {
    let program = Program::founded();
    let section = |listen: &str, url: &str| format!("[public]\nlisten = \"{listen}\"\nurl = \"{url}\"\n");
    for (listen, url, said) in [
        ("0.0.0.0:0", URL, "没有 TLS 就不能监听"),
        ("127.0.0.1:0", "gs.example.cn", "[public] 的 url"),
        ("127.0.0.1:0", "https://gs.example.cn/", "[public] 的 url"),
    ] {
        program.configure("127.0.0.1:0", &section(listen, url));
        let refused = program.run(&["serve"]);
        assert!(
            !refused.success && refused.err.contains(said),
            "{listen} {url}: {}",
            refused.err
        );
    }
}
