//! What the screens show: a county in the middle of its month, with everything in it that can be shown. Real clients on real files and a
//! real server on a real file; only clocks, chance and the wire are the harness's, so that every run shows the same.

use cunfa_core::entry::{Form, MediationForm};
use cunfa_core::need::{Channel, CloseReason, NeedForm};
use cunfa_core::{Area, Body, Category, Decision, EntryId, Kind, Mode, ResultClass, Template, VillageCode};
use cunfa_protocol::view::{EntryView, Sought, VolumeFilter};
use cunfa_protocol::{Code, command as c};

use super::city::City;
use super::registers::Kept;
use crate::harness::scene::{OTHERS, SECOND, VILLAGE, village};
use crate::harness::{Fault, Scene, TestClock, TestDevice, TestFolder, Who, forms};

/// A third village of the counsel, which comes when the second goes.
pub(super) const THIRD: &str = "450102101201";

/// The devices and what lies on them.
pub struct Stage {
    /// A counsel's tablet, on which a cadre signs as well.
    pub tablet: TestDevice,
    /// A cadre's own device.
    pub village: TestDevice,
    /// The office's.
    pub desk: TestDevice,
    /// Another counsel's, whose token the server forgot; something is to be carried on.
    pub away: TestDevice,
    /// The county's; one text is open to it.
    pub county: TestDevice,
    /// Joined a moment ago: it has the index and no more.
    pub late: TestDevice,
    /// Nobody's yet.
    pub fresh: TestDevice,
    /// Two from which the registers are looked at.
    pub(super) kept: Kept,
    /// The city's.
    pub(super) city: City,
    /// What is on them.
    pub ids: Ids,
    _stick: TestFolder,
}

/// What the addresses of screens name.
#[derive(Debug, Clone)]
pub struct Ids {
    /// Approved.
    pub approved: EntryId,
    /// Returned.
    pub returned: EntryId,
    /// Signed, and changed elsewhere afterwards.
    pub changed: EntryId,
    /// Waits for a signature; names a villager.
    pub unsigned: EntryId,
    /// Waits as well: it is signed while the tablet is turned.
    pub turned: EntryId,
    /// Raises a question, and waits for the office.
    pub asked: EntryId,
    /// Void.
    pub void: EntryId,
    /// To be signed on paper.
    pub paper: EntryId,
    /// Need nobody answered yet.
    pub need: EntryId,
    /// Need that was answered.
    pub answered: EntryId,
    /// Draft of a consultation, with a photo.
    pub draft: EntryId,
    /// Draft of a lecture.
    pub lecture: EntryId,
    /// Draft of a mediation.
    pub mediation: EntryId,
    /// At the desk for the second time, with a return on its way.
    pub again: EntryId,
}

pub(super) fn code(failure: &Code) -> String {
    format!("making the stage: {failure:?}")
}

pub(super) async fn ask<A: cunfa_protocol::Ask>(device: &TestDevice, command: A) -> Result<A::Answer, String> {
    let asked = std::any::type_name::<A>();
    device
        .ask(command)
        .await
        .map_err(|failure| format!("{asked}: {}", code(&failure)))
}

pub(super) async fn write(device: &TestDevice, form: Form) -> Result<EntryId, String> {
    let written = device.write(form).await.map_err(|failure| code(&failure))?;
    Ok(written.row.entry)
}

pub(super) async fn sign(device: &TestDevice, entry: EntryId, seed: u64) -> Result<EntryView, String> {
    device.sign(entry, 1, seed).await.map_err(|failure| code(&failure))
}

fn served(row: &str, name: &str, phone: &str) -> cunfa_core::ServedPerson {
    cunfa_core::ServedPerson {
        row: row.to_owned(),
        name: name.to_owned(),
        phone: phone.to_owned(),
        category: Category::ALL.first().copied(),
    }
}

fn consultation(village: &VillageCode) -> Form {
    Form {
        persons: vec![
            served("01-3fa2", "韦𡌶山", "13900000001"),
            served("02-3fa2", "陆小兰", ""),
        ],
        advice:
            "现场查看边界，说明宅基地使用权的确认办法；建议先由村委会调解，保留原始界址照片，必要时向乡镇申请确权。"
                .to_owned(),
        result_class: ResultClass::ALL.first().copied(),
        ..forms::consultation(village, "与邻居因宅基地边界发生争议，咨询如何处理。")
    }
}

fn mediation(village: &VillageCode, dispute: &str, agreed: bool) -> Form {
    Form {
        kind: Some(Kind::Mediation),
        mediation: MediationForm {
            parties: "韦大力、陆小兰".to_owned(),
            dispute: dispute.to_owned(),
            agreed: Some(agreed),
        },
        ..forms::consultation(village, "双方就田埂的归属和排水的走向争执，请求调解。")
    }
}

