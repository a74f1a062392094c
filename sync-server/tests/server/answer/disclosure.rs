//! The table of permissions, tried at the server: every role, every way a village can lie to it, every action, by every road there is. A
//! new action without a road does not compile.

mod replay;

use std::collections::BTreeSet;

use cunfa_core::act::{Body, Explanation, Opening, Submission, Way};
use cunfa_core::register::{Column, Registration};
use cunfa_core::{Action, Person, QuestionKind, Relation, Role, VillageCode, may_in};
use cunfa_evidence::act::{SignedAct, sign};
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_evidence::canonical;
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::claim::Claim;
use cunfa_evidence::suite::tagged_hash;
use cunfa_protocol::courier::CHUNKS;
use cunfa_protocol::devices::{DEVICES_PATH, DevicesRequest, DevicesResponse};
use cunfa_protocol::figures::{
    FIGURES_PATH, FiguresRequest, FiguresResponse, OPEN_MS, OPENING_PATH, OpeningRequest, OpeningResponse,
};
use cunfa_protocol::index::{INDEX_PATH, IndexBlock, IndexHead, IndexRequest, IndexRow, IndexTables, MAX_INDEX_BYTES};
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{
    BatchAnswer, Blob, CHUNKS_PATH, ClaimAnswer, Decision, DecisionAnswer, INVITE_PATH, InviteRequest, InviteResponse,
    Items, PulledBatch, Refusal, VERSION, Whom, WireBatch, decode, encode,
};

use super::inquiries;
use crate::support::needs::Paper;
use crate::support::photos::{chunks_of, photo, read_answer, request, sequence, want};
use crate::support::registers::{self, Card, SEAT};
use crate::support::{House, Ledger, NOW_MS, OFFICE, TestDevice, VILLAGE, courier, key, read};

/// Scopes that lie to the village in every way: it, its township, its county, and a village of another township.
const SCOPES: [&str; 4] = [VILLAGE, OFFICE, "450102", "450102102201"];
/// A text that only the entry holds.
const MATTER: &str = "𡌶地承包合同纠纷";

/// A village in which everything was done that somebody might want to do or see.
struct Yard {
    house: House,
    counsel: TestDevice,
    cadre: TestDevice,
    /// Signed, with a photo.
    entry: Ledger,
    need: Paper,
    photo: Vec<u8>,
    /// How many names were drawn.
    names: u8,
}

fn yard() -> Yard {
    let house = House::new();
    let (mut counsel, mut cadre) = (house.counsel("counsel"), house.cadre("cadre"));
    let photo = photo(1, 9_000);
    let mut entry = Ledger::with_photos(&house, &counsel, VILLAGE, &[&photo]);
    counsel.push(&house, &entry.first(&counsel));
    let change = entry.edit(&house, "matter", MATTER);
    counsel.push(&house, &entry.sealed(&counsel, &[&change], &[]));
    let signed = entry.sign_off(&house, &cadre);
    cadre.push(&house, &entry.sealed(&cadre, &[], &[&signed]));
    let body = sequence(&request(2), &chunks_of(&photo));
    assert_eq!(house.post(CHUNKS_PATH, Some(&counsel.token), &body).status, 200);
    let need = Paper::new(&house, &cadre, VILLAGE);
    cadre.push(&house, &need.first(&cadre));
    Yard {
        house,
        counsel,
        cadre,
        entry,
        need,
        photo,
        names: 0,
    }
}

impl Yard {
    /// A name that no key has.
    fn name(&mut self) -> String {
        self.names += 1;
        format!("name {}", self.names)
    }

    /// An unsigned entry of the village on the server: of the actor where they may write, else of the counsel.
    fn unsigned(&mut self, actor: &mut TestDevice) -> Ledger {
        let writes = actor.person.may_in(Action::WriteEntry, &village());
        let author = if writes { actor } else { &mut self.counsel };
        let ledger = Ledger::new(&self.house, author, VILLAGE);
        let first = ledger.first(author);
        author.push(&self.house, &first);
        ledger
    }

