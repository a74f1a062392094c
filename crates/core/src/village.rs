//! Places: statistical codes of villages and the areas above them. Codes are text, never numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is not a code of digits of an allowed length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("reading a place code: {given:?} is not {expected} digits")]
pub struct CodeError {
    /// What was given.
    pub given: String,
    /// The allowed lengths, in words.
    pub expected: &'static str,
}

/// What a seat has in the place of a township and a village.
const SEAT: &str = "000000";

/// A village's 12-digit code: 6 of GB/T 2260, 3 of the township, 3 of the village.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VillageCode(String);

/// A city (4 digits), county (6), township (9) or village (12), as the leading digits of the codes in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Area(String);

macro_rules! code {
    ($name:ident, $lengths:pat, $words:literal) => {
        impl $name {
            /// The digits.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl FromStr for $name {
            type Err = CodeError;
            fn from_str(text: &str) -> Result<Self, CodeError> {
                let good = matches!(text.len(), $lengths) && text.bytes().all(|b| b.is_ascii_digit());
                if good {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(CodeError {
                        given: text.to_owned(),
                        expected: $words,
                    })
                }
            }
        }
        impl TryFrom<String> for $name {
            type Error = CodeError;
            fn try_from(text: String) -> Result<Self, CodeError> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(code: $name) -> String {
                code.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
code!(VillageCode, 12, "12");
code!(Area, 4 | 6 | 9 | 12, "4, 6, 9 or 12");

impl VillageCode {
    /// The village as an area.
    #[must_use]
    pub fn area(&self) -> Area {
        Area(self.0.clone())
    }

    /// Its county: the shard of the log it belongs to.
    #[must_use]
    pub fn county(&self) -> Area {
        Area(self.0.chars().take(6).collect())
    }

    /// The seat of a county, a code that no village has: what is the county's own in its log is said of it (decision 0020). `None` for
    /// what is no county.
    #[must_use]
    pub fn seat(county: &Area) -> Option<VillageCode> {
        format!("{county}{SEAT}").parse().ok()
    }

    /// Whether it is a county's seat and no village.
    #[must_use]
    pub fn is_seat(&self) -> bool {
        self.0.ends_with(SEAT)
    }

    /// Its township (乡镇、街道).
    #[must_use]
    pub fn township(&self) -> Area {
        Area(self.0.chars().take(9).collect())
    }
}

impl Area {
    /// Whether the village lies in this area.
    #[must_use]
    pub fn covers(&self, village: &VillageCode) -> bool {
        village.0.starts_with(&self.0)
    }

    /// Whether every village of `inner` lies in this area.
    #[must_use]
    pub fn contains(&self, inner: &Area) -> bool {
        inner.0.starts_with(&self.0)
    }
}

/// One row of the village register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Village {
    /// Its code.
    pub code: VillageCode,
    /// 市.
    pub city: String,
    /// 县（区）.
    pub county: String,
    /// 乡镇（街道）.
    pub township: String,
    /// 村（社区）.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_covers_the_villages_whose_codes_begin_with_it() -> Result<(), CodeError> {
        let village: VillageCode = "450102001003".parse()?;
        assert!("450102".parse::<Area>()?.covers(&village));
        assert!(village.township().covers(&village));
        assert!(!"450103".parse::<Area>()?.covers(&village));
        assert!("45010200100".parse::<VillageCode>().is_err());
        assert!("45010200100x".parse::<VillageCode>().is_err());
        assert!("４５０１".parse::<Area>().is_err());
        Ok(())
    }

    #[test]
    fn a_county_has_a_seat_that_lies_in_it_and_is_no_village() -> Result<(), CodeError> {
        let county: Area = "450102".parse()?;
        let seat = VillageCode::seat(&county);
        assert_eq!(seat.as_ref().map(VillageCode::as_str), Some("450102000000"));
        assert!(seat.is_some_and(|seat| seat.is_seat() && seat.county() == county && county.covers(&seat)));
        assert!(!"450102001003".parse::<VillageCode>()?.is_seat());
        for other in ["4501", "450102001", "450102001003"] {
            assert_eq!(VillageCode::seat(&other.parse()?), None, "{other}");
        }
        Ok(())
    }
}
