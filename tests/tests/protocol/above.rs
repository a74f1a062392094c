//! What the county and the city ask and get.

use cunfa_core::question::Crossing;
use cunfa_core::{Figure, Kind, Mode, QuestionKind, ResultClass, Stage};
use cunfa_protocol::figures::{FiguresRequest, FiguresResponse, OpeningRequest, OpeningResponse};
use cunfa_protocol::view::{
    CrossingRow, FigureList, FigureRow, Figures, Opened, OpenedAct, OpenedText, OpeningState, ParkedReason, StageCount,
    VillageFigures,
};
use cunfa_protocol::wire::{Blob, PulledBatch, VERSION, WireBatch};
use cunfa_protocol::{Command, Reply, command as c};

use super::{held, samples as s};

fn figure() -> Figure {
    Figure {
        entry: s::entry_id(),
        village: s::village_code(),
        date: s::date(),
        kind: Kind::Lecture,
        mode: Mode::OnSite,
        minutes: 90,
        people: 42,
        result: Some(ResultClass::ToMediation),
        stage: Stage::InReview,
        major: true,
        counsel: s::person_id(),
        corrects: None,
    }
}

fn states() -> Vec<OpeningState> {
    vec![
        OpeningState::Waiting,
        OpeningState::Stands,
        OpeningState::Over,
        OpeningState::Refused(ParkedReason::NotAllowed),
    ]
}

fn row() -> FigureRow {
    FigureRow {
        figure: figure(),
        corrected: true,
        counsel_name: "𡌶小明".to_owned(),
        opening: Some(OpeningState::Stands),
    }
}

fn list() -> FigureList {
    FigureList {
        village: s::village_row(),
        month: s::date(),
        rows: vec![row()],
    }
}

fn crossing() -> Crossing {
    Crossing {
        entry: s::entry_id(),
        kind: QuestionKind::SameParty,
        village: s::village_code(),
    }
}

fn crossing_row() -> CrossingRow {
    CrossingRow {
        figure: figure(),
        counsel_name: "韦顾问".to_owned(),
        village: s::village_row(),
        kind: QuestionKind::SameParty,
        other: Some(s::village_row()),
        recused: true,
    }
}

fn village() -> VillageFigures {
    VillageFigures {
        village: s::village_row(),
        on_site_minutes: 310,
        lectures: 1,
        stages: vec![count()],
    }
}

fn count() -> StageCount {
    StageCount {
        stage: Stage::Approved,
        count: 3,
    }
}

fn figures() -> Figures {
    Figures {
        month: s::date(),
        villages: vec![village()],
        crossings: vec![crossing_row()],
        came_ms: Some(1_795_399_200_000),
    }
}

fn act() -> OpenedAct {
    OpenedAct {
        act: s::act(),
        person_name: "𡌶小明".to_owned(),
        holds: true,
    }
}

fn text() -> OpenedText {
    OpenedText {
        entry: s::entry(),
        acts: vec![act()],
    }
}

fn opened() -> Opened {
    Opened {
        row: row(),
        village: s::village_row(),
        reason: "核对补贴".to_owned(),
        text: Some(Box::new(text())),
    }
}

pub fn commands() -> Vec<Command> {
    let (entry, month, village) = (s::entry_id(), s::date(), s::village_code());
    let reason = "核对补贴".to_owned();
    vec![
        c::Figures { month }.into(),
        c::VillageFigures { village, month }.into(),
        c::OpenFromAbove { entry, reason }.into(),
        c::Opened { entry }.into(),
        c::CloseOpened { entry }.into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    let closed = Opened { text: None, ..opened() };
    vec![
        Reply::Figures(figures()),
        Reply::VillageFigures(list()),
        Reply::OpenFromAbove(opened()),
        Reply::Opened(opened()),
        Reply::CloseOpened(closed),
    ]
}

fn wire_batch() -> WireBatch {
    WireBatch {
        bytes: Blob(vec![0xb0; 4]),
        signature: Blob(vec![0xb1; 4]),
    }
}

#[test]
fn the_desk_above_shows_figures_and_a_text_like_this() {
    let correction = Figure {
        corrects: Some(s::entry_id()),
        ..figure()
    };
    held("figure-Figure", &[figure(), correction]);
    held("above-Figures", &[figures()]);
    held("above-CrossingRow", &[crossing_row()]);
    held("above-VillageFigures", &[village()]);
    held("above-StageCount", &[count()]);
    held("above-FigureList", &[list()]);
    held("above-FigureRow", &[row()]);
    held("above-OpeningState", &states());
    held("above-Opened", &[opened()]);
    held("above-OpenedText", &[text()]);
    held("above-OpenedAct", &[act()]);
}

#[test]
fn figures_and_openings_travel_like_this() {
    let request = FiguresRequest {
        version: VERSION,
        epoch: 7,
        after: 12,
    };
    let response = FiguresResponse {
        epoch: 7,
        from_start: true,
        figures: vec![figure()],
        up_to: 13,
        more: true,
        crossings: None,
    };
    let last = FiguresResponse {
        figures: Vec::new(),
        more: false,
        crossings: Some(vec![crossing()]),
        ..response.clone()
    };
    held("figures-FiguresRequest", &[request]);
    held("crossing-Crossing", &[crossing()]);
    held("figures-FiguresResponse", &[response, last]);
    let request = OpeningRequest {
        version: VERSION,
        batch: wire_batch(),
    };
    let batch = PulledBatch {
        sequence: 3,
        batch: wire_batch(),
        received_at_ms: 1_795_399_200_000,
        receipt_signature: Blob(vec![0xb2; 4]),
    };
    let responses = [
        OpeningResponse::Open {
            received_at_ms: 1_795_399_200_000,
            batches: vec![batch],
        },
        OpeningResponse::Over,
        OpeningResponse::Refused(ParkedReason::Content),
        OpeningResponse::Later,
    ];
    held("figures-OpeningRequest", &[request]);
    held("figures-OpeningResponse", &responses);
}