    /// The same of a 重大事项.
    fn major(&mut self, actor: &mut TestDevice) -> Ledger {
        let writes = actor.person.may_in(Action::WriteEntry, &village());
        let author = if writes { actor } else { &mut self.counsel };
        let mut fields = Ledger::fields(author, VILLAGE);
        fields.insert("major".to_owned(), "多户联名".to_owned());
        let ledger = Ledger::with_fields(&self.house, VILLAGE, &fields);
        let first = ledger.first(author);
        author.push(&self.house, &first);
        ledger
    }

    fn signed(&mut self, actor: &mut TestDevice) -> (Ledger, SignedAct) {
        let ledger = self.unsigned(actor);
        let act = ledger.sign_off(&self.house, &self.cadre);
        self.cadre.push(&self.house, &ledger.sealed(&self.cadre, &[], &[&act]));
        (ledger, act)
    }

    /// A board of the village where none stands.
    fn board_of_nobody(&mut self) -> Card {
        let county = self.house.server.registers(&"450102".parse().unwrap()).unwrap();
        let name = self.name();
        let office = self.house.office(&name);
        if let Some(board) = county.board(&village()) {
            let last = county.record(board.record).unwrap();
            let gone = Registration {
                after: Some(last.act),
                withdrawn: Some("重做".to_owned()),
                ..last.registration.clone()
            };
            let card = Card {
                record: board.record,
                said: gone,
            };
            assert_eq!(registers::refusal(&self.house, &office, &card), None);
        }
        Card::new(&self.house, registers::board(VILLAGE))
    }
}

fn village() -> VillageCode {
    VILLAGE.parse().unwrap()
}

/// Tries; says whether it went through.
type Try = Box<dyn Fn(&mut Yard, &mut TestDevice) -> bool>;

/// One way to try an action.
struct Road {
    name: &'static str,
    by: Try,
}

fn road(name: &'static str, by: impl Fn(&mut Yard, &mut TestDevice) -> bool + 'static) -> Road {
    Road { name, by: Box::new(by) }
}

/// Makes a batch in which a device says what an action is about.
type Make = fn(&mut Yard, &mut TestDevice) -> SealedBatch;
/// The same as a word of the registers.
type Says = fn(&mut Yard, &TestDevice) -> Card;

/// A batch over the network, and in a courier's file.
fn pushing(make: Make) -> Vec<Road> {
    vec![
        road("network", move |yard, actor| {
            let batch = make(yard, actor);
            is_stored(&actor.sync(&yard.house, &[batch]).answers)
        }),
        road("courier", move |yard, actor| {
            let batch = make(yard, actor);
            let answers = courier::taken(&yard.house, actor, &actor.request(&[batch]));
            is_stored(&answers[0].answers)
        }),
    ]
}

fn is_stored(answers: &[BatchAnswer]) -> bool {
    matches!(answers, [BatchAnswer::Stored(_)])
}

/// A word of the registers by its own road, and in a courier's file.
fn registering(says: Says) -> Vec<Road> {
    vec![
        road("registers", move |yard, actor| {
            let card = says(yard, actor);
            registers::refusal(&yard.house, actor, &card).is_none()
        }),
        road("courier", move |yard, actor| {
            let word = says(yard, actor).word(&yard.house, actor);
            let answer = registers::ask_by_courier(&yard.house, actor, (actor.epoch, 0), &[&word.sealed]);
            is_stored(&answer.answers)
        }),
    ]
}

/// How somebody acts: by a batch, by a word of the registers, or in another way.
enum Deed {
    Batch(Make),
    Word(Says),
    Other(Vec<Road>),
}

/// Every road to an action.
fn roads(action: Action) -> Vec<Road> {
    match deed(action) {
        Deed::Batch(make) => pushing(make),
        Deed::Word(says) => registering(says),
        Deed::Other(roads) => roads,
    }
}

