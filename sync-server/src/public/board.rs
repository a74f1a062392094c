//! What the notice board (公示牌) of a village shows, out of the county's registers: who its counsel is on a day, of which firm, and what the
//! office wrote on the board. Nothing else of the registers is read here.

use chrono::NaiveDate;
use cunfa_core::register::Registers;
use cunfa_core::{Village, VillageCode};

/// The board of a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The village.
    pub(super) village: Village,
    /// Into which it is merged by now.
    pub(super) merged: Option<Village>,
    /// What stands on it.
    pub(super) board: Board,
}

/// What stands on a board; what nobody wrote is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Board {
    /// Who serves.
    pub(super) counsel: Option<Counsel>,
    /// 职责.
    pub(super) duties: String,
    /// 联系电话.
    pub(super) phone: String,
    /// 驻村时间, in words.
    pub(super) hours: String,
    /// 地点.
    pub(super) place: String,
    /// 下次到村, when that is not past.
    pub(super) next_visit: Option<NaiveDate>,
}

/// Who serves a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counsel {
    /// Name.
    pub(super) name: String,
    /// Firm; may be empty.
    pub(super) firm: String,
    /// Stands in for another.
    pub(super) stands_in: bool,
}

/// The board of a village as it is on a day.
pub(super) fn of(registers: &Registers, village: &VillageCode, today: NaiveDate) -> Board {
    let written = registers.board(village);
    let counsel = registers.in_force(village, today).and_then(|appointment| {
        let counsel = registers.counsel_of(appointment.person)?;
        let firm = registers.firm_of(&counsel).map(|firm| firm.name);
        Some(Counsel {
            name: counsel.name,
            firm: firm.unwrap_or_default(),
            stands_in: appointment.stands_in.is_some(),
        })
    });
    match written {
        None => Board {
            counsel,
            ..Board::default()
        },
        Some(written) => Board {
            counsel,
            duties: written.duties,
            phone: written.phone,
            hours: written.on_site_hours,
            place: written.place,
            next_visit: written.next_visit.filter(|day| today <= *day),
        },
    }
}

/// Into which village one is merged on a day.
pub(super) fn merged(registers: &Registers, village: &VillageCode, today: NaiveDate) -> Option<VillageCode> {
    let (into, from) = registers.merged(village)?;
    (from <= today).then_some(into)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use cunfa_core::register::{Column, RecordKind, Registered, Registration, Values};
    use cunfa_core::{ActId, EntryId, PersonId, Role};

    use super::*;

    const VILLAGE: &str = "450102101202";
    const PERSON: PersonId = PersonId([7; 16]);
    const FIRM: EntryId = EntryId([1; 16]);

    fn values(pairs: &[(Column, &str)]) -> Values {
        pairs
            .iter()
            .fold(Values::new(), |values, (column, text)| values.with(*column, text))
    }

    /// Registers with these records, each with one act.
    fn registers(records: &[(u8, RecordKind, Values)]) -> Registers {
        let mut registers = Registers::new();
        for (number, kind, values) in records {
            let counts = registers.apply(Registered {
                record: EntryId([*number; 16]),
                act: ActId([*number; 16]),
                registration: Registration::new(*kind, values.clone()),
                person: PersonId([9; 16]),
                role: Role::County,
                device_time_s: 0,
                sequence: u64::from(*number),
                received_ms: 0,
            });
            assert!(counts);
        }
        registers
    }

    fn appointed(from: &str, to: &str, stands_in: bool) -> Values {
        let appointed = values(&[
            (Column::Village, VILLAGE),
            (Column::Person, PERSON.to_string().as_str()),
            (Column::From, from),
            (Column::To, to),
            (Column::Prior, "no"),
        ]);
        if stands_in {
            appointed.with(Column::Recusal, &EntryId([8; 16]).to_string())
        } else {
            appointed
        }
    }

    fn county() -> Vec<(u8, RecordKind, Values)> {
        let firm = values(&[(Column::Name, "广西正道律师事务所"), (Column::FirmKind, "law_firm")]);
        let counsel = values(&[
            (Column::Person, PERSON.to_string().as_str()),
            (Column::Name, "覃𡌶明"),
            (Column::CounselKind, "lawyer"),
            (Column::Firm, FIRM.to_string().as_str()),
            (Column::Phone, "13900000000"),
            (Column::Official, "no"),
        ]);
        let board = values(&[
            (Column::Village, VILLAGE),
            (Column::Duties, "解答法律咨询"),
            (Column::OnSiteHours, "每月第一个星期五上午"),
            (Column::Phone, "0771-1234567"),
            (Column::Place, "村委会二楼"),
            (Column::NextVisit, "2026-12-04"),
        ]);
        vec![
            (1, RecordKind::Firm, firm),
            (2, RecordKind::Counsel, counsel),
            (3, RecordKind::Appointment, appointed("2026-01-01", "2026-12-31", false)),
            (4, RecordKind::Board, board),
        ]
    }

    fn on(registers: &Registers, day: &str) -> Board {
        of(registers, &VILLAGE.parse().unwrap(), day.parse().unwrap())
    }

    #[test]
    fn it_shows_what_the_notice_board_shows_and_not_the_counsels_own_phone() {
        let board = on(&registers(&county()), "2026-11-26");
        let counsel = board.counsel.clone().unwrap();
        assert_eq!(
            (counsel.name.as_str(), counsel.firm.as_str(), counsel.stands_in),
            ("覃𡌶明", "广西正道律师事务所", false)
        );
        assert_eq!((board.phone.as_str(), board.place.as_str()), ("0771-1234567", "村委会二楼"));
        assert_eq!(board.next_visit, "2026-12-04".parse().ok());
        assert!(!format!("{board:?}").contains("13900000000"));
    }

    #[test]
    fn who_is_not_appointed_on_the_day_is_not_shown_and_a_visit_that_is_past_is_none() {
        let registers = registers(&county());
        assert_eq!(on(&registers, "2025-12-31").counsel, None);
        let over = on(&registers, "2027-01-01");
        assert_eq!((over.counsel, over.next_visit), (None, None));
        assert_eq!(over.duties, "解答法律咨询");
        let elsewhere = of(&registers, &"450102101203".parse().unwrap(), "2026-11-26".parse().unwrap());
        assert_eq!(elsewhere, Board::default());
    }

    #[test]
    fn a_stand_in_says_so_and_a_merged_village_says_into_which() {
        let mut records = county();
        records.push((5, RecordKind::Appointment, appointed("2026-11-01", "2026-11-30", true)));
        records.push((
            6,
            RecordKind::Village,
            values(&[
                (Column::Village, VILLAGE),
                (Column::MergedInto, "450102101203"),
                (Column::From, "2026-12-01"),
            ]),
        ));
        let registers = registers(&records);
        assert!(on(&registers, "2026-11-26").counsel.unwrap().stands_in);
        let into = |day: &str| merged(&registers, &VILLAGE.parse().unwrap(), day.parse().unwrap());
        assert_eq!(into("2026-11-30"), None);
        assert_eq!(into("2026-12-01"), "450102101203".parse().ok());
    }
}
