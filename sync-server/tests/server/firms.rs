//! A firm (律所) on the public page over loopback HTTP, against the real process: it signs in, reads its own counsel's months, and finds no way to
//! anything else.

use cunfa_core::register::{Column, Registration};
use cunfa_core::{ActId, EntryId, PersonId};
use cunfa_protocol::firms::{FIRMS_PATH, FirmWant, FirmsRequest, FirmsResponse};
use cunfa_protocol::wire::{VERSION, decode, encode};

use crate::public::{LIGHT, URL, Yard, form, push, register, say, text, yard};
use crate::support::registers;
use crate::support::wire::{Got, ask, post};
use crate::support::{House, Ledger, OTHER_VILLAGE, TestDevice, VILLAGE};

const FIRM: &str = "广西正道律师事务所";
const OTHER: &str = "南宁邕江律师事务所";
const PASSPHRASE: &str = "邕江边上的老榕树底下";
/// What a browser says of a form of ours.
const OURS: &str = "\r\nSec-Fetch-Site: same-origin";

/// The county with two firms, each with a counsel in a village of their own.
struct County {
    yard: Yard,
    house: House,
    device: TestDevice,
    firm: EntryId,
    /// The first word about it, and the act.
    said: (Registration, ActId),
    other: EntryId,
    /// Record, first word and act of the firm's counsel.
    listed: (EntryId, Registration, ActId),
    counsel: TestDevice,
    rival: PersonId,
}

fn county() -> County {
    let yard = yard();
    let house = House::new();
    let device = yard.enrolled("county", "450102");
    let firm = EntryId(house.random.bytes());
    let said = registers::firm(FIRM);
    let act = say(&yard, &house, &device, (firm, said.clone()));
    let other = register(&yard, &house, &device, registers::firm(OTHER));
    let counsel = yard.enrolled("counsel", VILLAGE);
    let rival = PersonId(house.random.bytes());
    let mut listed = None;
    for (person, name, firm, village) in [
        (rival, "莫知秋", other, OTHER_VILLAGE),
        (counsel.person.id, "覃𡌶明", firm, VILLAGE),
    ] {
        let record = EntryId(house.random.bytes());
        let of_firm = registers::but(
            &registers::counsel(person, name),
            &[(Column::Firm, &firm.to_string()), (Column::Phone, "13900000000")],
        );
        let act = say(&yard, &house, &device, (record, of_firm.clone()));
        listed = Some((record, of_firm, act));
        for said in [
            registers::appointment(village, person, "2017-01-01", ""),
            registers::fee(village, person),
            registers::assessment(person),
        ] {
            register(&yard, &house, &device, said);
        }
    }
    County {
        yard,
        house,
        device,
        firm,
        said: (said, act),
        other,
        listed: listed.unwrap(),
        counsel,
        rival,
    }
}

impl County {
    fn asks(&self, firm: EntryId, want: FirmWant) -> FirmsResponse {
        let request = FirmsRequest {
            version: VERSION,
            by: self.device.person.id,
            firm,
            want,
        };
        let body = encode(&request).unwrap();
        let got = post(self.yard.served.port, FIRMS_PATH, Some(&self.device.token), &body);
        assert_eq!(got.status, 200);
        decode(&got.body).unwrap()
    }

    fn code(&self, firm: EntryId) -> String {
        let given = self.asks(firm, FirmWant::Invite);
        assert_eq!(given.url.as_deref(), Some(URL));
        given.code.unwrap()
    }

    /// Sends a form as a browser does.
    fn send(&self, path: &str, fields: &[(&str, &str)], headers: &str) -> Got {
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let head = format!("POST {path} HTTP/1.1\r\n{kind}{headers}");
        ask(self.yard.port, &head, form(fields).as_bytes())
    }

    fn use_code(&self, code: &str, passphrase: &str, again: &str) -> Got {
        let fields = [("code", code), ("pass", passphrase), ("again", again)];
        self.send("/ls/kt", &fields, OURS)
    }

    /// The cookie of a firm that used its code.
    fn opened(&self, firm: EntryId) -> String {
        let got = self.use_code(&self.code(firm), PASSPHRASE, PASSPHRASE);
        assert_eq!(got.status, 303, "{}", text(&got));
        got.cookie.unwrap()
    }

    fn sign_in(&self, name: &str, passphrase: &str) -> Got {
        self.send("/ls/dl", &[("name", name), ("pass", passphrase)], OURS)
    }