fn deed(action: Action) -> Deed {
    match action {
        Action::WriteEntry => Deed::Batch(|yard, actor| Ledger::new(&yard.house, actor, VILLAGE).first(actor)),
        Action::ReadEntry => {
            let mut roads = reading(|yard| yard.entry.id);
            roads.extend([
                road("index", |yard, actor| index_tells(&yard.house, actor, &yard.entry)),
                road("blob hash", |yard, actor| blob_comes(yard, actor)),
                road("blob hash by courier", |yard, actor| blob_comes_by_courier(yard, actor)),
                road("id", by_id),
            ]);
            Deed::Other(roads)
        }
        Action::SignOff => Deed::Batch(|yard, actor| {
            let ledger = yard.unsigned(actor);
            let act = ledger.sign_off(&yard.house, actor);
            ledger.sealed(actor, &[], &[&act])
        }),
        Action::Review => Deed::Batch(|yard, actor| {
            let (ledger, signed) = yard.signed(actor);
            let act = ledger.approve(&yard.house, actor, signed.id());
            ledger.sealed(actor, &[], &[&act])
        }),
        Action::VoidEntry => Deed::Batch(|yard, actor| {
            let ledger = yard.unsigned(actor);
            let act = ledger.void(&yard.house, actor, "写错了");
            ledger.sealed(actor, &[], &[&act])
        }),
        Action::SubmitEntry => Deed::Batch(|yard, actor| {
            let ledger = yard.unsigned(actor);
            let way = Way::Electronic;
            let act = ledger.act(&yard.house, actor, Body::Submission(Submission { way }));
            ledger.sealed(actor, &[], &[&act])
        }),
        Action::EnrolCadre => Deed::Other(vec![road("claim", enrols_on_the_spot)]),
        Action::DecideEnrolment => Deed::Other(vec![road("decision", decides)]),
        Action::Invite => Deed::Other(vec![road("code", invites)]),
        Action::TendDevices => Deed::Other(vec![road("devices", sees_devices)]),
        Action::TendInquiries => Deed::Other(vec![road("inquiries", sees_inquiries)]),
        Action::RecordNeed => Deed::Batch(|yard, actor| Paper::new(&yard.house, actor, VILLAGE).first(actor)),
        Action::ReadNeed => Deed::Other(reading(|yard| yard.need.id)),
        Action::AnswerNeed => Deed::Batch(|yard, actor| {
            let mut fields = Ledger::fields(actor, VILLAGE);
            fields.insert("answers".to_owned(), yard.need.id.to_string());
            Ledger::with_fields(&yard.house, VILLAGE, &fields).first(actor)
        }),
        Action::AcknowledgeMajor => Deed::Batch(|yard, actor| {
            let ledger = yard.major(actor);
            let act = ledger.act(&yard.house, actor, Body::Acknowledgement);
            ledger.sealed(actor, &[], &[&act])
        }),
        Action::AnswerQuestion => Deed::Batch(|yard, actor| {
            let ledger = yard.unsigned(actor);
            let said = Explanation {
                question: QuestionKind::WrittenLate,
                others: Vec::new(),
                text: "住院，出院后补记".to_owned(),
            };
            let act = ledger.act(&yard.house, actor, Body::Explanation(said));
            ledger.sealed(actor, &[], &[&act])
        }),
        Action::ReadFigures => Deed::Other(vec![
            road("figures", |yard, actor| tells_figures(yard, actor, 0)),
            road("another epoch", |yard, actor| tells_figures(yard, actor, 99)),
        ]),
        Action::OpenFromAbove => Deed::Other(vec![
            road("opening", |yard, actor| {
                let batch = opening(yard, actor, "核对补贴");
                opens(&yard.house, actor, &batch)
            }),
            road("opening after the act went by sync", |yard, actor| {
                let batch = opening(yard, actor, "核对补贴");
                actor.sync(&yard.house, std::slice::from_ref(&batch));
                opens(&yard.house, actor, &batch)
            }),
        ]),
        Action::KeepRegister => Deed::Word(|yard, _| {
            let said = renaming(yard);
            Card::new(&yard.house, said)
        }),
        Action::KeepBoard => Deed::Word(|yard, _| yard.board_of_nobody()),
        Action::KeepCheck => Deed::Word(|yard, _| {
            yard.names += 1;
            let month = format!("{}-{:02}", 1990 + u32::from(yard.names) / 12, 1 + yard.names % 12);
            Card::new(&yard.house, registers::check(VILLAGE, &month))
        }),
        Action::FilePaid => {
            Deed::Word(|yard, actor| Card::new(&yard.house, registers::filing(VILLAGE, actor.person.id)))
        }
        Action::AnswerAllocation => Deed::Word(|yard, _| {
            let county = county(yard);
            let (card, word) = registers::register(&yard.house, &county, registers::allocation(VILLAGE));
            let answer = [(Column::Answer, "已安排邕江律师事务所")];
            card.next(&word, registers::but(&card.said, &answer))
        }),
        Action::ReadRegister => Deed::Other(vec![
            road("registers", |yard, actor| tells_registers(yard, actor, 7)),
            road("another epoch", |yard, actor| tells_registers(yard, actor, 99)),
            road("courier", tells_registers_by_courier),
        ]),
    }
}

