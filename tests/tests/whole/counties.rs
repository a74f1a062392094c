//! A city above several counties: a store, a key and a server for each, one of them shown, and a year that is added up from the answers of all.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::NaiveDate;
use cunfa_client::{Answering, Counties, Link};
use cunfa_core::entry::Form;
use cunfa_core::{Area, Person, PersonId, Role, Village};
use cunfa_protocol::view::{self, CountyRow, CountyState, Session, SessionStage, SheetOf};
use cunfa_protocol::wire::ENROL_PATH;
use cunfa_protocol::{Ask, Code, command as c};
use cunfa_sheet::read;
use cunfa_tests::harness::device::PIN;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::{TestDevice, TestLink, TestServer};

use super::{scene, sheets, village};

/// The second county's server.
const THERE: &str = "https://there.invalid";
/// Another PIN than everybody's.
const OTHER_PIN: &str = "631904";

/// Two servers, by their address.
struct Two {
    here: TestLink,
    there: TestLink,
    road: Arc<Road>,
}

/// The road to the second one.
#[derive(Default)]
struct Road {
    /// What came along it.
    asked: Mutex<Vec<String>>,
    /// Whoever has it holds up everybody else.
    held: tokio::sync::Mutex<()>,
}

impl Road {
    fn has_seen(&self, path: &str) -> bool {
        self.asked.lock().unwrap().iter().any(|asked| asked == path)
    }
}

impl Link for Two {
    fn post<'a>(&'a self, server: &'a str, path: &'a str, token: Option<&'a str>, body: Vec<u8>) -> Answering<'a> {
        if server != THERE {
            return self.here.post(server, path, token, body);
        }
        Box::pin(async move {
            self.road.asked.lock().unwrap().push(path.to_owned());
            let _held = self.road.held.lock().await;
            self.there.post(server, path, token, body).await
        })
    }
}

/// A city's device in one county, and the server of a second one.
struct City {
    there: Arc<TestServer>,
    road: Arc<Road>,
    device: TestDevice,
    counties: Arc<Counties>,
}

fn officer(byte: u8, role: Role, area: &str) -> Person {
    Person {
        id: PersonId([byte; 16]),
        name: "蓝志远".to_owned(),
        role,
        post: "市司法局科员".to_owned(),
        scope: vec![area.parse().unwrap()],
    }
}

fn day() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn second() -> Area {
    "450103".parse().unwrap()
}

impl City {
    /// In 兴宁区, whose counsel was on site in October; 青秀区 is to be taken in and has two villages.
    async fn new() -> City {
        let mut here = scene();
        let there = Arc::new(TestServer::new(8).unwrap());
        let villages = [("450103101201", "上村"), ("450103101202", "下村")].map(|(code, name)| Village {
            code: code.parse().unwrap(),
            city: "南宁市".to_owned(),
            county: "青秀区".to_owned(),
            township: "刘圩镇".to_owned(),
            name: name.to_owned(),
        });
        there.take_villages(&villages).unwrap();
        here.server.add_person(&officer(21, Role::City, "450102")).unwrap();
        for (byte, role, area) in [
            (22, Role::City, "450103"),
            (23, Role::County, "450103"),
            (24, Role::City, "450103"),
        ] {
            there.add_person(&officer(byte, role, area)).unwrap();
        }
        let tablet = here.tablet().await.unwrap();
        let october = Form {
            date: Some("2026-10-15".parse().unwrap()),
            ..consultation(&village(), "土地承包")
        };
        let entry = tablet.write(october).await.unwrap().row.entry;
        tablet.sign(entry, 1, 5).await.unwrap();
        tablet.sync().await.unwrap();
        let mut device = here.fresh().unwrap();
        let road = Arc::new(Road::default());
        let two = Two {
            here: TestLink::new(Arc::clone(&here.server)),
            there: TestLink::new(Arc::clone(&there)),
            road: Arc::clone(&road),
        };
        device.restart_over(Arc::new(two)).unwrap();
        let code = here.server.invite(PersonId([21; 16])).unwrap();
        device.enrol(&code).await.unwrap();
        device.sync().await.unwrap();
        let counties = device.counties().unwrap();
        City {
            there,
            road,
            device,
            counties,
        }
    }

    async fn ask<A: Ask>(&self, ask: A) -> Result<A::Answer, Code> {
        let reply = self.counties.handle(ask.into()).await.map_err(|failure| failure.code)?;
        Ok(A::answer(reply).unwrap())
    }

    async fn list(&self) -> view::Counties {
        self.ask(c::Counties {}).await.unwrap()
    }

    async fn join(&self, person: u8, pin: &str) -> Result<view::Counties, Code> {
        let code = self.there.invite(PersonId([person; 16])).unwrap();
        self.join_by(&code, pin).await
    }