pub(super) fn visit(village: &VillageCode, matter: &str, hour: u32) -> Form {
    Form {
        kind: Some(Kind::Visit),
        start: chrono::NaiveTime::from_hms_opt(hour, 0, 0),
        end: chrono::NaiveTime::from_hms_opt(hour, 50, 0),
        ..forms::consultation(village, matter)
    }
}

fn need(village: &VillageCode, name: &str, matter: &str) -> NeedForm {
    NeedForm {
        village: Some(village.clone()),
        date: forms::YESTERDAY,
        name: name.to_owned(),
        phone: "13800000000".to_owned(),
        category: Category::ALL.first().copied(),
        matter: matter.to_owned(),
        channel: Some(Channel::InPerson),
    }
}

async fn record(device: &TestDevice, form: NeedForm) -> Result<EntryId, String> {
    let need = ask(device, c::StartNeed {}).await?.need;
    Ok(ask(device, c::RecordNeed { need, form }).await?.row.id)
}

async fn review(desk: &TestDevice, entry: EntryId, decision: Decision) -> Result<(), String> {
    let view = desk.entry(entry).await.map_err(|failure| code(&failure))?;
    let of = |act: &&cunfa_protocol::view::ActView| matches!(act.act.body, Body::SignOff(_));
    let sign_off = view.acts.iter().find(of).ok_or("no sign-off to review")?.act.id;
    let command = c::Review {
        entry,
        sign_off,
        decision,
    };
    ask(desk, command).await.map(|_| ())
}

/// The counsel answers the first question over an entry.
async fn explain(device: &TestDevice, entry: EntryId, text: &str) -> Result<(), String> {
    let asked = ask(device, c::Questions { entry }).await?;
    let question = asked.questions.first().ok_or("nothing is asked")?;
    let answer = c::AnswerQuestion {
        entry,
        question: question.kind,
        others: question.others.iter().map(|row| row.entry).collect(),
        text: text.to_owned(),
    };
    ask(device, answer).await.map(|_| ())
}

async fn draft(device: &TestDevice, form: Form) -> Result<EntryId, String> {
    let start = c::StartDraft {
        kind: form.kind,
        village: form.village.clone(),
        corrects: None,
        changes: None,
    };
    let draft = ask(device, start).await?.draft;
    ask(device, c::SaveDraft { draft, form }).await?;
    Ok(draft)
}

/// A picture as a phone gives it, in base64: a field with furrows under a sky.
fn photo() -> Result<String, String> {
    use base64::Engine as _;
    let (width, height) = (640_u16, 480_u16);
    let pixel = |at: u32| {
        let (x, y) = (at % u32::from(width), at / u32::from(width));
        match (y < 160, (x + 2 * y) / 24 % 2) {
            (true, _) => [150, 190, 220],
            (false, 0) => [110, 120, 60],
            (false, _) => [80, 90, 40],
        }
    };
    let pixels: Vec<u8> = (0..u32::from(width) * u32::from(height)).flat_map(pixel).collect();
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 85);
    let made = encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb);
    made.map_err(|error| format!("making a picture: {error}"))?;
    Ok(base64::engine::general_purpose::STANDARD.encode(bytes))
}

pub(super) async fn sync(device: &TestDevice) -> Result<(), String> {
    device.sync().await.map(|_| ())
}

fn give(scene: &Scene, who: Who, codes: &[&str]) -> Result<(), String> {
    let areas: Vec<Area> = codes.iter().filter_map(|code| code.parse().ok()).collect();
    scene.server.rescope(who.person().id, areas)
}

/// A device with an entry that is to be carried on, signed in again on a copy of its disk, so that its own token is out of date.
async fn signed_out(scene: &mut Scene, there: &VillageCode) -> Result<TestDevice, String> {
    let device = scene.device_of(&[Who::SecondCounsel]).await?;
    let form = Form {
        result_class: Some(ResultClass::FollowUp),
        follow_up: forms::YESTERDAY.and_then(|day| day.succ_opt()),
        ..consultation(there)
    };
    write(&device, form).await?;
    let copy = TestDevice::on_folder(&scene.server, 99, TestClock::default(), device.copy_of_disk()?)?;
    copy.unlock(0).await.map_err(|failure| code(&failure))?;
    let code = scene.server.invite(Who::SecondCounsel.person().id)?;
    ask(&copy, c::SignInAgain { code }).await?;
    // What the copy holds is on the server before anybody looks, not some time or never.
    sync(&copy).await?;
    sync(&device).await?;
    Ok(device)
}