/// A desk of the county that no other call gives.
fn county(yard: &mut Yard) -> TestDevice {
    let name = yard.name();
    registers::county(&yard.house, &name)
}

/// Another name of the village, some day.
fn renaming(yard: &mut Yard) -> Registration {
    yard.names += 1;
    registers::renamed(VILLAGE, "那况新村", &format!("20{}-01-01", 30 + yard.names))
}

/// Whether what is said of the village comes.
fn tells_registers(yard: &mut Yard, actor: &TestDevice, epoch: u64) -> bool {
    let (county, said) = (county(yard), renaming(yard));
    let (_, word) = registers::register(&yard.house, &county, said);
    let answer = registers::ask(&yard.house, actor, (epoch, 0), &[]).unwrap();
    answer.acts.iter().any(|one| one.act.0 == word.act.bytes())
}

fn tells_registers_by_courier(yard: &mut Yard, actor: &mut TestDevice) -> bool {
    let (county, said) = (county(yard), renaming(yard));
    let (_, word) = registers::register(&yard.house, &county, said);
    let answer = registers::ask_by_courier(&yard.house, actor, (7, 0), &[]);
    answer.acts.iter().any(|one| one.act.0 == word.act.bytes())
}

/// Where an action is tried: what the city answers is the whole county's.
fn place(action: Action) -> VillageCode {
    let code = if action == Action::AnswerAllocation {
        SEAT
    } else {
        VILLAGE
    };
    code.parse().unwrap()
}

/// The log from its beginning, the same by courier, and what another device asked, said again.
fn reading(of: fn(&Yard) -> cunfa_core::EntryId) -> Vec<Road> {
    let from_start = |actor: &TestDevice| {
        let mut request = actor.request(&[]);
        request.head.cursor = 0;
        request
    };
    vec![
        road("pull", move |yard, actor| {
            let answer = yard.house.sync(&actor.token, &from_start(actor)).unwrap();
            tells_of(&answer.pulled, of(yard))
        }),
        road("courier", move |yard, actor| {
            let answers = courier::taken(&yard.house, actor, &from_start(actor));
            answers.iter().any(|answer| tells_of(&answer.pulled, of(yard)))
        }),
        road("replay", move |yard, actor| {
            let answer = yard.house.sync(&actor.token, &from_start(&yard.counsel)).unwrap();
            tells_of(&answer.pulled, of(yard))
        }),
    ]
}

fn tells_of(pulled: &[PulledBatch], entry: cunfa_core::EntryId) -> bool {
    pulled.iter().any(|pulled| open(pulled).entry == entry)
}

fn open(pulled: &PulledBatch) -> Batch {
    let WireBatch { bytes, signature } = pulled.batch.clone();
    SealedBatch::from_the_way(bytes.0, signature.0).open().unwrap()
}

fn by_id(yard: &mut Yard, actor: &mut TestDevice) -> bool {
    let mut request = actor.request(&[]);
    request.head.pull_bytes_max = 0;
    request.head.want = vec![IndexRow::short(yard.entry.id)];
    let answer = yard.house.sync(&actor.token, &request).unwrap();
    tells_of(&answer.pulled, yard.entry.id)
}

