//! A counsel, a cadre, an office, and one entry of theirs on the server.

use cunfa_evidence::act::SignedAct;

use super::device::TestDevice;
use super::house::{House, VILLAGE};
use super::ledger::Ledger;

pub struct Stage {
    pub house: House,
    pub counsel: TestDevice,
    pub cadre: TestDevice,
    pub office: TestDevice,
    pub ledger: Ledger,
}

/// An entry that is on the server.
pub fn stage() -> Stage {
    let house = House::new();
    let (mut counsel, cadre, office) = (house.counsel("a"), house.cadre("b"), house.office("c"));
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &ledger.first(&counsel));
    Stage {
        house,
        counsel,
        cadre,
        office,
        ledger,
    }
}

impl Stage {
    /// The sign-off, stored.
    pub fn signed(&mut self) -> SignedAct {
        let act = self.ledger.sign_off(&self.house, &self.cadre);
        self.cadre
            .push(&self.house, &self.ledger.sealed(&self.cadre, &[], &[&act]));
        act
    }
}