/// A device that took the index, then lost the network.
async fn index_only(scene: &mut Scene) -> Result<TestDevice, String> {
    let device = scene.device_of(&[Who::Counsel]).await?;
    let mut index = Some(Fault::None);
    device
        .link
        .fate(Box::new(move || index.take().unwrap_or(Fault::DropRequest)));
    sync(&device).await?;
    Ok(device)
}

/// The county's device, with figures, the text of a village's first entry opened, and a rule file half written.
async fn from_above(scene: &mut Scene, here: &VillageCode) -> Result<TestDevice, String> {
    let device = scene.county().await?;
    sync(&device).await?;
    let (village, month) = (here.clone(), forms::YESTERDAY.ok_or("no day")?);
    let list = ask(&device, c::VillageFigures { village, month }).await?;
    let entry = list.rows.first().ok_or("no figures")?.figure.entry;
    let reason = "核对上半年补贴。".to_owned();
    ask(&device, c::OpenFromAbove { entry, reason }).await?;
    let rules = ask(&device, c::RuleTexts {}).await?;
    let text = &rules.files.first().ok_or("no rules")?.next;
    let text = text.replace("on_site_minutes_per_month = 300", "on_site_minutes_per_month = 240");
    ask(&device, c::KeepRule { text }).await?;
    Ok(device)
}