fn index_tells(house: &House, actor: &TestDevice, entry: &Ledger) -> bool {
    let body = encode(&IndexRequest {
        version: VERSION,
        after: None,
    });
    let answer = house.post(INDEX_PATH, Some(&actor.token), &body.unwrap());
    assert_eq!(answer.status, 200);
    let mut items = Items::default();
    let mut frame = cunfa_evidence::frame::Unpacking::flushed(MAX_INDEX_BYTES).unwrap();
    items.push(&frame.push(&answer.body).unwrap());
    let (mut rows, mut tables) = (Vec::new(), IndexTables::default());
    let _head: IndexHead = decode(&items.take().unwrap().unwrap()).unwrap();
    while let Some(item) = items.take().unwrap() {
        let block: IndexBlock = decode(&item).unwrap();
        rows.extend(tables.rows(&block).unwrap().into_iter().flatten());
    }
    rows.iter().any(|row| row.entry == IndexRow::short(entry.id))
}

fn wanting(yard: &Yard) -> Vec<u8> {
    let asked = cunfa_protocol::wire::ChunksRequest {
        want: vec![want(&yard.photo, 0, 2)],
        bytes_max: u32::MAX,
        ..request(0)
    };
    sequence(&asked, &[])
}

fn blob_comes(yard: &Yard, actor: &TestDevice) -> bool {
    let answer = yard.house.post(CHUNKS_PATH, Some(&actor.token), &wanting(yard));
    !read_answer(answer.status, &answer.body).unwrap().1.is_empty()
}

fn blob_comes_by_courier(yard: &Yard, actor: &TestDevice) -> bool {
    let answers = courier::carried(&yard.house, actor, CHUNKS, &wanting(yard));
    answers
        .iter()
        .any(|answer| !read_answer(200, answer).unwrap().1.is_empty())
}

fn enrols_on_the_spot(yard: &mut Yard, actor: &mut TestDevice) -> bool {
    let (cadre, name) = (yard.house.person(Role::Cadre, &[VILLAGE]), yard.name());
    let claim = claim(&cadre, actor, &name);
    let mut request = actor.request(&[]);
    request.claims = vec![claim];
    let answer = yard.house.sync(&actor.token, &request).unwrap();
    matches!(answer.claims[..], [ClaimAnswer::Taken { .. }])
}

fn claim(cadre: &Person, tablet: &TestDevice, name: &str) -> Blob {
    let claim = Claim {
        public_key: key(name).public().to_vec(),
        person: cadre.id,
        device: tablet.id,
        made_at_ms: NOW_MS,
    };
    Blob(claim.issue(&key(name), &tablet.device_key))
}

fn decides(yard: &mut Yard, actor: &mut TestDevice) -> bool {
    let (cadre, name) = (yard.house.person(Role::Cadre, &[VILLAGE]), yard.name());
    let mut request = yard.counsel.request(&[]);
    request.claims = vec![claim(&cadre, &yard.counsel, &name)];
    yard.house.sync(&yard.counsel.token, &request).unwrap();
    let certificate = Certificate {
        public_key: key(&name).public().to_vec(),
        subject: Subject::Person {
            person: cadre,
            device: yard.counsel.id,
        },
        from_ms: NOW_MS,
        from_sequence: 0,
        issuer: actor.person_key.id(),
        standing: cunfa_core::Standing::Confirmed,
    };
    let mut request = actor.request(&[]);
    request.decisions = vec![Decision::Confirm(Blob(certificate.issue(&actor.person_key)))];
    let answer = yard.house.sync(&actor.token, &request).unwrap();
    matches!(answer.decisions[..], [DecisionAnswer::Taken])
}

fn invites(yard: &mut Yard, actor: &mut TestDevice) -> bool {
    let cadre = yard.house.person(Role::Cadre, &[VILLAGE]);
    let nonce = vec![3; 16];
    let parts: [&[u8]; 5] = [
        actor.id.as_bytes(),
        actor.person.id.as_bytes(),
        &nonce,
        cadre.id.as_bytes(),
        &[],
    ];
    let message = tagged_hash("cunfa/invite", &parts);
    let request = InviteRequest {
        version: VERSION,
        by: actor.person.id,
        key: actor.person_key.id(),
        nonce: Blob(nonce.clone()),
        whom: Some(Whom {
            person: cadre.id,
            device: None,
        }),
        signature: Blob(actor.person_key.sign(message.as_bytes()).to_vec()),
    };
    let answer = yard
        .house
        .post(INVITE_PATH, Some(&actor.token), &encode(&request).unwrap());
    read::<InviteResponse>(&answer).is_ok_and(|answer| answer.issued.is_some())
}

