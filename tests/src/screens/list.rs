//! Every screen, and how a person gets there.

use super::content::Ids;

/// Whose device a screen is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// The counsel's tablet, open for the counsel.
    Tablet,
    /// The cadre's own device.
    Village,
    /// Another counsel's, which the server does not know any more.
    Away,
    /// A device that has just joined and has the index only.
    Late,
    /// The office's.
    Desk,
    /// The county's.
    County,
    /// The office's other one, with the registers and a notice board.
    Board,
    /// A counsel's other one, with what of the registers is theirs.
    Own,
    /// A city's, with three counties.
    City,
    /// A device of nobody.
    Fresh,
}

/// One thing a person does.
#[derive(Debug, Clone)]
pub enum Do {
    /// Goes to an address.
    Go(String),
    /// Taps.
    Tap(&'static str),
    /// Taps what an address is made for.
    Press(String),
    /// Taps every one of these.
    Each(&'static str),
    /// Types.
    Fill(&'static str, &'static str),
    /// Gives a file field a file with this text.
    Give(&'static str, &'static str),
    /// Gives the PIN on a pad.
    Pin(&'static str),
    /// Waits until it is there.
    See(&'static str),
    /// Writes a name, in a hand of its own.
    Draw(u32),
    /// Takes a wide screen, for what a narrow one has no key for.
    Widen,
    /// The device locks itself.
    Lock,
    /// Whoever holds the device gives the PIN again.
    TakeBack,
}

/// A screen.
#[derive(Debug, Clone)]
pub struct Screen {
    /// Its name, as its pictures are called.
    pub name: &'static str,
    /// Where.
    pub on: On,
    /// The way there, from the home.
    pub way: Vec<Do>,
    /// The way back, where there is anything to undo.
    pub back: Vec<Do>,
}

fn screen(name: &'static str, on: On, way: Vec<Do>) -> Screen {
    let back = Vec::new();
    Screen { name, on, way, back }
}

fn go(place: &str) -> Do {
    Do::Go(place.to_owned())
}

/// The signing of one entry up to a step.
fn signing(ids: &Ids, steps: usize) -> Vec<Do> {
    let whole = [
        Do::Tap("sign-read-done"),
        Do::Tap("opinion-satisfied"),
        Do::See("ink-pad"),
        Do::Draw(3),
        Do::Tap("ink-confirm"),
        Do::See("villagers"),
        Do::Tap("villagers-next"),
        Do::See("sign-pin-1"),
        Do::Pin("sign-pin"),
        Do::See("sign-done"),
        Do::Tap("sign-finish"),
        Do::See("hand-back"),
    ];
    let mut way = vec![Do::Go(format!("#/sign/{}", ids.unsigned)), Do::See("sign-page")];
    way.extend(whole.into_iter().take(steps));
    way
}

/// All of them.
#[must_use]
pub fn all(ids: &Ids) -> Vec<Screen> {
    let mut all = Vec::new();
    all.extend(gate());
    all.extend(field(ids));
    all.extend(writing(ids));
    all.extend(signings(ids));
    all.extend(village(ids));
    all.extend(away());
    all.extend(desk(ids));
    all.extend(above());
    all.extend(city());
    all.extend(registers());
    all.extend(boards_and_own());
    all
}

fn gate() -> Vec<Screen> {
    use Do::{Fill, Lock, See, TakeBack, Tap};
    let locked = |name, mut way: Vec<Do>| {
        way.insert(0, Lock);
        let back = vec![TakeBack];
        let on = On::Tablet;
        Screen { name, on, way, back }
    };
    vec![
        screen("enrol", On::Fresh, vec![See("enrol")]),
        screen("enrol-missing", On::Fresh, vec![Tap("enrol-next"), See("enrol")]),
        screen(
            "enrol-pin",
            On::Fresh,
            vec![
                Fill("enrol-server", "https://cunfa.invalid"),
                Fill("enrol-code", "ABCD-EFGH"),
                Fill("enrol-device", "覃律师的平板"),
                Tap("enrol-next"),
                See("pin-1"),
            ],
        ),
        locked("lock", vec![See("lock")]),
        locked("lock-pin", vec![Tap("[data-test^=\"slot-\"]"), See("pin-1")]),
        locked(
            "lock-forgotten",
            vec![Tap("[data-test^=\"slot-\"]"), Tap("lock-forgot"), See("reset-next")],
        ),
        locked("lock-add", vec![Tap("lock-add"), See("add-person")]),
    ]
}

fn field(ids: &Ids) -> Vec<Screen> {
    use Do::{Go, See, Tap};
    let on = On::Tablet;
    let entry = |name, id: cunfa_core::EntryId, see| screen(name, on, vec![Go(format!("#/entry/{id}")), See(see)]);
    vec![
        screen("home", on, vec![See("village-card"), See("draft-offer")]),
        screen(
            "home-counted",
            on,
            vec![
                See("village-card"),
                Tap("[data-test=\"counted\"] > summary"),
                See("counted-sentence"),
            ],
        ),
        screen("volume", on, vec![go("#/volume"), See("row")]),
        screen(
            "volume-chips",
            on,
            vec![
                go("#/volume"),
                See("row"),
                Tap("[data-test=\"more-chips\"] > summary"),
                See("[data-test^=\"kind-\"]"),
            ],
        ),
        screen(
            "volume-sheet",
            on,
            vec![go("#/volume"), See("row"), Tap("sheet-open"), See("sheet-again")],
        ),
        screen(
            "volume-view",
            on,
            vec![go("#/volume"), See("row"), Tap("[data-test^=\"view-\"]"), See("row")],
        ),
        screen(
            "volume-naming",
            on,
            vec![
                go("#/volume"),
                See("row"),
                Tap("filter-approved"),
                Tap("view-save"),
                See("view-store"),
            ],
        ),
        entry("entry-approved", ids.approved, "ledger-page"),
        entry("entry-returned", ids.returned, "reasons"),
        entry("entry-changed", ids.changed, "changed-after-signing"),
        entry("entry-unsigned", ids.unsigned, "entry-sign"),
        entry("entry-asked", ids.asked, "question"),
        entry("entry-void", ids.void, "ledger-page"),
        entry("entry-paper", ids.paper, "paper"),
        screen(
            "entry-voiding",
            on,
            vec![
                Go(format!("#/entry/{}", ids.unsigned)),
                Tap("entry-void"),
                See("void-confirm"),
            ],
        ),
        screen("needs", on, vec![go("#/needs"), See("need")]),
        screen("need", on, vec![Go(format!("#/need/{}", ids.need)), See("need-matter")]),
        screen(
            "need-answered",
            on,
            vec![Go(format!("#/need/{}", ids.answered)), See("need-answers")],
        ),
        screen("ready", on, vec![go("#/ready/450102101202"), See("hand-over")]),
        screen("sync", on, vec![go("#/sync"), See("sync-item")]),
        screen(
            "courier",
            on,
            vec![go("#/sync"), Tap("courier-open"), See("courier-would")],
        ),
        screen("settings", on, vec![go("#/settings"), See("burden")]),
        screen("feedback", on, vec![go("#/feedback"), See("feedback-saved")]),
        screen(
            "licences",
            on,
            vec![go("#/settings"), Tap("licences-open"), See("licence")],
        ),
        screen(
            "backup",
            on,
            vec![go("#/settings"), Tap("backup-open"), See("backup-file")],
        ),
        screen(
            "backup-reading",
            on,
            vec![
                go("#/settings"),
                Tap("backup-open"),
                Tap("backup-choose"),
                See("backup-read"),
            ],
        ),
        screen(
            "add-person",
            on,
            vec![go("#/settings"), Tap("settings-add"), See("add-code")],
        ),
        screen(
            "add-cadre",
            on,
            vec![
                go("#/settings"),
                Tap("settings-add-cadre"),
                See("[data-test^=\"cadre-\"]"),
            ],
        ),
        screen(
            "templates",
            on,
            vec![go("#/templates"), See("[data-test^=\"template-edit-\"]")],
        ),
        screen(
            "template",
            on,
            vec![go("#/templates"), Tap("template-new"), See("template-edit")],
        ),
    ]
}

fn writing(ids: &Ids) -> Vec<Screen> {
    use Do::{Go, See, Tap};
    let step = |name, id: cunfa_core::EntryId, step: u8, see| {
        screen(name, On::Tablet, vec![Go(format!("#/write/{id}/{step}")), See(see)])
    };
    vec![
        step("write-1", ids.draft, 1, "step-one"),
        step("write-2", ids.draft, 2, "thumb-1"),
        screen(
            "photo",
            On::Tablet,
            vec![
                Go(format!("#/write/{}/2", ids.draft)),
                Tap("thumb-1"),
                See("viewer-picture"),
            ],
        ),
        step("write-3", ids.lecture, 3, "ledger-page"),
        step("write-3-missing", ids.draft, 3, "missing"),
        step("write-lecture", ids.lecture, 2, "lecture-topic"),
        step("write-mediation", ids.mediation, 2, "mediation-parties"),
    ]
}

fn signings(ids: &Ids) -> Vec<Screen> {
    use Do::{Go, Pin, See, TakeBack, Tap};
    let on = On::Tablet;
    let to = |name, steps| screen(name, on, signing(ids, steps));
    let mut sitting = vec![
        go("#/ready/450102101202"),
        See("hand-over"),
        Tap("hand-over"),
        See("sign-page"),
    ];
    let sitting_page = screen("sitting", on, sitting.clone());
    sitting.push(Tap("sitting-stop"));
    sitting.push(See("sitting-summary"));
    let mut name = signing(ids, 3);
    name.extend([Tap("sign-back"), See("[data-test^=\"signer-\"]")]);
    let mut witness = signing(ids, 6);
    witness.extend([Tap("villager-0-witness"), See("witness")]);
    let mut own = signing(ids, 6);
    own.extend([Tap("villager-0-own"), See("villager-confirm")]);
    let done = to("sign-done", 10);
    let paper = screen(
        "sign-paper",
        on,
        vec![Go(format!("#/sign/{}", ids.paper)), See("sign-print")],
    );
    let mut handback = screen(
        "sign-hand-back",
        on,
        [sitting.clone(), vec![Tap("sitting-finish"), See("hand-back-pin-1")]].concat(),
    );
    handback.back = vec![Pin("hand-back-pin"), See("home")];
    let mut all = vec![
        to("sign-read", 0),
        to("sign-opinion", 1),
        screen("sign-name", on, name),
        to("sign-pad", 3),
        to("sign-ink", 4),
        to("sign-villagers", 6),
        screen("sign-witness", on, witness),
        screen("sign-villager", on, own),
        to("sign-pin", 8),
        paper,
        sitting_page,
        screen("sitting-summary", on, sitting),
        handback,
        done,
    ];
    // Whoever handed the tablet over takes it back: until then it shows nothing else.
    for screen in &mut all {
        screen.back.push(TakeBack);
    }
    all
}

fn village(ids: &Ids) -> Vec<Screen> {
    use Do::{Go, See, Tap};
    let on = On::Village;
    vec![
        screen("cadre-home", on, vec![See("sign-now")]),
        screen("cadre-needs", on, vec![go("#/needs"), See("need-record")]),
        screen("record-need", on, vec![go("#/record-need"), See("need-save")]),
        screen(
            "record-need-missing",
            on,
            vec![go("#/record-need"), Tap("need-save"), See("need-save")],
        ),
        screen(
            "need-closing",
            on,
            vec![
                Go(format!("#/need/{}", ids.need)),
                Tap("need-close"),
                See("close-confirm"),
            ],
        ),
        screen("cadre-settings", on, vec![go("#/settings"), See("settings")]),
    ]
}

fn away() -> Vec<Screen> {
    use Do::See;
    vec![
        screen("home-due", On::Away, vec![See("due")]),
        screen("sync-signed-out", On::Away, vec![go("#/sync"), See("sign-in-code")]),
        screen("late-home", On::Late, vec![See("village-card")]),
        screen("late-volume", On::Late, vec![go("#/volume"), See("row")]),
        screen("late-sync", On::Late, vec![go("#/sync"), See("sync-filling")]),
    ]
}

fn above() -> Vec<Screen> {
    use Do::{See, Tap};
    let on = On::County;
    let list = [Tap("above-village-450102101202"), See("above-entries")];
    let with = |name, way: &[Do]| screen(name, on, [&list, way].concat());
    let rules = |name, way: &[Do]| screen(name, on, [&[Tap("above-tab-rules"), See("rule-file")], way].concat());
    let half = [See("above-villages"), Tap("half-open"), See("half-sheet")];
    let report = |name, way: &[Do]| screen(name, on, [&half, way].concat());
    vec![
        rules("rules", &[See("rule-draft")]),
        rules("rules-text", &[Tap("[data-test=\"rule-original\"] > summary")]),
        rules("rules-writing", &[Tap("rule-resume"), See("rule-editor")]),
        rules(
            "rules-tried",
            &[
                Tap("rule-resume"),
                Tap("rule-try"),
                See("rule-difference"),
                See("rule-take"),
            ],
        ),
        report("report-half", &[]),
        report("report-counsel", &[Tap("half-look-counsel"), See("half-one")]),
        report(
            "report-village",
            &[Tap("half-village-450102101202"), See("explained-lines")],
        ),
        screen(
            "report-year",
            on,
            vec![See("above-villages"), Tap("whole-year-open"), See("whole-year-sheet")],
        ),
        screen(
            "report-grid",
            on,
            vec![See("above-villages"), Tap("year-grid-open"), See("year-village")],
        ),
        screen(
            "report-area",
            on,
            vec![
                See("above-villages"),
                Tap("whole-year-open"),
                Tap("report-look-450102"),
                See("report-sum"),
            ],
        ),
        screen("above", on, vec![See("above-villages")]),
        screen("above-month", on, vec![Tap("above-earlier"), See("above-villages")]),
        with("above-list", &[]),
        with(
            "above-opening",
            &[Tap("tr:last-child [data-test=\"above-look\"]"), See("above-opening")],
        ),
        with(
            "above-read",
            &[
                Tap("tr:first-child [data-test=\"above-look\"]"),
                See("ledger-page"),
                See("above-acts"),
            ],
        ),
    ]
}

fn city() -> Vec<Screen> {
    use Do::{Fill, Pin, See, Tap};
    let with = |name, way: &[Do]| {
        screen(
            name,
            On::City,
            [&[Tap("above-tab-counties"), See("county-2")], way].concat(),
        )
    };
    vec![
        with("city", &[]),
        with("city-year", &[Tap("city-year-open"), See("city-year-sheet")]),
        with("city-reset", &[Tap("county-reset-2"), See("county-reset-code")]),
        with(
            "city-join",
            &[
                Tap("county-join"),
                Fill("county-server", "https://cunfa.invalid"),
                Fill("county-code", "ABCDE-23456"),
                Tap("county-join-next"),
                Pin("pin"),
                See("failure"),
            ],
        ),
    ]
}

/// A roster with something new, a village under another name, and a public official.
const ROSTER: &str = "乡镇,村（社区）,代码,顾问姓名,类别,律所,聘期起止
三塘镇,四塘村,450102101203,蒙青山,执业律师,广西三塘律师事务所,２０２６年１月１日至2027年12月31日
三塘镇,新塘村,450102101201,蒙青山,执业律师,广西三塘律师事务所,2026.1.1-2027.12.31
三塘镇,四塘村,450102101203,蓝某,公职律师,司法局,2026.1.1-2027.12.31
";

fn registers() -> Vec<Screen> {
    use Do::{Fill, Give, See, Tap};
    let with = |name, way: &[Do]| screen(name, On::County, [&[Tap("above-tab-registers")], way].concat());
    let list = [Tap("list-import"), See("list-choose")];
    let read = [Give("list-file", ROSTER), See("list-rows")];
    let read = [&list[..], &read].concat();
    vec![
        with("registers-list", &list),
        with("registers-list-rows", &read),
        with(
            "registers-list-confirm",
            &[&read[..], &[Tap("list-take"), See("list-sign")]].concat(),
        ),
        with("registers", &[See("gaps-without"), See("registers-list")]),
        with("registers-table", &[Tap("register-appointment"), See("register")]),
        with("registers-checks", &[Tap("register-check"), See("checks-together")]),
        with(
            "registers-firm",
            &[Tap("register-firm"), Tap("record-open"), See("firm-state")],
        ),
        with("registers-record", &[Tap("gap-look"), See("record-history")]),
        with(
            "registers-form",
            &[Tap("register-counsel"), Tap("record-add"), See("firm")],
        ),
        with(
            "registers-faults",
            &[
                Tap("register-appointment"),
                Tap("record-add"),
                See("person"),
                Fill("record-from", "2026-12-1"),
                Fill("record-to", "2026-1-1"),
                Tap("record-save"),
                See("record-faults"),
            ],
        ),
        with(
            "registers-assessing",
            &[
                Tap("register-assessment"),
                Tap("record-add"),
                Tap("[data-test^=\"person-\"]"),
                Tap("[data-test^=\"half-\"]"),
                See("points-together"),
            ],
        ),
        with(
            "registers-withdrawing",
            &[Tap("gap-look"), Tap("record-withdraw"), See("withdraw-confirm")],
        ),
    ]
}

fn boards_and_own() -> Vec<Screen> {
    use Do::{See, Tap};
    let boards = [Tap("desk-tab-registers"), Tap("register-board"), See("boards-list")];
    let board = |name, way: &[Do]| screen(name, On::Board, [&boards, way].concat());
    let own = |name, way: &[Do]| {
        screen(
            name,
            On::Own,
            [&[go("#/registers"), See("registers-list")], way].concat(),
        )
    };
    vec![
        board("boards", &[]),
        board("board", &[Tap("board-450102101202"), See("board-sheet")]),
        board("board-empty", &[Tap("board-450102101203"), See("board-write")]),
        board(
            "board-form",
            &[Tap("board-450102101202"), Tap("board-change"), See("record-form")],
        ),
        screen(
            "check-recorded",
            On::Board,
            vec![Tap("desk-tab-month"), Tap("check-open"), See("check-signed")],
        ),
        own("own-registers", &[]),
        own("own-appointments", &[Tap("register-appointment"), See("register")]),
        own(
            "own-filing",
            &[Tap("register-filing"), Tap("record-open"), See("record-facts")],
        ),
    ]
}

fn desk(ids: &Ids) -> Vec<Screen> {
    use Do::{Each, Go, Press, See, Tap, Widen};
    let on = On::Desk;
    let again = format!("[data-test=\"desk-row\"][data-entry=\"{}\"]", ids.again);
    let with = |name, way: &[Do]| screen(name, on, [&[See("desk")], way].concat());
    vec![
        with("desk", &[See("desk-row")]),
        with(
            "desk-entry",
            &[Tap("[data-test=\"desk-row\"]"), See("ledger-page"), See("desk-approve")],
        ),
        with(
            "desk-returning",
            &[
                Tap("[data-test=\"desk-row\"]"),
                Tap("desk-return"),
                See("return-confirm"),
            ],
        ),
        with("desk-by-counsel", &[See("desk-row"), Tap("desk-by-counsel")]),
        with(
            "desk-together",
            &[
                See("desk-row"),
                Each("[data-test=\"desk-check\"]"),
                Tap("desk-together"),
                See("together-left"),
            ],
        ),
        screen(
            "desk-since",
            on,
            vec![
                See("desk"),
                Press(again.clone()),
                See("since-decision"),
                See("since-rest"),
            ],
        ),
        screen(
            "desk-half-returned",
            on,
            vec![
                See("desk"),
                Press(again),
                Tap("desk-return"),
                See("return-resumed"),
                See("own-reasons"),
            ],
        ),
        with(
            "desk-asked",
            &[Press(format!("[data-entry=\"{}\"]", ids.asked)), See("question-answer")],
        ),
        with(
            "desk-asked-other",
            &[
                Press(format!("[data-entry=\"{}\"]", ids.asked)),
                Tap("question-look"),
                See("desk-former"),
                See("ledger-page"),
            ],
        ),
        with("desk-decided", &[Tap("desk-tab-decided"), See("desk-row")]),
        with(
            "desk-month",
            &[Tap("desk-tab-month"), See("[data-test^=\"month-village-\"]")],
        ),
        with(
            "desk-month-sheet",
            &[Tap("desk-tab-month"), Tap("sheet-open"), See("sheet-again")],
        ),
        with(
            "desk-month-year",
            &[Tap("desk-tab-month"), Tap("year-open"), See("year-village")],
        ),
        with(
            "desk-month-check",
            &[Tap("desk-tab-month"), Tap("check-open"), See("check-entry")],
        ),
        with(
            "desk-month-check-form",
            &[
                Tap("desk-tab-month"),
                Tap("check-open"),
                Tap("check-record-450102101202"),
                See("check-record-form"),
            ],
        ),
        with(
            "desk-explained",
            &[
                Tap("desk-tab-month"),
                Tap("month-village-450102101202"),
                See("explanation"),
            ],
        ),
        with("desk-enrolments", &[Tap("desk-enrolments"), See("enrolment")]),
        with(
            "desk-enrolment",
            &[Tap("desk-enrolments"), Tap("enrolment-confirm"), See("enrolment-pin-1")],
        ),
        with("desk-devices", &[Tap("desk-devices"), See("quarantine-look")]),
        with(
            "desk-quarantine",
            &[Tap("desk-devices"), Tap("quarantine-look"), See("quarantine-take")],
        ),
        with("desk-needs", &[Tap("desk-needs"), See("needs-all")]),
        with("desk-help", &[Widen, Tap("desk-help"), See("help-close")]),
        screen(
            "desk-settings",
            on,
            vec![
                go("#/settings"),
                Tap("codes-people"),
                See("[data-test^=\"code-join-\"]"),
            ],
        ),
        screen("desk-volume", on, vec![go("#/volume"), See("row")]),
        screen(
            "desk-paper",
            on,
            vec![Go(format!("#/entry/{}", ids.approved)), See("evidence")],
        ),
    ]
}
