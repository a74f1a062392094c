//! What screens are shown.

use cunfa_core::register::Column;
use cunfa_core::{Entry, Field, Opinion, Role, Standing};
use cunfa_protocol::view::{
    ActView, Amendment, Asked, Certified, CheckData, CheckFound, CheckVillage, ClaimFault, Clock, Conflict,
    CounselLoad, DecisionFault, DecisionState, Delivery, DemoSwitch, Display, Draft, DraftSaved, EnrolmentDecision,
    Enrolments, EntryView, Event, Evidence, Filling, GridCell, Home, Invitation, Invitee, InviteeDevice, Issuer,
    ItemState, KnownRoot, LittleRoom, Load, LoadVillage, LockAfter, LogState, Me, MonthCheck, MonthGrid, Moving,
    ParkedReason, Photos, Queue, QueueItem, RecordAct, RecordRow, RecordsNotice, Roster, RosterRow, Scale, Session,
    SessionStage, SignedText, Signer, Signing, Slot, Sync, SyncItem, SyncOutcome, TextSize, Theme, Topic,
    VillageStanding, VolumePage, WaitingEnrolment, YearCell, YearGrid, YearVillage,
};

use super::{finding, held, pictures, samples as s};

pub fn slot() -> Slot {
    Slot {
        slot: 1,
        label: "韦".to_owned(),
        role: Role::Cadre,
        person: Some(s::person_id()),
        wait_ms: 30_000,
        tries_left: 5,
    }
}

fn invitee_device() -> InviteeDevice {
    InviteeDevice {
        device: s::device(),
        name: "三塘 1 号".to_owned(),
    }
}

pub fn invitee() -> Invitee {
    Invitee {
        person: s::person(),
        devices: vec![invitee_device()],
    }
}

pub fn invitation() -> Invitation {
    Invitation {
        code: "ABCDE-23456".to_owned(),
        name: "𡌶小明".to_owned(),
        device_name: Some("三塘 1 号".to_owned()),
        expires_ms: 1_795_430_700_000,
    }
}

fn me() -> Me {
    Me {
        slot: 0,
        person: s::person(),
        device_name: "三塘 1 号".to_owned(),
        server: "https://example.invalid".to_owned(),
    }
}

pub fn session() -> Session {
    Session {
        stage: SessionStage::Open(me()),
        display: Display {
            theme: Theme::HighContrast,
            text: TextSize::Elder,
            scale: Scale::Half,
            lock_after: LockAfter::Soon,
        },
        slots: vec![slot()],
        demo: Some(DemoSwitch { cut: true }),
    }
}

pub fn home() -> Home {
    Home {
        today: s::date(),
        villages: vec![s::village_month()],
        drafts: 1,
        unsigned: 2,
        unsent: 3,
        returned: 4,
        needs: 5,
        rules: vec![s::basis()],
        follow_ups: 6,
        reminder: Some(finding::reminder()),
        last_sync_ms: Some(1_795_430_700_000),
        last_outcome: SyncOutcome::Done,
    }
}

pub fn draft() -> Draft {
    Draft {
        draft: s::entry_id(),
        form: s::form(),
        photos: pictures::views(),
        room_mib: Some(120),
        changes: Some(s::entry_id()),
        saved_at_ms: None,
        recent_persons: vec!["𬭎".to_owned()],
        today: s::date(),
        latest: s::date(),
    }
}

pub fn page() -> VolumePage {
    VolumePage {
        rows: vec![s::row()],
        total: 51,
        offset: 50,
    }
}

fn certified(issuer: Issuer) -> Certified {
    Certified {
        person: s::person(),
        issuer,
        from_ms: 1_795_000_000_000,
    }
}

fn issuers() -> Vec<Issuer> {
    let name = "卢建设".to_owned();
    vec![Issuer::County, Issuer::Office { name }]
}

fn known_root() -> KnownRoot {
    KnownRoot {
        acts: 1_204,
        made_at_ms: Some(1_795_400_000_000),
    }
}

