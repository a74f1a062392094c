//! The county's registers: as they are said and signed for, asked for, shown, and as they travel.

use cunfa_core::register::{
    Asked, Column, CounselKind, Days, Fault, FaultReason, Finding, FirmKind, Half, RecordKind, Registered,
    Registration, Values, Verdict,
};
use cunfa_core::{EntryId, Role};
use cunfa_protocol::registers::{RegisteredAct, RegistersRequest, RegistersResponse};
use cunfa_protocol::view::{
    BoardCounsel, BoardView, Boards, EndingAppointment, NamedPerson, ParkedReason, RecordAct, RecordRow, RecordState,
    RecordView, RecusalNote, RefusedRecord, RegisterGaps, RegisterList, RenewalBasis, TrainingLine,
};
use cunfa_protocol::wire::{BatchAnswer, Blob, VERSION, WireBatch};
use cunfa_protocol::{Command, Reply, command as c};

use super::{held, samples as s};

fn firm_id() -> EntryId {
    EntryId([0x15; 16])
}

fn values() -> Values {
    Values::new()
        .with(Column::Name, "𡌶律师事务所")
        .with(Column::FirmKind, "law_firm")
        .with(Column::Phone, "0771-0000000")
}

fn pairs() -> Vec<(Column, String)> {
    let values = values();
    let pairs = values.iter().map(|(column, text)| (column, text.to_owned()));
    pairs.collect()
}

pub fn registration() -> Registration {
    Registration {
        kind: RecordKind::Firm,
        values: values(),
        after: Some(s::act_id()),
        withdrawn: Some("已注销".to_owned()),
    }
}

fn registered() -> Registered {
    Registered {
        record: firm_id(),
        act: s::act_id(),
        registration: registration(),
        person: s::person_id(),
        role: Role::County,
        device_time_s: 1_795_399_200,
        sequence: 7,
        received_ms: 1_795_399_201_000,
    }
}

fn reasons() -> Vec<FaultReason> {
    let with = s::entry_id();
    let mut reasons = vec![
        FaultReason::NotAllowed,
        FaultReason::Changed,
        FaultReason::Missing,
        FaultReason::NotOfKind,
        FaultReason::Shape,
        FaultReason::TooLong { given: 101, max: 100 },
        FaultReason::HiddenCharacters,
        FaultReason::NoReason,
        FaultReason::NothingToWithdraw,
        FaultReason::Fixed,
        FaultReason::OnlyAnswer,
        FaultReason::Answered,
        FaultReason::InUse { by: with },
        FaultReason::Itself,
        FaultReason::EndsBeforeStart,
        FaultReason::UnknownVillage,
        FaultReason::MergedVillage {
            into: s::village_code(),
            from: s::date(),
        },
        FaultReason::UnknownCounsel,
        FaultReason::UnknownRecord,
        FaultReason::PublicOfficial,
        FaultReason::MoreThanMost { most: 5, on: s::date() },
        FaultReason::Overlaps { with },
        FaultReason::Twice { with },
        FaultReason::Recused { with },
        FaultReason::NotOfRecusal { with },
        FaultReason::RenewalUnexplained {
            poor: Some(half()),
            untrained: Some(2025),
        },
        FaultReason::OtherPlace,
        FaultReason::MoreThanAsked,
        FaultReason::NotYet,
    ];
    reasons.extend(s::rule_file_errors().into_iter().map(FaultReason::RuleFile));
    reasons.extend(s::rule_faults().into_iter().map(FaultReason::Rules));
    reasons
}

fn fault() -> Fault {
    Fault {
        column: Some(Column::Name),
        reason: FaultReason::Twice { with: firm_id() },
    }
}

fn states() -> Vec<RecordState> {
    vec![
        RecordState::Stands,
        RecordState::Waiting,
        RecordState::Refused(ParkedReason::RecordChanged),
    ]
}

pub fn row() -> RecordRow {
    RecordRow {
        record: firm_id(),
        act: Some(s::act_id()),
        values: pairs(),
        withdrawn: Some("已注销".to_owned()),
        state: RecordState::Stands,
    }
}

