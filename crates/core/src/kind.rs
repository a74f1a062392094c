//! The closed lists of an entry: kinds, modes, result classes, categories, details. Codes are stored and signed and never change;
//! words for the screen live in the interface.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $( $(#[$vmeta:meta])* $variant:ident = $code:literal ),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $( $(#[$vmeta])* #[serde(rename = $code)] $variant ),+
        }
        impl $name {
            /// Every value, in the order screens list them.
            pub const ALL: &'static [$name] = &[ $( $name::$variant ),+ ];

            /// The stored and signed code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $( $name::$variant => $code ),+ }
            }

            /// Reads a code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }
        }
    };
}
pub(crate) use codes;

codes!(
    /// 服务类别.
    Kind {
        /// 法律咨询.
        Consultation = "consultation",
        /// 走访值班.
        Visit = "visit",
        /// 法治讲座.
        Lecture = "lecture",
        /// 矛盾纠纷调解.
        Mediation = "mediation",
        /// 代书文书.
        Drafting = "drafting",
        /// 法律援助指引或代理.
        LegalAid = "legal_aid",
        /// 村规民约章程审修.
        VillageRules = "village_rules",
        /// 换届选举.
        Election = "election",
        /// 合同、重大项目或决策意见.
        Contract = "contract",
        /// 法治宣传.
        Publicity = "publicity",
        /// 信访与群体性事件协助.
        Petition = "petition",
        /// 代理诉讼.
        Litigation = "litigation",
        /// 其他.
        Other = "other",
    }
);
codes!(
    /// 方式.
    Mode {
        /// 现场.
        OnSite = "on_site",
        /// 电话.
        Phone = "phone",
        /// 线上.
        Online = "online",
        /// 预约.
        Appointment = "appointment",
    }
);
codes!(
    /// 结果类别.
    ResultClass {
        /// 已解决.
        Solved = "solved",
        /// 引导调解.
        ToMediation = "to_mediation",
        /// 转法援.
        ToLegalAid = "to_legal_aid",
        /// 引导诉讼.
        ToLitigation = "to_litigation",
        /// 待跟进.
        FollowUp = "follow_up",
    }
);
codes!(
    /// 服务对象类别, only when it matters for the work.
    Category {
        /// 低保.
        LowIncome = "low_income",
        /// 残疾.
        Disabled = "disabled",
        /// 老年.
        Elderly = "elderly",
        /// 妇女.
        Woman = "woman",
        /// 未成年人.
        Minor = "minor",
        /// 农民工.
        MigrantWorker = "migrant_worker",
        /// 退役军人.
        Veteran = "veteran",
    }
);
codes!(
    /// A short fact that some kinds have of their own; [`Asks::details`](crate::entry::Asks::details) says which. In this order everywhere but
    /// in what is signed. None is ever demanded: no document of the job asks for one, and on the day itself many are not known yet.
    Detail {
        /// 文件名称: of a document, a contract or project, or rules.
        Title = "title",
        /// 相对方.
        Counterpart = "counterpart",
        /// 修改条款.
        Changes = "changes",
        /// 受理机关: court, arbitration or petition body.
        Body = "body",
        /// 法律援助机构.
        AidStation = "aid_station",
        /// 案号.
        CaseNumber = "case_number",
        /// 涉及人数, in words.
        People = "people",
        /// 所处阶段: of an instance, an election, a vote on rules.
        Stage = "stage",
    }
);