fn sees_devices(yard: &mut Yard, actor: &mut TestDevice) -> bool {
    let nonce = vec![4; 16];
    let parts: [&[u8]; 3] = [actor.id.as_bytes(), actor.person.id.as_bytes(), &nonce];
    let message = tagged_hash("cunfa/devices", &parts);
    let request = DevicesRequest {
        version: VERSION,
        by: actor.person.id,
        key: actor.person_key.id(),
        nonce: Blob(nonce.clone()),
        rulings: vec![],
        signature: Blob(actor.person_key.sign(message.as_bytes()).to_vec()),
    };
    let answer = yard
        .house
        .post(DEVICES_PATH, Some(&actor.token), &encode(&request).unwrap());
    let of_cadre = yard.cadre.id;
    read::<DevicesResponse>(&answer).is_ok_and(|answer| answer.devices.iter().any(|row| row.device == of_cadre))
}

fn sees_inquiries(yard: &mut Yard, actor: &mut TestDevice) -> bool {
    inquiries::villager_asks(&yard.house, VILLAGE, "承包地被占", NOW_MS);
    inquiries::ask(&yard.house, actor, vec![]).is_ok_and(|answer| !answer.inquiries.is_empty())
}

fn figures(house: &House, actor: &TestDevice, epoch: u64) -> Result<FiguresResponse, Refusal> {
    let request = FiguresRequest {
        version: VERSION,
        epoch,
        after: 0,
    };
    let answer = house.post(FIGURES_PATH, Some(&actor.token), &encode(&request).unwrap());
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(!text.contains(MATTER) && !text.contains("梁某"), "a text among figures");
    read(&answer)
}

fn tells_figures(yard: &Yard, actor: &TestDevice, epoch: u64) -> bool {
    let told = figures(&yard.house, actor, epoch).map(|answer| answer.figures);
    told.is_ok_and(|told| told.iter().any(|figure| figure.entry == yard.entry.id))
}

/// An opening of the entry, sealed by the actor's device.
fn opening(yard: &Yard, actor: &TestDevice, reason: &str) -> SealedBatch {
    let body = Body::Opening(Opening {
        reason: reason.to_owned(),
    });
    let mut statement = yard.entry.statement(&yard.house, actor, body);
    statement.act.heads = Vec::new();
    let act = sign(statement, canonical::no_text(), &actor.person_key);
    yard.entry.sealed(actor, &[], &[&act])
}

fn ask_to_open(house: &House, token: &str, batch: &SealedBatch, now_ms: i64) -> OpeningResponse {
    let request = OpeningRequest {
        version: VERSION,
        batch: WireBatch {
            bytes: Blob(batch.on_the_way()),
            signature: Blob(batch.signature.clone()),
        },
    };
    let body = encode(&request).unwrap();
    let answer = house.server.answer(OPENING_PATH, Some(token), &body, now_ms);
    read(&answer).unwrap()
}

fn opens(house: &House, actor: &TestDevice, batch: &SealedBatch) -> bool {
    match ask_to_open(house, &actor.token, batch, NOW_MS) {
        OpeningResponse::Open { batches, .. } => batches.iter().any(|pulled| !open(pulled).changes.is_empty()),
        OpeningResponse::Over | OpeningResponse::Refused(_) | OpeningResponse::Later => false,
    }
}