fn names() -> Vec<(String, String)> {
    vec![(s::village_code().to_string(), "三塘镇那况村委会".to_owned())]
}

fn list() -> RegisterList {
    RegisterList {
        kind: RecordKind::Firm,
        rows: vec![row()],
        names: names(),
        may_add: true,
        today: s::date(),
        came_ms: Some(1_795_399_200_000),
    }
}

pub fn said() -> RecordAct {
    RecordAct {
        by: "韦桂花".to_owned(),
        role: Role::County,
        at_ms: 1_795_399_200_000,
        received_ms: Some(1_795_399_201_000),
        values: pairs(),
        withdrawn: None,
    }
}

fn one() -> RecordView {
    let unanswered = RecordAct {
        received_ms: None,
        withdrawn: Some("已注销".to_owned()),
        ..said()
    };
    RecordView {
        row: row(),
        kind: RecordKind::Firm,
        names: names(),
        history: vec![said(), unanswered],
        may: vec![Column::Name, Column::Phone],
        may_withdraw: true,
        faults: vec![fault()],
        today: s::date(),
    }
}

fn ending() -> EndingAppointment {
    EndingAppointment {
        record: s::entry_id(),
        village: s::village_row(),
        person_name: "𡌶小明".to_owned(),
        to: s::date(),
    }
}

fn named() -> NamedPerson {
    NamedPerson {
        person: s::person_id().to_string(),
        record: Some(firm_id()),
        name: "𡌶小明".to_owned(),
    }
}

fn refused() -> RefusedRecord {
    RefusedRecord {
        record: firm_id(),
        kind: RecordKind::Appointment,
        reason: ParkedReason::Content,
    }
}

fn gaps() -> RegisterGaps {
    let unlisted = NamedPerson {
        record: None,
        ..named()
    };
    RegisterGaps {
        without: vec![s::village_row()],
        ending: vec![ending()],
        untrained: vec![named()],
        unlisted: vec![unlisted],
        refused: vec![refused()],
        today: s::date(),
        came_ms: None,
    }
}

fn counsel() -> BoardCounsel {
    BoardCounsel {
        name: "𡌶小明".to_owned(),
        firm: "𡌶律师事务所".to_owned(),
        phone: "0771-0000000".to_owned(),
    }
}

fn board() -> BoardView {
    BoardView {
        village: s::village_row(),
        record: Some(s::entry_id()),
        act: Some(s::act_id()),
        values: vec![(Column::Duties, "提供法律咨询".to_owned())],
        state: RecordState::Waiting,
        counsel: vec![counsel()],
        may_write: true,
    }
}

fn half() -> Half {
    "2026-1".parse().unwrap()
}

fn basis() -> RenewalBasis {
    RenewalBasis {
        served_until: Some(s::date()),
        year: 2025,
        trainings: vec![TrainingLine {
            date: s::date(),
            topic: "业务培训".to_owned(),
        }],
        verdicts: vec![(half(), Verdict::Poor)],
        needs_reason: true,
    }
}

fn recusal_note() -> RecusalNote {
    RecusalNote {
        from: s::date(),
        to: s::date().succ_opt(),
        reason: "两村争同一片林地".to_owned(),
        stood_in: true,
        stand_in: "黄建国".to_owned(),
    }
}

fn boards() -> Boards {
    let none = BoardView {
        record: None,
        act: None,
        values: Vec::new(),
        state: RecordState::Stands,
        counsel: Vec::new(),
        ..board()
    };
    Boards {
        boards: vec![board(), none],
        today: s::date(),
    }
}

