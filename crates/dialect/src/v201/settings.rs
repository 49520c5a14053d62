//! OCPP 2.x: the variables of a charger's device model as settings, and what they say of what it can do.

use super::super::v16::list;
use super::super::{own_value, own_words};
use super::Name;
use model::{Known, Setting};
use ocpp::v201;
use redact::Redactor;

/// The settings that a part of a report tells.
pub(crate) fn of_report(data: Vec<v201::ReportDataType>, hide: &Redactor) -> Vec<Setting> {
    let mut settings = Vec::new();
    for told in data {
        let about = told.variable_characteristics.as_ref().map(|characteristics| about(characteristics, hide));
        let choices = told.variable_characteristics.as_ref().map(|characteristics| choices(characteristics, hide));
        // A variable without attributes is there, and its value is not told.
        let nothing = told.variable_attribute.is_empty().then(v201::VariableAttributeType::default);
        for attribute in told.variable_attribute.into_iter().chain(nothing) {
            let name = Name::new(told.component.clone(), told.variable.clone(), attribute.kind);
            let name = own_words(&name.to_string(), hide);
            settings.push(Setting {
                value: attribute.value.map(|value| own_value(&name, value.as_str(), hide)),
                readonly: attribute.mutability == Some(v201::MutabilityEnumType::ReadOnly)
                    || attribute.constant == Some(true),
                about: about.clone().filter(|about| !about.is_empty()),
                choices: choices.clone().unwrap_or_default(),
                name,
            });
        }
    }
    settings
}

/// The settings that an answer to GetVariables tells.
pub(super) fn of_variables(results: Vec<v201::GetVariableResultType>, hide: &Redactor) -> Vec<Setting> {
    results
        .into_iter()
        .filter(|result| result.attribute_status == v201::GetVariableStatusEnumType::Accepted)
        .map(|result| {
            let name =
                own_words(&Name::new(result.component, result.variable, result.attribute_type).to_string(), hide);
            let value = result.attribute_value.map(|value| own_value(&name, value.as_str(), hide));
            Setting { name, value, readonly: false, about: None, choices: Vec::new() }
        })
        .collect()
}

/// `OptionList: FTP,HTTP`, `integer, s, 0 to 10`.
fn about(characteristics: &v201::VariableCharacteristicsType, hide: &Redactor) -> String {
    let mut about = characteristics.data_type.as_ref().map(|kind| kind.as_str().to_owned()).unwrap_or_default();
    if let Some(values) = &characteristics.values_list {
        about.push_str(&format!(": {values}"));
    }
    if let Some(unit) = &characteristics.unit {
        about.push_str(&format!(", {unit}"));
    }
    match (characteristics.min_limit, characteristics.max_limit) {
        (Some(least), Some(most)) => about.push_str(&format!(", {least} to {most}")),
        (Some(least), None) => about.push_str(&format!(", from {least}")),
        (None, Some(most)) => about.push_str(&format!(", up to {most}")),
        (None, None) => {}
    }
    own_words(about.trim_start_matches([':', ',', ' ']), hide)
}

/// Of a list of several values each alone would be half an answer, so none is offered.
fn choices(characteristics: &v201::VariableCharacteristicsType, hide: &Redactor) -> Vec<String> {
    use v201::DataEnumType as Kind;
    match characteristics.data_type {
        Some(Kind::Boolean) => vec!["true".to_owned(), "false".to_owned()],
        Some(Kind::OptionList) => {
            let values = characteristics.values_list.iter().flat_map(|values| values.split(','));
            values.map(|value| own_words(value.trim(), hide)).filter(|value| !value.is_empty()).collect()
        }
        Some(
            Kind::String
            | Kind::Decimal
            | Kind::Integer
            | Kind::DateTime
            | Kind::SequenceList
            | Kind::MemberList
            | Kind::Other(_),
        )
        | None => Vec::new(),
    }
}

