//! What each kind of entry asks for. One table for the check and for the screen, so that nobody fills in what nobody reads.

use crate::kind::{Detail, Kind, ResultClass};

/// How much a part of the form is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The entry is incomplete without it.
    Needed,
    /// It may stay empty.
    Optional,
    /// The kind has no such part; what stands there is not read.
    Never,
}

/// What a kind asks for. 结果, 重大事项, 收费 and photos may stand with every kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asks {
    /// 服务对象.
    pub persons: Wanted,
    /// 事由.
    pub matter: Wanted,
    /// 内容.
    pub advice: Wanted,
    /// 主题, 主讲人, 地点, 参加人数, 发放份数.
    pub lecture: Wanted,
    /// 当事人, 纠纷类型, 是否达成协议.
    pub mediation: Wanted,
    /// What else it has of its own, all of it optional, in the order of [`Detail`].
    pub details: &'static [Detail],
    /// The result classes that fit, in the order screens offer them. Another one that was chosen before is not refused: what is
    /// usual in one county need not be in the next.
    pub results: &'static [ResultClass],
}

const CONSULT: Asks = Asks {
    persons: Wanted::Needed,
    matter: Wanted::Needed,
    advice: Wanted::Needed,
    lecture: Wanted::Never,
    mediation: Wanted::Never,
    details: &[],
    results: ResultClass::ALL,
};

/// What is done for the village or in it, with nobody who has to be named.
const FOR_THE_VILLAGE: Asks = Asks {
    persons: Wanted::Optional,
    ..CONSULT
};

impl Kind {
    /// What this kind asks for.
    #[must_use]
    pub fn asks(self) -> Asks {
        use Detail::{AidStation, Body, CaseNumber, Changes, Counterpart, People, Stage, Title};
        use ResultClass::{FollowUp, Solved, ToLegalAid, ToLitigation, ToMediation};
        let consult = |details, results| Asks {
            details,
            results,
            ..CONSULT
        };
        let village = |details, results| Asks {
            details,
            results,
            ..FOR_THE_VILLAGE
        };
        match self {
            Kind::Consultation => CONSULT,
            Kind::Visit | Kind::Other => FOR_THE_VILLAGE,
            Kind::Petition => village(&[Body, People], ResultClass::ALL),
            Kind::Lecture | Kind::Publicity => Asks {
                persons: Wanted::Optional,
                matter: Wanted::Optional,
                advice: Wanted::Optional,
                lecture: Wanted::Needed,
                results: &[FollowUp],
                ..CONSULT
            },
            Kind::Mediation => Asks {
                matter: Wanted::Optional,
                advice: Wanted::Optional,
                mediation: Wanted::Needed,
                results: &[Solved, ToLitigation, ToLegalAid, FollowUp],
                ..CONSULT
            },
            Kind::Drafting => consult(
                &[Title, Counterpart],
                &[Solved, ToMediation, ToLegalAid, ToLitigation, FollowUp],
            ),
            Kind::LegalAid => consult(
                &[AidStation, CaseNumber],
                &[ToLegalAid, Solved, ToMediation, ToLitigation, FollowUp],
            ),
            Kind::VillageRules => village(&[Title, Changes, Stage], &[Solved, FollowUp]),
            Kind::Election => village(&[Stage], &[Solved, FollowUp]),
            Kind::Contract => village(&[Title, Counterpart], &[Solved, FollowUp]),
            Kind::Litigation => consult(&[Body, CaseNumber, Stage], &[Solved, ToMediation, FollowUp]),
        }
    }
}