#[test]
fn what_the_table_forbids_no_road_gives_and_what_it_allows_goes_by_each() {
    let mut tried = BTreeSet::new();
    for role in Role::ALL {
        for scope in SCOPES {
            if role == Role::Cadre && scope.len() != 12 {
                // The register takes no such cadre.
                continue;
            }
            let mut yard = yard();
            let mut actor = yard.house.device("actor", &yard.house.person(role, &[scope]));
            let relation = actor.person.relation(&village());
            for action in Action::ALL {
                assert_eq!(actor.person.may_in(action, &village()), may_in(role, action, relation));
                try_each(&mut yard, &mut actor, action);
            }
            // Whatever was done: what was opened came once, and opens nothing else.
            try_each(&mut yard, &mut actor, Action::ReadEntry);
            no_path_gives_a_report_or_a_volume(&yard, &actor);
            tried.insert((role, relation));
        }
    }
    let above = |role| matches!(role, Role::County | Role::City);
    let exists = |(role, relation): &(Role, Relation)| match relation {
        Relation::OwnVillage => !above(*role),
        Relation::OwnArea => !above(*role) && *role != Role::Cadre,
        Relation::Above => above(*role),
        Relation::Elsewhere => true,
    };
    let every = Role::ALL
        .into_iter()
        .flat_map(|role| Relation::ALL.into_iter().map(move |relation| (role, relation)));
    assert_eq!(tried, every.filter(exists).collect(), "a cell nobody tried");
}

fn try_each(yard: &mut Yard, actor: &mut TestDevice, action: Action) {
    let roads = roads(action);
    assert!(!roads.is_empty());
    let may = actor.person.may_in(action, &place(action));
    for Road { name, by } in roads {
        let (role, scope) = (actor.person.role, actor.person.scope.clone());
        assert_eq!(by(yard, actor), may, "{role:?} of {scope:?}: {action:?} by {name}");
    }
}

/// Search, volumes and reports are worked out on devices from what they were sent; there is no road to them.
fn no_path_gives_a_report_or_a_volume(yard: &Yard, actor: &TestDevice) {
    for path in [
        "/v1/export",
        "/v1/report",
        "/v1/volume",
        "/v1/search",
        "/v1/entries",
        "/v1/batches",
    ] {
        let answer = yard.house.post(path, Some(&actor.token), &[]);
        assert_eq!(
            (answer.status, decode(&answer.body)),
            (400, Ok(Refusal::Unreadable)),
            "{path}"
        );
    }
}

#[test]
fn a_request_of_another_device_does_nothing_under_ones_own_token() {
    let mut yard = yard();
    let above = |name: &str, yard: &Yard| yard.house.device(name, &yard.house.person(Role::County, &["450102"]));
    let (one, mut other) = (above("one", &yard), above("other", &yard));
    let batch = opening(&yard, &one, "核对补贴");
    let signature = OpeningResponse::Refused(ParkedReason::Content);
    assert_eq!(ask_to_open(&yard.house, &other.token, &batch, NOW_MS), signature);
    assert!(opens(&yard.house, &one, &batch));
    assert_eq!(
        ask_to_open(&yard.house, &other.token, &batch, NOW_MS),
        signature,
        "also once it stands in the log"
    );
    let mut office = yard.house.office("office");
    let (ledger, signed) = yard.signed(&mut office);
    let review = ledger.approve(&yard.house, &office, signed.id());
    let review = ledger.sealed(&office, &[], &[&review]);
    assert_eq!(other.refusal(&yard.house, &review), ParkedReason::Signature);
    let need = Paper::new(&yard.house, &yard.cadre, VILLAGE).first(&yard.cadre);
    assert_eq!(other.refusal(&yard.house, &need), ParkedReason::Signature);
    assert!(is_stored(&office.sync(&yard.house, &[review]).answers));
}

#[test]
fn an_opening_is_an_act_that_the_office_and_the_counsel_get_before_the_text_goes_out() {
    let mut yard = yard();
    let county = yard
        .house
        .device("county", &yard.house.person(Role::County, &["450102"]));
    let mut office = yard.house.office("office");
    office.pull(&yard.house);
    yard.counsel.pull(&yard.house);
    let batch = opening(&yard, &county, "核对补贴");
    let waited = yard.house.server.db().queue(&OFFICE.parse().unwrap()).unwrap();
    let OpeningResponse::Open { batches, .. } = ask_to_open(&yard.house, &county.token, &batch, NOW_MS) else {
        panic!("not opened");
    };
    assert_eq!(
        batches.len(),
        4,
        "the whole entry with its acts, the opening among them"
    );
    for device in [&mut office, &mut yard.counsel] {
        let came = device.pull(&yard.house).0;
        let act = SignedAct::read(&came[0].acts[0]).unwrap();
        let said = &act.statement().act;
        assert_eq!((said.person, said.role), (county.person.id, Role::County));
        assert_eq!(said.body.texts(), ["核对补贴"]);
    }
    let waits = yard.house.server.db().queue(&OFFICE.parse().unwrap()).unwrap();
    assert_eq!(waited, waits, "nothing moves in the office's queue");
}