impl Stage {
    /// Makes it.
    ///
    /// # Errors
    /// What was refused.
    pub async fn make() -> Result<Stage, String> {
        let mut scene = Scene::new(11)?;
        let (here, there) = (village(VILLAGE)?, village(SECOND)?);
        let (tablet, desk) = (scene.tablet().await?, scene.office().await?);
        let cadre = scene.device_of(&[Who::Cadre]).await?;
        let laptop = scene.counsel().await?;
        let fresh = scene.fresh()?;

        let need_open = record(&cadre, need(&here, "陆大爷", "承包地被邻村占了一条边，怎么要回来？")).await?;
        let answered = record(
            &cadre,
            need(&here, "莫阿姨", "儿子在外打工被欠薪三个月，想知道怎么讨。"),
        )
        .await?;
        let closed = record(&cadre, need(&here, "黄三", "问过一次，已经自己解决了。")).await?;
        let (reason, note) = (
            CloseReason::ALL.first().copied().ok_or("no reasons")?,
            "本人来电说已经解决。".to_owned(),
        );
        ask(
            &cadre,
            c::CloseNeed {
                need: closed,
                reason,
                note,
            },
        )
        .await?;
        sync(&cadre).await?;
        sync(&tablet).await?;

        let approved = write(&tablet, consultation(&here)).await?;
        let returned = write(&tablet, forms::lecture(&here, "民法典里的婚姻家庭")).await?;
        let waiting = write(&tablet, mediation(&here, "相邻排水", true)).await?;
        let major = |why: &str, form: Form| Form {
            major: Some(why.to_owned()),
            ..form
        };
        let visited = visit(&here, "走访孤寡老人，说明遗赠扶养协议。", 14);
        let changed = write(&tablet, major("亲属间情绪激动，可能激化。", visited)).await?;
        let void = write(&tablet, visit(&here, "重复登记的一条。", 16)).await?;
        for (seed, entry) in [approved, returned, waiting].into_iter().enumerate() {
            sign(&tablet, entry, seed as u64 + 1).await?;
        }
        let reason = "与另一条重复登记。".to_owned();
        ask(&tablet, c::VoidEntry { entry: void, reason }).await?;
        ask(
            &tablet,
            c::StartDraft {
                kind: None,
                village: Some(there.clone()),
                corrects: None,
                changes: None,
            },
        )
        .await?;
        for hour in [8, 13] {
            write(&tablet, visit(&there, "走访值班，接待来访群众。", hour)).await?;
        }
        sync(&tablet).await?;
        sync(&laptop).await?;
        let change =
            |form: &mut Form| form.matter = "走访孤寡老人，说明遗赠扶养协议；补记：同住的侄子在场。".to_owned();
        laptop.change(changed, change).await.map_err(|failure| code(&failure))?;
        sign(&tablet, changed, 9).await?;
        sync(&tablet).await?;
        sync(&laptop).await?;

        let started = ask(&tablet, c::AnswerNeed { need: answered }).await?;
        let answer = Form {
            answers: started.form.answers,
            persons: started.form.persons,
            ..consultation(&here)
        };
        let counted = c::CountWriting {
            draft: started.draft,
            taps: 11,
            seconds: 48,
        };
        ask(&tablet, counted).await?;
        ask(
            &tablet,
            c::SaveEntry {
                draft: started.draft,
                form: answer,
            },
        )
        .await?;
        sync(&tablet).await?;
        sync(&desk).await?;
        review(&desk, approved, Decision::Approve).await?;
        let reasons = vec![
            "主题与登记表不一致，请核对。".to_owned(),
            "参加人数请附签到表。".to_owned(),
        ];
        review(&desk, returned, Decision::Return { reasons }).await?;
        ask(&desk, c::AcknowledgeMajor { entry: changed }).await?;
        sync(&desk).await?;
        sync(&tablet).await?;

        // Somebody enrolled on the spot waits for the office, and a lost device delivers late.
        ask(
            &laptop,
            c::EnrolCadre {
                person: Who::SecondCadre.person().id,
                pin: crate::harness::device::PIN.to_owned(),
            },
        )
        .await?;
        laptop.unlock(0).await.map_err(|failure| code(&failure))?;
        sync(&laptop).await?;
        let lost = scene.device_of(&[Who::SecondCounsel]).await?;
        sync(&lost).await?;
        write(&lost, visit(&there, "雨后查看塌方路段，说明责任。", 9)).await?;
        scene.server.revoke(lost.id()?)?;
        sync(&lost).await?;

        let again = super::deciding::make(&mut scene, &desk, &there).await?;

        let unsigned = write(&tablet, consultation(&here)).await?;
        let turned = write(&tablet, visit(&here, "走访值班，接待来访群众并登记诉求。", 10)).await?;
        write(&tablet, visit(&here, "走访养殖户，说明用地备案。", 15)).await?;
        let paper = write(&tablet, mediation(&here, "离婚", true)).await?;
        // One waits that nobody acknowledged, beside an entry of another village; and one whose text stands elsewhere as well, answered.
        let petition = visit(&here, "征地补偿款的分配，二十余户联名反映。", 13);
        let petition = write(&tablet, major("涉及二十余户，已报司法所。", petition)).await?;
        let asked = write(&tablet, consultation(&here)).await?;
        for (seed, entry) in [(21, petition), (22, asked)] {
            sign(&tablet, entry, seed).await?;
        }
        explain(&tablet, asked, "几户问的是同一件事，答复相同。").await?;
        sync(&tablet).await?;
        sync(&cadre).await?;
        // What is written for a village that is the counsel's no more waits with its reason; what was there is put away.
        write(&tablet, visit(&there, "签到时已不在服务范围内的一条。", 17)).await?;
        give(&scene, Who::Counsel, &[VILLAGE, THIRD, OTHERS])?;
        sync(&tablet).await?;
        write(
            &tablet,
            Form {
                mode: Some(Mode::Phone),
                ..consultation(&here)
            },
        )
        .await?;

        let filter = VolumeFilter {
            unsent: true,
            ..VolumeFilter::default()
        };
        let sought = Sought {
            filter,
            ..Sought::default()
        };
        ask(
            &tablet,
            c::SaveView {
                name: "电话咨询".to_owned(),
                sought,
            },
        )
        .await?;
        let template = Template {
            key: String::new(),
            kind: Kind::Consultation,
            name: "宅基地界址".to_owned(),
            matter: "与邻居因宅基地边界发生争议。".to_owned(),
            advice: "说明确权办法，建议先调解。".to_owned(),
            result: "表示了解。".to_owned(),
        };
        ask(&tablet, c::KeepTemplate { template }).await?;
        let begun = Form {
            matter: "外出务工被拖欠工资，问怎么讨要。".to_owned(),
            paid: Some(String::new()),
            major: Some("涉及二十余人，已报司法所。".to_owned()),
            ..consultation(&here)
        };
        let begun = draft(&tablet, begun).await?;
        for _ in 0..2 {
            ask(
                &tablet,
                c::AddPhoto {
                    draft: begun,
                    picture: photo()?,
                },
            )
            .await?;
        }
        let lecture = draft(&tablet, forms::lecture(&here, "电信诈骗的九种话术")).await?;
        let mediation = draft(&tablet, mediation(&here, "相邻排水", false)).await?;
        let stick = TestFolder::new().map_err(|error| format!("making a stick: {error}"))?;
        for device in [&tablet, &cadre, &desk] {
            device.sticks.plug(stick.path().to_owned());
        }
        let place = stick.path().display().to_string();
        ask(&tablet, c::MakeBackup { place }).await?;
        sync(&desk).await?;
        let (away, late) = (signed_out(&mut scene, &there).await?, index_only(&mut scene).await?);
        let county = from_above(&mut scene, &here).await?;
        let kept = super::registers::keep(&mut scene, &county).await?;
        let city = super::city::make(&mut scene).await?;
        let ids = Ids {
            approved,
            returned,
            changed,
            asked,
            unsigned,
            turned,
            void,
            paper,
            need: need_open,
            answered,
            draft: begun,
            lecture,
            mediation,
            again,
        };
        Ok(Stage {
            tablet,
            village: cadre,
            desk,
            away,
            late,
            county,
            fresh,
            kept,
            city,
            ids,
            _stick: stick,
        })
    }
}