    fn get(&self, path: &str, cookie: &str) -> Got {
        ask(self.yard.port, &format!("GET {path} HTTP/1.1\r\nCookie: {cookie}"), b"")
    }

    /// The firm's page.
    fn page(&self, path: &str, cookie: &str) -> String {
        let got = self.get(path, cookie);
        assert_eq!(got.status, 200, "{path}: {}", got.head);
        text(&got)
    }

    fn is_in(&self, cookie: &str) -> bool {
        text(&self.get("/ls/", cookie)).contains("本所法律顾问</h1>")
    }
}

/// The present day in China.
fn today() -> String {
    let now = chrono::Utc::now() + chrono::TimeDelta::hours(8);
    now.date_naive().to_string()
}

/// An entry of today, signed.
fn serve(county: &County) {
    let cadre = county.yard.enrolled("cadre", VILLAGE);
    let mut fields = Ledger::fields(&county.counsel, VILLAGE);
    fields.insert("date".to_owned(), today());
    fields.insert("written_at".to_owned(), format!("{}T11:00", today()));
    let entry = Ledger::with_fields(&county.house, VILLAGE, &fields);
    push(&county.yard, &county.counsel, &entry.first(&county.counsel));
    let signed = entry.sign_off(&county.house, &cadre);
    push(&county.yard, &cadre, &entry.sealed(&cadre, &[], &[&signed]));
}

#[test]
fn a_firm_reads_its_own_counsels_duty_and_hours_and_nothing_of_an_entry_or_another_firm() {
    let county = county();
    serve(&county);
    let cookie = county.opened(county.firm);
    let one = format!("/ls/gw/{}", county.counsel.person.id);
    for path in ["/ls/", one.as_str()] {
        let page = county.page(path, &cookie);
        for shown in [
            FIRM,
            "覃𡌶明",
            "那况",
            "应有 5 小时，已计 1 小时 30 分，还差 3 小时 30 分",
            "nanning-2016 第 1 版",
            "数据到服务器第",
        ] {
            assert!(page.contains(shown), "{path}: {shown} in {page}");
        }
        for kept in [
            "莫知秋",
            OTHER,
            "13900000000",
            "承包地",
            "梁某",
            "先查登记簿",
            "500.00",
            "lectures=100",
        ] {
            assert!(!page.contains(kept), "{path}: {kept}");
        }
        assert!(!page.contains(&county.rival.to_string()), "{path}");
    }
    let page = county.page(&one, &cookie);
    assert!(page.contains("聘任：2017 年 1 月 1 日 起"), "{page}");
    assert!(
        page.contains("<td>5 小时</td><td>1 小时 30 分</td><td>3 小时 30 分</td><td>0</td>"),
        "{page}"
    );
    assert!(page.contains("没有登记培训"), "{page}");
}

#[test]
fn by_the_ids_of_others_there_is_nothing_and_without_a_session_there_are_forms() {
    let county = county();
    let (cookie, others) = (county.opened(county.firm), county.opened(county.other));
    let (own, theirs) = (
        format!("/ls/gw/{}", county.counsel.person.id),
        format!("/ls/gw/{}", county.rival),
    );
    assert_eq!(
        (county.get(&own, &cookie).status, county.get(&theirs, &others).status),
        (200, 200)
    );
    for (path, cookie) in [
        (theirs.as_str(), &cookie),
        (own.as_str(), &others),
        ("/ls/gw/00000000000000000000000000000000", &cookie),
        ("/ls/gw/x", &cookie),
        ("/ls/gw/", &cookie),
        ("/ls/nothing", &cookie),
    ] {
        assert_eq!(county.get(path, cookie).status, 404, "{path}");
    }
    let past = county.get(&format!("{own}?y=2019"), &cookie);
    assert_eq!(past.status, 404, "a year before the county said it");
    assert!(
        county
            .page("/ls/?y=2019", &cookie)
            .contains("没有登记在本所名下的法律顾问")
    );
    for cookie in [
        "",
        "__Host-ls=",
        "__Host-ls=AAAA",
        &format!("__Host-ls={}", "A".repeat(43)),
    ] {
        let got = county.get(&own, cookie);
        assert_eq!(got.status, 303, "{cookie}");
        assert!(
            got.head.contains("location: /ls/\r\n") && got.body.is_empty(),
            "{}",
            got.head
        );
        let page = text(&county.get("/ls/", cookie));
        assert!(page.contains("name=\"pass\"") && !page.contains("覃𡌶明"), "{cookie}");
    }
}