pub(crate) fn facts(settings: &[Setting]) -> Known {
    let value = |name: &str| {
        let found = settings.iter().find(|setting| setting.name.eq_ignore_ascii_case(name));
        found.and_then(|setting| setting.value.as_deref()).map(str::trim).filter(|value| !value.is_empty())
    };
    let is = |name: &str| value(name).map(|value| value.eq_ignore_ascii_case("true"));
    let number = |name: &str| value(name).and_then(|value| value.parse().ok());
    // `Available` says whether it is there at all, `Enabled` whether it is on.
    let there = |controller: &str| match (is(&format!("{controller}.Available")), is(&format!("{controller}.Enabled")))
    {
        (Some(false), _) => Some(false),
        (Some(true), Some(enabled)) | (None, Some(enabled)) => Some(enabled),
        (Some(true), None) => Some(true),
        (None, None) => None,
    };
    let mut features: Vec<String> = settings
        .iter()
        .filter_map(|setting| setting.name.split(['.', '[', '@']).next())
        .filter(|component| component.ends_with("Ctrlr"))
        .map(str::to_owned)
        .collect();
    features.sort();
    features.dedup();
    let evses_not_to_reset = settings
        .iter()
        .filter(|setting| setting.value.as_deref().is_some_and(|value| value.eq_ignore_ascii_case("false")))
        .filter_map(|setting| Name::parse(&setting.name))
        .filter(|name| name.component.name == "EVSE" && name.variable.name == "AllowReset")
        .filter_map(|name| name.component.evse.map(|evse| i64::from(evse.id)))
        .collect();
    Known {
        file_protocols: list(value("OCPPCommCtrlr.FileTransferProtocols"))
            .into_iter()
            .map(|protocol| protocol.to_ascii_lowercase())
            .collect(),
        smart_charging: there("SmartChargingCtrlr"),
        authorization_cache: is("AuthCacheCtrlr.Available"),
        max_profiles: number("SmartChargingCtrlr.Entries[ChargingProfiles]"),
        max_stack_level: number("SmartChargingCtrlr.ProfileStackLevel"),
        evses_not_to_reset,
        features,
        rooms: super::pieces::rooms(settings),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_the_charger_names_are_choices() {
        let check = |kind: &str, values: Option<&str>, expected: &[&str]| {
            let told = v201::VariableCharacteristicsType {
                unit: Some("s".to_owned()),
                data_type: Some(kind.to_owned().into()),
                min_limit: None,
                max_limit: None,
                values_list: values.map(str::to_owned),
                supports_monitoring: None,
            };
            assert_eq!(choices(&told, &Redactor::new(Vec::new())), expected, "{kind} {values:?}");
        };
        check("boolean", None, &["true", "false"]);
        check("OptionList", Some("FTP, HTTP,"), &["FTP", "HTTP"]);
        check("OptionList", None, &[]);
        check("MemberList", Some("A,B"), &[]);
        check("integer", None, &[]);
    }

    #[test]
    fn the_device_model_tells_what_a_charger_can_do() {
        // B5, B11.FR.10
        let setting = |(name, value): (&str, &str)| Setting {
            name: name.to_owned(),
            value: Some(value.to_owned()),
            readonly: true,
            about: None,
            choices: Vec::new(),
        };
        let pairs = [
            ("OCPPCommCtrlr.FileTransferProtocols", "FTPS,HTTPS"),
            ("SmartChargingCtrlr.Available", "true"),
            ("SmartChargingCtrlr.Enabled", "false"),
            ("AuthCacheCtrlr.Available", "true"),
            ("EVSE@2.AllowReset", "false"),
            ("EVSE@1.AllowReset", "true"),
        ];
        let settings: Vec<Setting> = pairs.into_iter().map(setting).collect();
        let known = facts(&settings);
        assert_eq!(known.file_protocols, ["ftps", "https"]);
        assert_eq!(known.smart_charging, Some(false));
        assert_eq!(known.authorization_cache, Some(true));
        assert_eq!(known.evses_not_to_reset, [2]);
        assert_eq!(known.features, ["AuthCacheCtrlr", "OCPPCommCtrlr", "SmartChargingCtrlr"]);
        assert_eq!(facts(&[]), Known::default());
    }
}
