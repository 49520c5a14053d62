//! What still limits a charger after profiles were cleared: how it is asked for, and what a limit that it tells comes from.

use model::{Limit, Stood};
use words::Purpose;

/// What a charger is asked that has these plugs: on 2.x for the profiles that are left, on 1.6 for the limit of each connector.
pub fn limits_asked(is_2x: bool, plugs: Vec<i64>) -> Vec<Purpose> {
    if is_2x {
        return vec![Purpose::Profiles];
    }
    let connectors = if plugs.is_empty() { vec![0] } else { plugs };
    connectors.into_iter().map(|connector| Purpose::Schedule { connector }).collect()
}

/// A limit that a connector tells, with what is known of before: `set`, the limits of the profiles that stood there, the weightiest first;
/// `left_before`, what was left when profiles were cleared the last time.
pub fn compared(amount: &str, set: &[String], left_before: Option<String>) -> Limit {
    let stood = if set.iter().any(|set| set == amount) {
        Some(Stood::Profile)
    } else {
        left_before.or_else(|| set.first().cloned()).map(|before| match before == amount {
            true => Stood::Same,
            false => Stood::Other { amount: before },
        })
    };
    Limit::Limited { amount: amount.to_owned(), stood }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charger_is_asked_for_what_its_version_can_tell() {
        assert_eq!(limits_asked(true, vec![1, 2]), [Purpose::Profiles]);
        assert_eq!(limits_asked(true, vec![]), [Purpose::Profiles]);
        assert_eq!(limits_asked(false, vec![1, 2]), [1, 2].map(|connector| Purpose::Schedule { connector }));
        assert_eq!(limits_asked(false, vec![]), [Purpose::Schedule { connector: 0 }], "the charger as a whole");
    }

    #[test]
    fn a_limit_is_a_profiles_or_the_same_as_before_or_another() {
        let other = |amount: &str| Some(Stood::Other { amount: amount.to_owned() });
        for (set, left_before, stood) in [
            (&["16 A"][..], None, Some(Stood::Profile)),
            (&["10 A", "16 A"], None, Some(Stood::Profile)),
            (&["16 A"], Some("32 A"), Some(Stood::Profile)),
            (&["16 A"], Some("16 A"), Some(Stood::Profile)),
            (&[], Some("16 A"), Some(Stood::Same)),
            (&["10 A"], Some("16 A"), Some(Stood::Same)),
            (&[], Some("32 A"), other("32 A")),
            (&["10 A"], Some("32 A"), other("32 A")),
            (&["10 A", "12 A"], None, other("10 A")),
            (&[], None, None),
        ] {
            let known: Vec<String> = set.iter().map(|amount| (*amount).to_owned()).collect();
            let limit = compared("16 A", &known, left_before.map(str::to_owned));
            assert_eq!(limit, Limit::Limited { amount: "16 A".to_owned(), stood }, "{set:?} {left_before:?}");
        }
    }
}