    async fn join_by(&self, code: &str, pin: &str) -> Result<view::Counties, Code> {
        let (server, code, pin) = (THERE.to_owned(), code.to_owned(), pin.to_owned());
        self.ask(c::JoinCounty { server, code, pin }).await
    }

    async fn unlock(&self, pin: &str) -> Result<Session, Code> {
        let pin = pin.to_owned();
        self.ask(c::Unlock { slot: 1, pin }).await
    }

    /// The same after a pass there.
    async fn with_second(&self) {
        self.join(22, PIN).await.unwrap();
        self.ask(c::GoToCounty { number: 1 }).await.unwrap();
        self.ask(c::SyncNow {}).await.unwrap();
        self.until("the second county has synced", |list| {
            matches!(
                list.counties[1].state,
                CountyState::Open {
                    last_done_ms: Some(_),
                    ..
                }
            )
        })
        .await;
        self.ask(c::GoToCounty { number: 0 }).await.unwrap();
    }

    async fn until(&self, what: &str, is_so: impl Fn(&view::Counties) -> bool) {
        for _ in 0..500 {
            if is_so(&self.list().await) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{what}: {:?}", self.list().await);
    }

    /// Ends the program and starts it again.
    async fn restart(&mut self) {
        self.device.restart().unwrap();
        self.counties = self.device.counties().unwrap();
    }
}

fn is_open(row: &CountyRow) -> bool {
    matches!(row.state, CountyState::Open { .. })
}

fn person(session: &Session) -> PersonId {
    match &session.stage {
        SessionStage::Open(me) => me.person.id,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_city_takes_a_county_of_another_server_in_and_its_year_adds_both_up() {
    let city = City::new().await;
    assert_eq!(city.list().await.counties.len(), 1);
    city.with_second().await;
    let list = city.list().await;
    assert_eq!((list.counties.len(), list.shown), (2, 0));
    let CountyState::Open { area, name, unsent, .. } = &list.counties[1].state else {
        panic!("{list:?}");
    };
    assert_eq!((area, name.as_str(), *unsent), (&second(), "青秀区", 0));
    let year = city.ask(c::CityYear { day: day() }).await.unwrap();
    let names: Vec<&str> = year.counties.iter().map(|one| one.name.as_str()).collect();
    assert_eq!((names, year.closed), (vec!["兴宁区", "青秀区"], 0));
    let alone = city.ask(c::YearReport { day: day() }).await.unwrap();
    let (here, there) = (&year.counties[0], &year.counties[1]);
    assert_eq!(here.coverage, alone.areas[0].coverage);
    assert_eq!(here.coverage.counted_minutes, 90);
    assert_eq!((there.coverage.villages, there.without), (2, 2));
    assert_eq!(year.sum.villages, here.coverage.villages + 2);
    assert_eq!(year.sum.counted_minutes, 90);
    let october = |months: &[cunfa_core::assessment::MonthSum]| months[9].counted_minutes;
    assert_eq!((october(&year.months), october(&there.months)), (90, 0));
    assert_ne!(here.head.data.log, there.head.data.log, "each names its own data");
}

#[tokio::test]
async fn of_two_counties_only_the_one_that_is_gone_to_is_shown_and_its_person_is_at_work() {
    let city = City::new().await;
    city.with_second().await;
    let villages = async || {
        let villages = city.ask(c::Villages {}).await.unwrap();
        villages.iter().all(|row| row.code.county() == second())
    };
    assert!(!villages().await);
    let list = city.ask(c::GoToCounty { number: 1 }).await.unwrap();
    assert_eq!(list.shown, 1);
    assert!(villages().await);
    let session = city.ask(c::SessionStatus {}).await.unwrap();
    assert_eq!((person(&session), session.slots.len()), (PersonId([22; 16]), 1));
    city.ask(c::Lock {}).await.unwrap();
    assert_eq!(city.ask(c::Villages {}).await.unwrap_err(), Code::Locked);
    assert_eq!(city.ask(c::GoToCounty { number: 1 }).await.unwrap_err(), Code::Locked);
    let session = city.unlock(PIN).await.unwrap();
    assert_eq!(person(&session), PersonId([21; 16]), "the first county is shown again");
}

#[tokio::test]
async fn after_a_restart_one_pin_opens_every_county_and_a_wrong_one_is_tried_nowhere_but_in_the_first() {
    let mut city = City::new().await;
    city.with_second().await;
    city.restart().await;
    assert!(matches!(city.unlock(OTHER_PIN).await, Err(Code::WrongPin { .. })));
    city.unlock(PIN).await.unwrap();
    city.until("both are open", |list| list.counties.iter().all(is_open))
        .await;
    let year = city.ask(c::CityYear { day: day() }).await.unwrap();
    assert_eq!((year.counties.len(), year.closed), (2, 0));
}

#[tokio::test]
async fn a_county_with_another_pin_is_tried_once_and_opened_by_hand_or_by_a_code() {
    let mut city = City::new().await;
    city.with_second().await;
    let there = city.there.running().unwrap();
    let devices = there.db().devices().unwrap();
    let code = city.there.reset_code(PersonId([22; 16]), devices[0].id).unwrap();
    let open = |pin: &str, code: Option<String>| c::OpenCounty {
        number: 1,
        pin: pin.to_owned(),
        code,
    };
    let list = city.ask(open(OTHER_PIN, Some(code))).await.unwrap();
    assert_eq!(list.counties.len(), 2);
    city.restart().await;
    city.unlock(PIN).await.unwrap();
    let tried = |list: &view::Counties| matches!(list.counties[1].state, CountyState::Closed { tries_left: 9, .. });
    city.until("tried once", tried).await;
    let year = city.ask(c::CityYear { day: day() }).await.unwrap();
    assert_eq!((year.counties.len(), year.closed), (1, 1));
    city.unlock(PIN).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(tried(&city.list().await), "not again by itself");
    let list = city.ask(open(OTHER_PIN, None)).await.unwrap();
    assert!(list.counties.iter().all(is_open));
}

#[tokio::test]
async fn a_county_is_taken_in_once_and_only_for_somebody_of_a_city_who_gives_the_own_pin() {
    let city = City::new().await;
    assert!(matches!(city.join(22, OTHER_PIN).await, Err(Code::WrongPin { .. })));
    let of_a_county = city.there.invite(PersonId([23; 16])).unwrap();
    assert_eq!(city.join_by(&of_a_county, PIN).await.unwrap_err(), Code::NotAllowed);
    assert_eq!(city.list().await.counties.len(), 1, "nothing is kept of a refused one");
    let desk = TestDevice::new(&city.there, 25).unwrap();
    desk.enrol(&of_a_county).await.expect("a refused code is not used up");
    city.join(22, PIN).await.unwrap();
    assert_eq!(city.join(24, PIN).await.unwrap_err(), Code::PersonAlreadyHere);
    assert_eq!(city.list().await.counties.len(), 2);
}

#[tokio::test]
async fn a_county_that_comes_in_while_the_device_is_being_locked_waits_for_the_next_opening() {
    let city = City::new().await;
    let held = city.road.held.lock().await;
    let locked = async {
        while !city.road.has_seen(ENROL_PATH) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        city.ask(c::Lock {}).await.unwrap();
        drop(held);
    };
    let (joined, ()) = tokio::join!(city.join(22, PIN), locked);
    assert_eq!(joined.unwrap_err(), Code::Locked);
    city.unlock(PIN).await.unwrap();
    city.until("it opens with the device", |list| {
        list.counties.len() == 2 && list.counties.iter().all(is_open)
    })
    .await;
}

#[tokio::test]
async fn whoever_is_of_no_city_has_one_county_and_is_told_so() {
    let mut scene = scene();
    let office = scene.office().await.unwrap().counties().unwrap();
    for command in [
        c::Counties {}.into(),
        c::CityYear { day: day() }.into(),
        c::GoToCounty { number: 0 }.into(),
    ] {
        assert_eq!(office.handle(command).await.unwrap_err().code, Code::NotAllowed);
    }
}

#[tokio::test]
async fn a_county_whose_files_are_damaged_is_shown_so_and_the_others_go_on() {
    let mut city = City::new().await;
    city.with_second().await;
    let key_file = city.device.folder().path().join("counties/1-1/device.json");
    assert!(key_file.exists());
    std::fs::write(&key_file, b"{").unwrap();
    city.restart().await;
    city.unlock(PIN).await.unwrap();
    let list = city.list().await;
    assert_eq!(list.counties[1].state, CountyState::Damaged);
    let year = city.ask(c::CityYear { day: day() }).await.unwrap();
    assert_eq!((year.counties.len(), year.closed), (1, 1));
    assert_eq!(std::fs::read(&key_file).unwrap(), b"{", "left as it was");
}

#[tokio::test]
async fn the_citys_year_is_written_as_a_table_with_a_sum_and_the_data_of_each_county() {
    let city = City::new().await;
    city.with_second().await;
    let stick = sheets::plug(&city.device);
    let place = city.ask(c::SheetPlaces {}).await.unwrap().places.remove(0).path;
    let of = SheetOf::City(day());
    let written = city.ask(c::WriteSheet { place, of }).await.unwrap();
    let book = read(&std::fs::read(stick.join(&written.name)).unwrap()).unwrap();
    let names: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!((names, written.rows), (vec!["各县（区）", "各月", "数据来源"], 2));
    let text = sheets::whole(&book.sheets[0]);
    for words in ["兴宁区", "青秀区", "合计", "两边各算一人", "不排名次"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(sheets::whole(&book.sheets[2]).contains("数据：服务情况到服务器第"));
}