fn texts() -> Vec<SignedText> {
    vec![
        SignedText::Present,
        SignedText::Other(Box::new(amendment())),
        SignedText::NotHere,
    ]
}

fn evidence() -> Evidence {
    Evidence {
        certified: Some(certified(Issuer::County)),
        text: SignedText::Other(Box::new(amendment())),
        clock: Clock::Checked,
        root: Some(known_root()),
        received_at_ms: Some(1_795_430_800_000),
    }
}

/// Of an act that came without its text, from a device without certificates.
fn bare() -> Evidence {
    Evidence {
        certified: None,
        text: SignedText::NotHere,
        clock: Clock::Unchecked,
        root: None,
        received_at_ms: None,
    }
}

fn act_view() -> ActView {
    ActView {
        act: s::act(),
        person_name: "韦桂花".to_owned(),
        ink_path: Some("M10 20L200 250".to_owned()),
        holds: true,
        standing: Some(Standing::Provisional),
        covers_current: false,
        delivered: true,
        evidence: evidence(),
    }
}

fn conflict() -> Conflict {
    Conflict {
        key: "matter".to_owned(),
        field: Field::Matter,
        values: vec!["甲".to_owned(), "乙".to_owned()],
    }
}

fn amendment() -> Amendment {
    Amendment {
        entry: Entry {
            matter: "已改".to_owned(),
            ..s::entry()
        },
        fields: vec![Field::Matter],
    }
}

pub fn entry_view() -> EntryView {
    EntryView {
        row: s::row(),
        township: "三塘镇".to_owned(),
        entry: s::entry(),
        content: s::digest(),
        attachments: pictures::views(),
        amendment: Some(amendment()),
        conflicts: vec![conflict()],
        life: s::life(),
        acts: vec![act_view()],
        corrected_by: vec![s::entry_id()],
        followed_by: vec![s::entry_id()],
        answers: Some(super::needs::row()),
        may_change: false,
        may_void: true,
        may_correct: true,
        may_follow: true,
        may_write_another: true,
        may_sign: false,
        submits: true,
        may_submit_paper: true,
        may_review: false,
        may_attach: true,
        may_acknowledge: true,
        asked: Asked::Open,
    }
}

fn signer() -> Signer {
    Signer {
        slot: slot(),
        name: "韦桂花".to_owned(),
        post: "村委会副主任".to_owned(),
        role: Role::Cadre,
        standing: Standing::Provisional,
    }
}

pub fn signing() -> Signing {
    Signing {
        entry: s::entry(),
        attachments: pictures::views(),
        village_name: "那况村委会".to_owned(),
        township: "三塘镇".to_owned(),
        content: s::digest(),
        signers: vec![signer()],
        opinions: Opinion::ALL.to_vec(),
        for_paper: false,
    }
}

fn queue_item() -> QueueItem {
    QueueItem {
        row: s::row(),
        written_late_days: 3,
        on_paper: true,
        contrary: true,
        returning: true,
        counsel: s::person_id(),
        asked: Asked::Answered,
    }
}

pub fn queue() -> Queue {
    Queue {
        major: vec![queue_item()],
        waiting: vec![queue_item()],
        decided: vec![],
        villages: vec![(s::village_row(), 1)],
        contrary: 1,
    }
}

fn cell() -> GridCell {
    GridCell {
        village: s::village_row(),
        tally: s::tally(),
        unsigned: 1,
        unreviewed: 2,
        standing: VillageStanding::Served,
    }
}

fn standings() -> [VillageStanding; 3] {
    let merged = VillageStanding::Merged {
        into: s::village_row(),
        from: s::tally().month,
    };
    [VillageStanding::Served, VillageStanding::Unserved, merged]
}

pub fn roster() -> Roster {
    let row = |here, fault| RosterRow {
        person: s::person_id(),
        name: "韦桂花".to_owned(),
        post: "村委会副主任".to_owned(),
        places: vec!["那况村委会".to_owned()],
        here,
        fault,
    };
    Roster {
        cadres: vec![row(false, None), row(true, Some(ClaimFault::OutOfScope))],
    }
}

