//! The total energy register among a meter's samples, in the spellings that chargers have for it.

/// What a sample is of where it does not say.
const DEFAULT_MEASURAND: &str = "Energy.Active.Import.Register";
/// Phases that mean all of them.
const ALL_PHASES: [&str; 3] = ["", "n/a", "all"];

/// What a sample says of itself.
pub(crate) struct Sample<'a> {
    pub measurand: Option<&'a str>,
    pub phase: Option<&'a str>,
    pub unit: Option<&'a str>,
}

impl Sample<'_> {
    /// Watt-hours for each of its units, where it is the total energy register: imported, over all phases. Letter case is nothing,
    /// and an empty word says nothing.
    pub(crate) fn factor(&self) -> Option<f64> {
        let is_total = said(self.measurand).is_none_or(|measurand| measurand.eq_ignore_ascii_case(DEFAULT_MEASURAND))
            && self.phase.is_none_or(|phase| ALL_PHASES.iter().any(|all| phase.trim().eq_ignore_ascii_case(all)));
        is_total.then(|| said(self.unit).map_or(Some(1.0), of_unit)).flatten()
    }
}

fn said(word: Option<&str>) -> Option<&str> {
    word.map(str::trim).filter(|word| !word.is_empty())
}

fn of_unit(unit: &str) -> Option<f64> {
    [("Wh", 1.0), ("kWh", 1000.0)]
        .into_iter()
        .find(|(known, _)| unit.eq_ignore_ascii_case(known))
        .map(|(_, factor)| factor)
}

/// A value as text, perhaps with a decimal comma or with its unit behind it.
pub(crate) fn value(text: &str) -> Option<(f64, Option<&str>)> {
    let text = text.trim();
    let end = text
        .find(|char: char| char.is_ascii_whitespace() || (char.is_ascii_alphabetic() && !matches!(char, 'e' | 'E')));
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let number = match number.matches(',').count() {
        1 if !number.contains('.') => number.replace(',', "."),
        _no_decimal_comma => number.to_owned(),
    };
    let value: f64 = number.parse().ok()?;
    Some((value, said(Some(unit)))).filter(|(value, _)| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// W-02, W-25: neighbours, as meters are spelt in the field.
    #[test]
    fn the_register_is_known_however_it_is_spelt() {
        let check = |measurand: Option<&str>, phase: Option<&str>, unit: Option<&str>, expected: Option<f64>| {
            assert_eq!(Sample { measurand, phase, unit }.factor(), expected, "{measurand:?} {phase:?} {unit:?}");
        };
        check(None, None, None, Some(1.0));
        for unit in ["Wh", "WH", "wh", " Wh ", ""] {
            check(Some(DEFAULT_MEASURAND), None, Some(unit), Some(1.0));
        }
        for unit in ["kWh", "kwh", "KWH", "Kwh"] {
            check(Some("energy.active.import.register"), Some(""), Some(unit), Some(1000.0));
        }
        for phase in ["", "N/A", "n/a"] {
            check(Some(""), Some(phase), None, Some(1.0));
        }
        check(None, Some("L1"), None, None);
        check(None, None, Some("varh"), None);
        check(Some("Energy.Active.Export.Register"), None, None, None);
        check(Some("Power.Active.Import"), None, Some("Wh"), None);
    }

    #[test]
    fn a_value_may_have_a_comma_or_its_unit() {
        let check = |text: &str, expected: Option<(f64, Option<&str>)>| assert_eq!(value(text), expected, "{text}");
        check("1500", Some((1500.0, None)));
        check(" 1.5 ", Some((1.5, None)));
        check("1,5", Some((1.5, None)));
        check("1500 Wh", Some((1500.0, Some("Wh"))));
        check("1.5kWh", Some((1.5, Some("kWh"))));
        check("1e3", Some((1000.0, None)));
        for nothing in ["", "Wh", "1,234,5", "1.234,5", "NaN", "inf", "-"] {
            check(nothing, None);
        }
    }
}
