//! Which entries are signed by hand on paper only.

use super::{Entry, Mediation};
use crate::attachment::AttachmentKind;

/// Words in a 纠纷类型 that make an agreement one about personal status (电子签名法 art. 3).
const PERSONAL_STATUS: [&str; 7] = ["婚", "收养", "领养", "继承", "繼承", "遗产", "遗嘱"];

impl Entry {
    /// Whether nobody may sign it electronically: an agreement reached over marriage, adoption or succession. Its printed page is
    /// signed by hand.
    #[must_use]
    pub fn is_for_paper(&self) -> bool {
        self.mediation.as_ref().is_some_and(Mediation::is_for_paper)
    }
}

impl Entry {
    /// Whether a photo of a page signed by hand hangs on it.
    #[must_use]
    pub fn has_signed_page(&self) -> bool {
        self.attachments
            .iter()
            .any(|attachment| attachment.kind == AttachmentKind::SignedPage)
    }
}

impl Mediation {
    fn is_for_paper(&self) -> bool {
        let dispute: String = self.dispute.chars().filter(|c| !c.is_whitespace()).collect();
        self.agreed && PERSONAL_STATUS.iter().any(|word| dispute.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mediation(dispute: &str, agreed: bool) -> Mediation {
        Mediation {
            parties: "甲、乙".to_owned(),
            dispute: dispute.to_owned(),
            agreed,
        }
    }

    #[test]
    fn agreements_over_marriage_adoption_and_succession_are_for_paper() {
        for dispute in ["婚姻家庭", "离婚", "收养关系", "继承", "遗产分割", "继 承", "婚约"] {
            assert!(mediation(dispute, true).is_for_paper(), "{dispute}");
            assert!(
                !mediation(dispute, false).is_for_paper(),
                "{dispute} without an agreement"
            );
        }
        for dispute in ["相邻", "宅基地", "土地承包", "劳动报酬", "赡养"] {
            assert!(!mediation(dispute, true).is_for_paper(), "{dispute}");
        }
    }
}
