//! A device for measuring: the real client on a real folder, enrolled against a real server process.

use std::path::Path;
use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveTime};
use cunfa_client::{App, AppConfig};
use cunfa_core::entry::{Form, ServedPerson};
use cunfa_core::{EntryId, Kind, Mode};
use cunfa_evidence::pin::Cost;
use cunfa_protocol::command::{AddPerson, Enrol, SaveEntry, SessionStatus, StartDraft, Unlock};
use cunfa_protocol::view::{Draft, EntryView, SyncOutcome};
use cunfa_protocol::{Ask, FailureReply};
use cunfa_server::Server;

use crate::harness::link::Beside;
use crate::story::DEMO_PIN;
use crate::story::people::{DemoPerson, PEOPLE, VILLAGE};
use crate::story::server::DemoServer;

/// An enrolled device with a counsel and a cadre.
pub struct FieldDevice {
    /// The client.
    pub app: Arc<App>,
}

impl FieldDevice {
    /// Enrols counsel and cadre through `url`.
    ///
    /// # Errors
    /// What failed.
    pub async fn enrol(server: &DemoServer, url: &str, data: &Path) -> Result<FieldDevice, String> {
        let device = FieldDevice::open(data, None)?;
        let [counsel, cadre, _] = &PEOPLE;
        device.enrol_people(server, url, &[counsel, cadre]).await?;
        Ok(device)
    }

    /// A device without people. `cost`: what its PINs cost, unless it is measured.
    ///
    /// # Errors
    /// What failed.
    pub fn open(data: &Path, cost: Option<Cost>) -> Result<FieldDevice, String> {
        std::fs::create_dir_all(data).map_err(|error| error.to_string())?;
        let real = AppConfig::real(data.to_owned()).map_err(|error| format!("setting up the link: {error}"))?;
        let app = App::open(AppConfig { cost, ..real }).map_err(|error| format!("opening a device: {error:?}"))?;
        Ok(FieldDevice { app: Arc::new(app) })
    }

    /// A device without people beside a server, without a network between them; its PINs cost next to nothing.
    ///
    /// # Errors
    /// What failed.
    pub fn beside(server: Server, data: &Path) -> Result<FieldDevice, String> {
        std::fs::create_dir_all(data).map_err(|error| error.to_string())?;
        let real = AppConfig::real(data.to_owned()).map_err(|error| format!("setting up the link: {error}"))?;
        let config = AppConfig {
            cost: Some(Cost::TEST),
            link: Arc::new(Beside(server)),
            ..real
        };
        let app = App::open(config).map_err(|error| format!("opening a device: {error:?}"))?;
        Ok(FieldDevice { app: Arc::new(app) })
    }

    /// Joins by a code and fetches everything.
    ///
    /// # Errors
    /// As [`FieldDevice::ask`], or how the pass ended.
    pub async fn join(&self, code: String) -> Result<(), String> {
        let (server, pin) = ("https://cunfa.invalid".to_owned(), DEMO_PIN.to_owned());
        let device_name = "bench".to_owned();
        self.ask(Enrol {
            server,
            code,
            pin,
            device_name,
        })
        .await?;
        match self.app.sync_pass().await {
            SyncOutcome::Done => Ok(()),
            other => Err(format!("sync: {other:?}")),
        }
    }

    /// Enrols people in this order and opens the device for the first.
    ///
    /// # Errors
    /// What failed.
    pub async fn enrol_people(&self, server: &DemoServer, url: &str, people: &[&DemoPerson]) -> Result<(), String> {
        for (place, person) in people.iter().enumerate() {
            let (code, pin) = (server.invite(person)?, DEMO_PIN.to_owned());
            if place > 0 {
                self.ask(AddPerson { code, pin }).await?;
                continue;
            }
            let (server, device_name) = (url.to_owned(), "bench".to_owned());
            self.ask(Enrol {
                server,
                code,
                pin,
                device_name,
            })
            .await?;
        }
        self.take_back().await
    }

    /// The counsel, the first person, takes the device back after handing it over to be signed on.
    ///
    /// # Errors
    /// As [`FieldDevice::ask`].
    pub async fn take_back(&self) -> Result<(), String> {
        let session = self.ask(SessionStatus {}).await?;
        let slot = session.slots.first().ok_or("nobody on the device")?.slot;
        let pin = DEMO_PIN.to_owned();
        self.ask(Unlock { slot, pin }).await.map(|_| ())
    }

    /// Asks and unwraps the answer's type.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn ask<C: Ask>(&self, command: C) -> Result<C::Answer, String> {
        let said = |failure: FailureReply| format!("{:?}", failure.code);
        C::answer(self.app.handle(command.into()).await.map_err(said)?).ok_or("another answer".to_owned())
    }

    /// Starts a draft for the story's village.
    ///
    /// # Errors
    /// As [`FieldDevice::ask`].
    pub async fn draft(&self) -> Result<Draft, String> {
        self.ask(StartDraft {
            kind: Some(Kind::Consultation),
            village: VILLAGE.parse().ok(),
            corrects: None,
            changes: None,
        })
        .await
    }

    /// Saves one ordinary consultation, the `n`-th.
    ///
    /// # Errors
    /// As [`FieldDevice::ask`].
    pub async fn save(&self, n: u64) -> Result<EntryView, String> {
        let draft = self.draft().await?;
        let form = form(n, draft.today).ok_or("making a form".to_owned())?;
        self.save_form(draft.draft, form).await
    }

    /// Saves a form.
    ///
    /// # Errors
    /// As [`FieldDevice::ask`].
    pub async fn save_form(&self, draft: EntryId, form: Form) -> Result<EntryView, String> {
        self.ask(SaveEntry { draft, form }).await
    }
}

/// Common characters, so that generated text has the entropy of writing rather than of a template.
const CHARACTERS: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严";

/// A form with realistic text that differs for every `n`, its date somewhere in the last eight years.
#[must_use]
pub fn form(n: u64, today: NaiveDate) -> Option<Form> {
    let characters: Vec<char> = CHARACTERS.chars().collect();
    let mut state = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut text = |length: usize| -> String {
        (0..length)
            .filter_map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                characters
                    .get(usize::try_from(state % characters.len() as u64).ok()?)
                    .copied()
            })
            .collect()
    };
    let hour = u32::try_from(8 + n % 9).ok()?;
    Some(Form {
        village: VILLAGE.parse().ok(),
        date: today.checked_sub_days(Days::new(n % 3_000)),
        start: NaiveTime::from_hms_opt(hour, 0, 0),
        end: NaiveTime::from_hms_opt(hour, 45, 0),
        mode: Some(Mode::OnSite),
        kind: Some(Kind::Consultation),
        persons: vec![ServedPerson {
            row: "01-0001".to_owned(),
            name: text(3),
            phone: String::new(),
            category: None,
        }],
        matter: text(24),
        advice: text(90),
        result: text(20),
        ..Form::default()
    })
}
