//! What the desk decides over together, and what comes to it again after a return: a second counsel's village, with a cadre whom the office confirmed.

use cunfa_core::{Decision, EntryId, VillageCode};
use cunfa_protocol::command as c;
use cunfa_protocol::view::EnrolmentDecision;

use super::content::{ask, code, sign, sync, visit, write};
use crate::harness::device::PIN;
use crate::harness::{Scene, TestDevice, Who};

/// Makes it; gives the entry that comes again.
///
/// # Errors
/// What was refused.
pub(super) async fn make(scene: &mut Scene, desk: &TestDevice, there: &VillageCode) -> Result<EntryId, String> {
    let tablet = scene.device_of(&[Who::SecondCounsel, Who::SecondCadre]).await?;
    let laptop = scene.device_of(&[Who::SecondCounsel]).await?;
    confirm(desk, &Who::SecondCadre.person().name).await?;
    sync(&tablet).await?;
    for (hour, seed) in [(8, 41), (14, 42)] {
        let entry = write(&tablet, visit(there, "走访值班，解答土地流转合同的疑问。", hour)).await?;
        sign(&tablet, entry, seed).await?;
    }
    let again = write(&tablet, visit(there, "入户说明低保申请。", 16)).await?;
    sync(&tablet).await?;
    sync(&laptop).await?;
    sign(&tablet, again, 43).await?;
    let change = |form: &mut cunfa_core::entry::Form| {
        form.matter = "入户说明低保申请的条件和材料。".to_owned();
        form.result = "当事人已备齐材料，下周到镇上递交。".to_owned();
    };
    laptop.change(again, change).await.map_err(|failure| code(&failure))?;
    sync(&tablet).await?;
    sync(desk).await?;
    let sign_off = desk.entry(again).await.map_err(|failure| code(&failure))?.life.official;
    let reasons = vec![
        "事由写得太简单，请写明说明了什么。".to_owned(),
        "请补充处理结果。".to_owned(),
    ];
    let review = c::Review {
        entry: again,
        sign_off: sign_off.ok_or("nothing to return")?,
        decision: Decision::Return { reasons },
    };
    ask(desk, review).await?;
    for device in [desk, &laptop, &tablet] {
        sync(device).await?;
    }
    sign(&tablet, again, 44).await?;
    sync(&tablet).await?;
    sync(desk).await?;
    let text = "请写明调解时在场的人，并附到场人员名单。".to_owned();
    ask(desk, c::KeepReason { reason: None, text }).await?;
    let points = vec!["低保材料的清单请再核对，".to_owned()];
    ask(desk, c::KeepReturning { entry: again, points }).await?;
    Ok(again)
}

async fn confirm(desk: &TestDevice, name: &str) -> Result<(), String> {
    sync(desk).await?;
    for one in ask(desk, c::Enrolments {}).await?.waiting {
        if one.name == name && !one.beside.is_empty() {
            let decide = c::DecideEnrolment {
                key: one.key,
                decision: EnrolmentDecision::Confirm,
                pin: PIN.to_owned(),
            };
            ask(desk, decide).await?;
        }
    }
    sync(desk).await
}