#[test]
fn a_code_and_a_form_are_good_once_and_what_is_wrong_is_said() {
    let county = county();
    let code = county.code(county.firm);
    for (code, passphrase, again, status, said) in [
        ("AAAAA-AAAAA", PASSPHRASE, PASSPHRASE, 403, "没有这个开通码"),
        (
            code.as_str(),
            "九个字的口令不够长",
            "九个字的口令不够长",
            422,
            "口令太短",
        ),
        (code.as_str(), PASSPHRASE, "另外一句不一样的口令", 422, "不一样"),
    ] {
        let got = county.use_code(code, passphrase, again);
        let page = text(&got);
        assert_eq!((got.status, got.cookie.is_none()), (status, true), "{page}");
        assert!(page.contains(said) && !page.contains(passphrase), "{page}");
    }
    let (front, back) = code.split_at(5);
    let dashed = format!("{front} {back}").to_lowercase();
    let got = county.use_code(&dashed, PASSPHRASE, PASSPHRASE);
    assert_eq!(got.status, 303, "{}", text(&got));
    let first = got.cookie.unwrap();
    let replayed = county.use_code(&code, PASSPHRASE, PASSPHRASE);
    assert_eq!((replayed.status, replayed.cookie), (403, None));
    assert!(county.is_in(&first), "and the replay ended nothing");
    let wrong = county.sign_in(FIRM, "另外一句不一样的口令");
    assert_eq!((wrong.status, wrong.cookie.clone()), (403, None));
    assert!(text(&wrong).contains(&format!("value=\"{FIRM}\"")), "the name stays");
    let second = county.sign_in(FIRM, PASSPHRASE).cookie.unwrap();
    assert!(county.is_in(&second) && second != first);
    let out = county.send("/ls/tc", &[], &format!("{OURS}\r\nCookie: {second}"));
    assert_eq!((out.status, out.cookie.as_deref()), (303, Some("__Host-ls=")));
    assert!(!county.is_in(&second) && county.is_in(&first));
}

#[test]
fn an_old_code_a_stopped_account_and_a_withdrawn_firm_let_nobody_in() {
    let county = county();
    let old = county.code(county.firm);
    let cookie = county.opened(county.firm);
    assert_eq!(county.use_code(&old, PASSPHRASE, PASSPHRASE).status, 403);
    county.asks(county.firm, FirmWant::Stop);
    assert!(!county.is_in(&cookie));
    let asked = |cookie: &str| text(&county.get("/ls/", cookie)).contains("请重新登录");
    assert!(asked(&cookie) && !asked(""), "who was in is told why they are not");
    assert_eq!(county.sign_in(FIRM, PASSPHRASE).status, 403);
    let cookie = county.opened(county.firm);
    assert!(county.is_in(&cookie));
    let (said, act) = &county.said;
    let withdrawn = Registration {
        after: Some(*act),
        withdrawn: Some("已注销".to_owned()),
        ..said.clone()
    };
    // A firm that a counsel names is not withdrawn: this one leaves it first.
    let (record, of_firm, named) = &county.listed;
    let left = Registration {
        after: Some(*named),
        ..registers::but(of_firm, &[(Column::Firm, "")])
    };
    say(&county.yard, &county.house, &county.device, (*record, left));
    assert!(county.is_in(&cookie), "the firm is still there");
    say(&county.yard, &county.house, &county.device, (county.firm, withdrawn));
    assert!(!county.is_in(&cookie));
    assert_eq!(county.sign_in(FIRM, PASSPHRASE).status, 403);
    let own = county.get(&format!("/ls/gw/{}", county.counsel.person.id), &cookie);
    assert_eq!(own.status, 303);
}

#[test]
fn a_form_of_another_site_or_of_a_browser_that_does_not_say_signs_nobody_in_or_out() {
    let county = county();
    let cookie = county.opened(county.firm);
    let fields = [("name", FIRM), ("pass", PASSPHRASE)];
    for header in [
        "",
        "\r\nOrigin: https://other.example",
        "\r\nSec-Fetch-Site: cross-site",
        "\r\nOrigin: null",
    ] {
        let got = county.send("/ls/dl", &fields, header);
        assert_eq!((got.status, got.cookie), (403, None), "{header}");
        county.send("/ls/tc", &[], &format!("{header}\r\nCookie: {cookie}"));
        assert!(county.is_in(&cookie), "{header}");
    }
    let got = county.send("/ls/dl", &fields, &format!("\r\nOrigin: {URL}"));
    assert_eq!(got.status, 303);
    for path in ["/ls/dl", "/ls/tc"] {
        let got = county.get(path, &cookie);
        assert_eq!(got.status, 303, "asking changes nothing: {path}");
    }
    assert!(county.is_in(&cookie));
}