#[test]
fn an_opening_without_a_reason_or_over_a_text_gives_nothing() {
    let yard = yard();
    let county = yard
        .house
        .device("county", &yard.house.person(Role::County, &["450102"]));
    let content = OpeningResponse::Refused(ParkedReason::Content);
    for reason in ["", " \u{3000}", &"长".repeat(501)] {
        let batch = opening(&yard, &county, reason);
        assert_eq!(ask_to_open(&yard.house, &county.token, &batch, NOW_MS), content);
    }
    let body = Body::Opening(Opening {
        reason: "核对补贴".to_owned(),
    });
    let over_the_text = yard.entry.act(&yard.house, &county, body);
    let batch = yard.entry.sealed(&county, &[], &[&over_the_text]);
    assert_eq!(ask_to_open(&yard.house, &county.token, &batch, NOW_MS), content);
    let first = yard.entry.first(&county);
    assert_eq!(ask_to_open(&yard.house, &county.token, &first, NOW_MS), content);
}

#[test]
fn a_text_comes_for_a_day_and_to_nobody_who_lost_the_right() {
    let yard = yard();
    let county = yard
        .house
        .device("county", &yard.house.person(Role::County, &["450102"]));
    let batch = opening(&yard, &county, "核对补贴");
    assert!(opens(&yard.house, &county, &batch));
    let again = |now_ms| ask_to_open(&yard.house, &county.token, &batch, now_ms);
    assert!(matches!(again(NOW_MS + OPEN_MS), OpeningResponse::Open { .. }));
    assert_eq!(again(NOW_MS + OPEN_MS + 1), OpeningResponse::Over);
    yard.house
        .server
        .rescope(county.person.id, vec!["450102102".parse().unwrap()])
        .unwrap();
    assert_eq!(again(NOW_MS), OpeningResponse::Refused(ParkedReason::NotAllowed));
    yard.house.server.revoke(county.id, NOW_MS).unwrap();
    let request = OpeningRequest {
        version: VERSION,
        batch: WireBatch {
            bytes: Blob(batch.on_the_way()),
            signature: Blob(batch.signature.clone()),
        },
    };
    let answer = yard
        .house
        .post(OPENING_PATH, Some(&county.token), &encode(&request).unwrap());
    assert_eq!((answer.status, decode(&answer.body)), (403, Ok(Refusal::DeviceRevoked)));
}

#[test]
fn figures_come_once_and_then_what_changed() {
    let yard = yard();
    let county = yard
        .house
        .device("county", &yard.house.person(Role::County, &["450102"]));
    let asked = |after| {
        let request = FiguresRequest {
            version: VERSION,
            epoch: 7,
            after,
        };
        let answer = yard
            .house
            .post(FIGURES_PATH, Some(&county.token), &encode(&request).unwrap());
        read::<FiguresResponse>(&answer).unwrap()
    };
    let first = asked(0);
    let figure = &first.figures[0];
    assert_eq!(
        (first.figures.len(), first.up_to, first.more, first.from_start),
        (1, 4, false, false)
    );
    assert_eq!(
        (figure.people, figure.minutes, figure.counsel),
        (1, 90, yard.counsel.person.id)
    );
    assert_eq!(asked(4).figures, []);
    assert!(asked(5).from_start, "a log that lost its end");
    let approved = {
        let mut office = yard.house.office("office");
        let signed = yard.house.server.db().entry_log(yard.entry.id).unwrap();
        let act = SignedAct::read(&signed[2].sealed.open().unwrap().acts[0]).unwrap();
        let act = yard.entry.approve(&yard.house, &office, act.id());
        office.push(&yard.house, &yard.entry.sealed(&office, &[], &[&act]))
    };
    assert_eq!(approved.sequence, 5);
    let second = asked(4);
    assert_eq!((second.figures.len(), second.up_to), (1, 5));
    assert_eq!(second.figures[0].stage, cunfa_core::Stage::Approved);
}