pub fn enrolments() -> Enrolments {
    let waiting = |decided| WaitingEnrolment {
        key: s::key(),
        name: "韦桂花".to_owned(),
        role: Role::Cadre,
        post: "村委会副主任".to_owned(),
        places: vec!["那况村委会".to_owned()],
        since_ms: 1_795_420_860_000,
        beside: vec!["覃明远".to_owned()],
        decided,
    };
    Enrolments {
        waiting: [None]
            .into_iter()
            .chain(decision_states().map(Some))
            .map(waiting)
            .collect(),
    }
}

fn decision_states() -> impl Iterator<Item = DecisionState> {
    [
        DecisionState::OnItsWay(EnrolmentDecision::Confirm),
        DecisionState::OnItsWay(EnrolmentDecision::Refuse),
        DecisionState::NotTaken(DecisionFault::NotAllowed),
    ]
    .into_iter()
}

pub fn grid() -> MonthGrid {
    MonthGrid {
        month: s::tally().month,
        rules: vec![s::basis()],
        cells: vec![cell()],
    }
}

fn check_data() -> CheckData {
    CheckData {
        sequence: 1_210,
        log: Some(log_state()),
        unsent: 1,
        not_here: 2,
    }
}

fn log_state() -> LogState {
    LogState {
        epoch: 1,
        sequence: 1_204,
        acts: 3_310,
        root: s::digest(),
        at_ms: 1_795_430_700_000,
    }
}

fn check_found() -> CheckFound {
    let values = vec![
        (Column::Village, s::village_code().to_string()),
        (Column::Drawn, format!("{}=yes", s::entry_id())),
        (Column::Month, "2026-11".to_owned()),
        (Column::Answers, "satisfied=12:8:3:1".to_owned()),
    ];
    CheckFound {
        row: RecordRow {
            values: values.clone(),
            withdrawn: None,
            ..super::registers::row()
        },
        said: Some(RecordAct {
            values,
            role: Role::Office,
            ..super::registers::said()
        }),
    }
}

fn check_village() -> CheckVillage {
    CheckVillage {
        cell: cell(),
        counsel: vec!["韦顾问".to_owned()],
        entries: 6,
        returned: 1,
        drawn: vec![s::row()],
        found: Some(check_found()),
    }
}

pub fn check() -> MonthCheck {
    MonthCheck {
        month: s::tally().month,
        made_at: s::date().and_hms_opt(9, 30, 0).unwrap(),
        made_by: "韦所长".to_owned(),
        role: cunfa_core::Role::Office,
        data: check_data(),
        rules: vec![s::basis()],
        villages: vec![check_village()],
    }
}

fn year_cell() -> YearCell {
    YearCell {
        counted_minutes: 270,
        owed_minutes: 300,
        missing_minutes: 30,
        entries: 4,
        lectures: 1,
        unsigned: 1,
        unreviewed: 2,
    }
}

fn year_village() -> YearVillage {
    YearVillage {
        village: s::village_row(),
        standing: VillageStanding::Served,
        months: vec![year_cell()],
    }
}

fn load() -> CounselLoad {
    CounselLoad {
        person: s::person().id,
        name: "韦顾问".to_owned(),
        villages: vec![load_village()],
    }
}

fn load_village() -> LoadVillage {
    LoadVillage {
        village: s::village_row().code,
        now: true,
        months: vec![load_month()],
    }
}

fn load_month() -> Load {
    Load {
        entries: 41,
        minutes: 2_460,
    }
}

pub fn year() -> YearGrid {
    YearGrid {
        months: vec![s::tally().month],
        data: Some(super::report::data()),
        rules: vec![s::basis()],
        villages: vec![year_village()],
        counsel: vec![load()],
    }
}

fn item_states() -> Vec<ItemState> {
    let parked = ItemState::Parked {
        batch: s::batch_id(),
        reason: ParkedReason::Signature,
    };
    vec![ItemState::Pending, ItemState::Sending, ItemState::Waits, parked]
}

