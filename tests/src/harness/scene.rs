//! The usual stage: one office's villages, its people, and their devices, enrolled and open.

use std::sync::Arc;

use cunfa_core::{Person, PersonId, Role, VillageCode};

use super::{TestClock, TestDevice, TestServer};

/// 三塘镇那况村: the village most tests play in.
pub const VILLAGE: &str = "450102101202";
/// A second village of the same counsel.
pub const SECOND: &str = "450102101203";
/// A village of the same township that is not this counsel's.
pub const OTHERS: &str = "450102101209";

/// The people of the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// 法律顾问 of [`VILLAGE`] and [`SECOND`].
    Counsel,
    /// A counsel of [`SECOND`] only.
    SecondCounsel,
    /// 村干部 of [`VILLAGE`].
    Cadre,
    /// 村干部 of [`SECOND`].
    SecondCadre,
    /// 司法所 of the township.
    Office,
    /// 县（区）司法局.
    County,
}

impl Who {
    /// Everybody.
    pub const ALL: [Who; 6] = [
        Who::Counsel,
        Who::SecondCounsel,
        Who::Cadre,
        Who::SecondCadre,
        Who::Office,
        Who::County,
    ];

    /// Their row of the register.
    #[must_use]
    pub fn person(self) -> Person {
        let (byte, name, role, post, scope) = match self {
            Who::Counsel => (1, "覃明远", Role::Counsel, "律师", vec![VILLAGE, SECOND]),
            Who::SecondCounsel => (2, "莫知秋", Role::Counsel, "基层法律服务工作者", vec![SECOND]),
            Who::Cadre => (3, "韦桂花", Role::Cadre, "村委会副主任", vec![VILLAGE]),
            Who::SecondCadre => (4, "陆建国", Role::Cadre, "村委会委员", vec![SECOND]),
            Who::Office => (5, "黄志强", Role::Office, "司法所所员", vec!["450102101"]),
            Who::County => (6, "农雪梅", Role::County, "司法局科员", vec!["450102"]),
        };
        Person {
            id: PersonId([byte; 16]),
            name: name.to_owned(),
            role,
            post: post.to_owned(),
            scope: scope.into_iter().filter_map(|code| code.parse().ok()).collect(),
        }
    }
}

/// A village code known to be well formed.
///
/// # Errors
/// When it is not.
pub fn village(code: &str) -> Result<VillageCode, String> {
    code.parse().map_err(|error| format!("{error}"))
}

/// A server with its people, and as many devices as a test asks for.
pub struct Scene {
    /// The server.
    pub server: Arc<TestServer>,
    seed: u64,
}

impl Scene {
    /// A fresh server.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(seed: u64) -> Result<Scene, String> {
        let server = TestServer::new(seed)?;
        for who in Who::ALL {
            server.add_person(&who.person())?;
        }
        Ok(Scene {
            server: Arc::new(server),
            seed,
        })
    }

    /// A device that nobody is enrolled on.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn fresh(&mut self) -> Result<TestDevice, String> {
        self.fresh_with(TestClock::default())
    }

    /// The same with a clock of its own.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn fresh_with(&mut self, clock: TestClock) -> Result<TestDevice, String> {
        self.seed = self.seed.wrapping_mul(31).wrapping_add(0x5EED);
        TestDevice::with_clock(&self.server, self.seed, clock)
    }

    /// A device of these people in this order, open for the first.
    ///
    /// # Errors
    /// When an enrolment is refused.
    pub async fn device_of(&mut self, people: &[Who]) -> Result<TestDevice, String> {
        let device = self.fresh()?;
        self.enrol(&device, people).await?;
        Ok(device)
    }

    /// Enrols people on a device and opens it for the first.
    ///
    /// # Errors
    /// When an enrolment is refused.
    pub async fn enrol(&self, device: &TestDevice, people: &[Who]) -> Result<(), String> {
        for (place, who) in people.iter().enumerate() {
            let code = self.server.invite(who.person().id)?;
            let enrolled = if place == 0 {
                device.enrol(&code).await
            } else {
                device.add_person(&code).await
            };
            enrolled.map_err(|failure| format!("enrolling {who:?}: {failure:?}"))?;
        }
        device
            .unlock(0)
            .await
            .map_err(|failure| format!("unlocking: {failure:?}"))?;
        Ok(())
    }

    /// The counsel's own device.
    ///
    /// # Errors
    /// When the enrolment is refused.
    pub async fn counsel(&mut self) -> Result<TestDevice, String> {
        self.device_of(&[Who::Counsel]).await
    }

    /// The counsel's tablet, with the village's cadre as the second person.
    ///
    /// # Errors
    /// When an enrolment is refused.
    pub async fn tablet(&mut self) -> Result<TestDevice, String> {
        self.device_of(&[Who::Counsel, Who::Cadre]).await
    }

    /// The office's desk.
    ///
    /// # Errors
    /// When the enrolment is refused.
    pub async fn office(&mut self) -> Result<TestDevice, String> {
        self.device_of(&[Who::Office]).await
    }

    /// The county's desk.
    ///
    /// # Errors
    /// When the enrolment is refused.
    pub async fn county(&mut self) -> Result<TestDevice, String> {
        self.device_of(&[Who::County]).await
    }
}