pub fn commands() -> Vec<Command> {
    vec![
        c::Registers { kind: RecordKind::Firm }.into(),
        c::Record { record: firm_id() }.into(),
        c::PutRecord {
            record: None,
            kind: RecordKind::Firm,
            after: None,
            values: pairs(),
            withdrawn: None,
        }
        .into(),
        c::PutRecord {
            record: Some(firm_id()),
            kind: RecordKind::Firm,
            after: Some(s::act_id()),
            values: pairs(),
            withdrawn: Some("已注销".to_owned()),
        }
        .into(),
        c::DropRefused { record: firm_id() }.into(),
        c::RegisterGaps {}.into(),
        c::RenewalBasis {
            record: Some(firm_id()),
            village: s::village_code(),
            person: s::person().id,
            from: s::date(),
        }
        .into(),
        c::RecusalHere {
            village: s::village_code(),
            date: s::date(),
        }
        .into(),
        c::Boards {}.into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    vec![
        Reply::Registers(list()),
        Reply::Record(one()),
        Reply::PutRecord(one()),
        Reply::DropRefused(()),
        Reply::RegisterGaps(gaps()),
        Reply::RenewalBasis(basis()),
        Reply::RecusalHere(Some(recusal_note())),
        Reply::Boards(boards()),
    ]
}

#[test]
fn what_a_record_says_is_written_like_this() {
    held("kind-RecordKind", RecordKind::ALL);
    held("column-Column", Column::ALL);
    held("record-FirmKind", FirmKind::ALL);
    held("record-CounselKind", CounselKind::ALL);
    held("record-Verdict", Verdict::ALL);
    held("monthly-Finding", Finding::ALL);
    held("monthly-Asked", Asked::ALL);
    held("values-Values", &[values()]);
    held("register-Registration", &[registration()]);
    held("fold-Registered", &[registered()]);
    let days = Days {
        from: s::date(),
        to: s::date().succ_opt(),
    };
    held("days-Half", &[half(), Half::of(s::date())]);
    held("days-Days", &[Days { to: None, ..days }, days]);
}

#[test]
fn what_is_wrong_with_a_record_is_written_like_this() {
    held("fault-FaultReason", &reasons());
    let whole = Fault {
        column: None,
        reason: FaultReason::NoReason,
    };
    held("fault-Fault", &[fault(), whole]);
}

#[test]
fn registers_are_shown_like_this() {
    held("registers-RegisterList", &[list()]);
    held("registers-RecordRow", &[row()]);
    held("registers-RecordState", &states());
    held("registers-RecordView", &[one()]);
    held("registers-RecordAct", &[said()]);
    held("registers-RegisterGaps", &[gaps()]);
    held("registers-EndingAppointment", &[ending()]);
    held("registers-NamedPerson", &[named()]);
    held("registers-RefusedRecord", &[refused()]);
    held("registers-RenewalBasis", &[basis()]);
    held("registers-TrainingLine", &basis().trainings);
    held("registers-RecusalNote", &[recusal_note()]);
    held("registers-Boards", &[boards()]);
    held("registers-BoardView", &[board()]);
    held("registers-BoardCounsel", &[counsel()]);
}

#[test]
fn registrations_travel_like_this() {
    let batch = WireBatch {
        bytes: Blob(vec![0xb0; 4]),
        signature: Blob(vec![0xb1; 4]),
    };
    let asks = RegistersRequest {
        version: VERSION,
        epoch: 7,
        after: 12,
        batches: Vec::new(),
        whole: false,
    };
    let hands_in = RegistersRequest {
        batches: vec![batch],
        whole: true,
        ..asks.clone()
    };
    held("registers-RegistersRequest", &[asks, hands_in]);
    let act = RegisteredAct {
        sequence: 13,
        received_at_ms: 1_795_399_200_000,
        act: Blob(vec![0xac; 4]),
    };
    held("registers-RegisteredAct", std::slice::from_ref(&act));
    let answer = BatchAnswer::Later { batch: s::batch_id() };
    let response = RegistersResponse {
        epoch: 7,
        from_start: true,
        answers: vec![answer],
        acts: vec![act],
        up_to: 13,
        more: true,
    };
    let nothing = RegistersResponse {
        from_start: false,
        answers: Vec::new(),
        acts: Vec::new(),
        more: false,
        ..response.clone()
    };
    held("registers-RegistersResponse", &[response, nothing]);
}