fn item(state: ItemState) -> SyncItem {
    SyncItem {
        entry: s::entry_id(),
        number: "03-0007".to_owned(),
        is_need: false,
        village_name: "那况村委会".to_owned(),
        matter: "宅基地界址".to_owned(),
        state,
    }
}

fn photos() -> Photos {
    Photos {
        up: Moving {
            items: 3,
            bytes: 700_000,
            moved_bytes: 65_536,
        },
        down: Moving {
            items: 1,
            bytes: 32_768,
            moved_bytes: 0,
        },
        refused: 1,
        lost: 1,
    }
}

pub fn sync() -> Sync {
    Sync {
        running: true,
        cut: false,
        outcome: SyncOutcome::NoNetwork,
        last_done_ms: None,
        next_try_ms: Some(1_795_430_700_000),
        records: Some(RecordsNotice::Differ),
        forgotten: vec!["三塘村委会".into()],
        items: item_states().into_iter().map(item).collect(),
        delivered: false,
        unsent: 4,
        parked: 1,
        unsent_bytes: 4_096,
        last_bytes_up: 1_100,
        last_bytes_down: 300,
        clock_skew_ms: Some(-3_600_000),
        unsent_since_ms: Some(1_795_000_000_000),
        newer: 3,
        filling: Some(filling()),
        photos: photos(),
        room: Some(little_room()),
    }
}

fn little_room() -> LittleRoom {
    LittleRoom {
        mib: 39,
        texts_only: true,
    }
}

fn filling() -> Filling {
    Filling {
        entries: 4_500,
        entries_here: 1_240,
        bytes: 7_600_000,
        bytes_here: 2_100_000,
        left_ms: Some(360_000),
    }
}

#[test]
fn session_views_are_written_like_this() {
    held(
        "session-Session",
        &[
            session(),
            Session {
                stage: SessionStage::Fresh,
                slots: vec![],
                demo: None,
                ..session()
            },
        ],
    );
    held(
        "session-Stage",
        &[SessionStage::Fresh, SessionStage::Locked, SessionStage::Open(me())],
    );
    held("session-Me", &[me()]);
    held("session-Slot", &[slot()]);
    held("session-Invitee", &[invitee()]);
    held("session-InviteeDevice", &[invitee_device()]);
    held("session-Invitation", &[invitation()]);
    held("session-Display", &[Display::default()]);
    held("session-Theme", &[Theme::Light, Theme::HighContrast, Theme::Dark]);
    held("session-Scale", &Scale::ALL);
    held("session-LockAfter", &LockAfter::ALL);
    held("session-TextSize", &[TextSize::Standard, TextSize::Elder]);
    held("session-DemoSwitch", &[DemoSwitch { cut: false }]);
}

#[test]
fn entry_views_are_written_like_this() {
    held("entries-Home", &[home()]);
    held("entries-VillageMonth", &[s::village_month()]);
    held("entries-VillageRow", &[s::village_row()]);
    held("entries-Draft", &[draft()]);
    held("entries-DraftSaved", &[DraftSaved { saved_at_ms: 1 }]);
    held("entries-VolumePage", &[page()]);
    held("entries-EntryRow", &[s::row()]);
    held("entries-EntryView", &[entry_view()]);
    held("entries-Amendment", &[amendment()]);
    held("entries-Conflict", &[conflict()]);
    held("entries-ActView", &[act_view()]);
    held("evidence-Evidence", &[evidence(), bare()]);
    held(
        "evidence-Certified",
        &issuers().into_iter().map(certified).collect::<Vec<_>>(),
    );
    held("evidence-Issuer", &issuers());
    held("evidence-SignedText", &texts());
    held("evidence-Clock", &[Clock::Checked, Clock::Unchecked, Clock::Off]);
    held("evidence-KnownRoot", &[known_root()]);
    held("entries-Signing", &[signing()]);
    held("entries-Signer", &[signer()]);
}