#[test]
fn from_one_address_come_so_many_tries_whatever_the_firm() {
    let county = county();
    for number in 0..20 {
        let got = county.sign_in(&format!("第{number}律师事务所"), PASSPHRASE);
        assert_eq!(got.status, 403, "{number}");
    }
    let got = county.sign_in(FIRM, PASSPHRASE);
    assert_eq!(got.status, 429);
    assert!(text(&got).contains("试的次数太多"));
    assert_eq!(county.yard.get("/gs/").status, 200);
}

#[test]
fn the_pages_are_light_have_no_script_and_are_kept_by_nobody_and_the_cookie_is_this_hosts_alone() {
    let county = county();
    let got = county.use_code(&county.code(county.firm), PASSPHRASE, PASSPHRASE);
    for word in [
        "set-cookie: __host-ls=",
        "path=/",
        "secure",
        "httponly",
        "samesite=strict",
    ] {
        assert!(got.head.contains(word), "{word}: {}", got.head);
    }
    assert!(!got.head.contains("max-age"), "it ends with the browser");
    let cookie = got.cookie.unwrap();
    let style = county.yard.get("/gs/style.css").body.len();
    let own = format!("/ls/gw/{}", county.counsel.person.id);
    for path in ["/ls/", "/ls/?p=7", own.as_str(), "/ls/kt"] {
        let got = county.get(path, &cookie);
        assert!(got.body.len() + style < LIGHT, "{path}: {} bytes", got.body.len());
        let page = text(&got);
        for script in ["<script", "javascript:", " onclick", "<iframe", "<img"] {
            assert!(!page.contains(script), "{path}: {script}");
        }
        assert!(
            got.head.contains("content-security-policy: default-src 'none'"),
            "{path}"
        );
        let is_own = path != "/ls/kt";
        assert_eq!(
            got.head.contains("cache-control: no-store"),
            is_own,
            "{path}: {}",
            got.head
        );
        assert!(!got.head.contains("set-cookie"), "{path}");
    }
    let there = post(county.yard.served.port, "/ls/dl", None, b"");
    assert_eq!(there.status, 404, "not at the devices' address");
}

#[test]
fn the_log_names_no_firm_no_code_no_passphrase_and_no_session() {
    let mut county = county();
    let code = county.code(county.firm);
    let cookie = county.use_code(&code, PASSPHRASE, PASSPHRASE).cookie.unwrap();
    county.sign_in(FIRM, PASSPHRASE);
    county.page("/ls/", &cookie);
    county.yard.served.stop();
    let log = county.yard.served.log();
    let token = cookie.split('=').nth(1).unwrap().to_owned();
    for secret in [FIRM, code.as_str(), PASSPHRASE, token.as_str(), "覃𡌶明"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[test]
fn the_command_line_lists_firms_gives_codes_and_stops_them() {
    let county = county();
    let program = &county.yard.program;
    let firm = county.firm.to_string();
    let access = || {
        let listed = program.json(&["firm", "list", "--json"]);
        let rows = listed.as_array().unwrap().clone();
        assert_eq!(rows.len(), 2);
        let row = rows.into_iter().find(|row| row["name"] == FIRM).unwrap();
        assert_eq!(row["firm"], firm.as_str());
        row["access"].as_str().unwrap().to_owned()
    };
    assert_eq!(access(), "closed");
    let given = program.json(&["firm", "invite", &firm, "--json"]);
    assert_eq!(given["address"], format!("{URL}/ls/kt"));
    assert_eq!(access(), "invited");
    let code = given["code"].as_str().unwrap();
    let cookie = county.use_code(code, PASSPHRASE, PASSPHRASE).cookie.unwrap();
    assert_eq!(access(), "open");
    assert!(program.run(&["firm", "list"]).out.contains(FIRM));
    assert!(program.run(&["firm", "stop", &firm]).success);
    assert!(!county.is_in(&cookie));
    let again = program.run(&["firm", "stop", &firm]);
    assert!(
        !again.success && again.err.contains("名册里没有这个机构"),
        "{}",
        again.err
    );
    let nobody = program.run(&["firm", "invite", &"0".repeat(32)]);
    assert!(
        !nobody.success && nobody.err.contains("名册里没有这个机构"),
        "{}",
        nobody.err
    );
}