#[test]
fn desk_views_are_written_like_this() {
    held("enrolments-Enrolments", &[enrolments()]);
    held("enrolments-WaitingEnrolment", &enrolments().waiting);
    held("enrolments-Roster", &[roster()]);
    held("enrolments-RosterRow", &roster().cadres);
    held(
        "enrolments-ClaimFault",
        &[
            ClaimFault::NotOnRoster,
            ClaimFault::OutOfScope,
            ClaimFault::AlreadyHere,
            ClaimFault::Refused,
            ClaimFault::Damaged,
        ],
    );
    held("enrolments-DecisionState", &decision_states().collect::<Vec<_>>());
    held(
        "enrolments-EnrolmentDecision",
        &[EnrolmentDecision::Confirm, EnrolmentDecision::Refuse],
    );
    held(
        "enrolments-DecisionFault",
        &[
            DecisionFault::NotAllowed,
            DecisionFault::Changed,
            DecisionFault::DecidedOtherwise,
            DecisionFault::Damaged,
        ],
    );
    held("reviews-Queue", &[queue()]);
    held("reviews-QueueItem", &[queue_item()]);
    held("reviews-MonthGrid", &[grid()]);
    held("reviews-GridCell", &[cell()]);
    held("reviews-VillageStanding", &standings());
    held("year-YearGrid", &[year()]);
    held("year-YearVillage", &[year_village()]);
    held("year-YearCell", &[year_cell()]);
    held("year-CounselLoad", &[load()]);
    held("year-LoadVillage", &[load_village()]);
    held("year-Load", &[load_month()]);
    held("check-MonthCheck", &[check()]);
    held("check-CheckData", &[check_data()]);
    held("check-LogState", &[log_state()]);
    held("check-CheckVillage", &[check_village()]);
    held("check-CheckFound", &[check_found()]);
}

#[test]
fn sync_views_are_written_like_this() {
    held("sync-Sync", &[sync()]);
    held("sync-Filling", &[filling()]);
    held("sync-LittleRoom", &[little_room()]);
    held("sync-Photos", &[photos()]);
    held("sync-Moving", &[photos().up]);
    held("sync-SyncItem", &[item(ItemState::Pending)]);
    held("sync-ItemState", &item_states());
    let reasons = [
        ParkedReason::Damaged,
        ParkedReason::TooLarge,
        ParkedReason::Signature,
        ParkedReason::NotAllowed,
        ParkedReason::OutOfScope,
        ParkedReason::TooNew,
        ParkedReason::NotEnrolled,
        ParkedReason::RecordChanged,
        ParkedReason::Content,
    ];
    held("sync-ParkedReason", &reasons);
    held(
        "sync-Delivery",
        &[
            Delivery::Here,
            Delivery::Parked(ParkedReason::Content),
            Delivery::Delivered,
            Delivery::NotHere,
        ],
    );
    let outcomes = [
        SyncOutcome::Never,
        SyncOutcome::Done,
        SyncOutcome::NoNetwork,
        SyncOutcome::NotOurServer,
        SyncOutcome::AppTooOld,
        SyncOutcome::ServerTooOld,
        SyncOutcome::ClockOff,
        SyncOutcome::PutOff,
        SyncOutcome::Busy,
        SyncOutcome::SignInAgain,
        SyncOutcome::Revoked,
        SyncOutcome::DiskFull,
        SyncOutcome::RecordsDiffer,
    ];
    held("sync-SyncOutcome", &outcomes);
    held(
        "sync-RecordsNotice",
        &[
            RecordsNotice::Differ,
            RecordsNotice::VillageDiffers,
            RecordsNotice::BeganAnew,
        ],
    );
}

#[test]
fn events_are_written_like_this() {
    let topics = vec![Topic::Drafts, Topic::Entries, Topic::Sync, Topic::Session];
    held("event-Topic", &topics);
    held(
        "event-Event",
        &[Event {
            topics,
            entries: vec![s::entry_id()],
        }],
    );
}
