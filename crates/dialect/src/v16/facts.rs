//! OCPP 1.6: what a charger's configuration keys say of what it can do.

use model::{Known, Setting};

/// Keys that only chargers with the security extension have.
const OF_EXTENSION: [&str; 5] = [
    "AdditionalRootCertificateCheck",
    "CertificateSignedMaxChainSize",
    "CertificateStoreMaxLength",
    "CpoName",
    "SecurityProfile",
];

/// What is known from the settings, and whether they show the security extension.
pub(crate) fn facts(settings: &[Setting]) -> (Known, bool) {
    let value = |name: &str| {
        let found = settings.iter().find(|setting| setting.name.eq_ignore_ascii_case(name));
        found.and_then(|setting| setting.value.as_deref()).map(str::trim).filter(|value| !value.is_empty())
    };
    let has = |name: &str| settings.iter().any(|setting| setting.name.eq_ignore_ascii_case(name));
    let number = |name: &str| value(name).and_then(|value| value.parse().ok());
    let features = list(value("SupportedFeatureProfiles"));
    let smart_charging =
        (!features.is_empty()).then(|| features.iter().any(|feature| feature.eq_ignore_ascii_case("SmartCharging")));
    let known = Known {
        file_protocols: list(value("SupportedFileTransferProtocols"))
            .into_iter()
            .map(|protocol| protocol.to_ascii_lowercase())
            .collect(),
        smart_charging,
        // Without the key nothing is said: the cache may be there and not be switchable.
        authorization_cache: None,
        max_profiles: number("MaxChargingProfilesInstalled"),
        max_stack_level: number("ChargeProfileMaxStackLevel"),
        features,
        ..Known::default()
    };
    (known, OF_EXTENSION.iter().any(|name| has(name)))
}

/// The items of a comma-separated value.
pub(crate) fn list(value: Option<&str>) -> Vec<String> {
    value.unwrap_or_default().split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Vec<Setting> {
        let setting = |(name, value): &(&str, &str)| Setting {
            name: (*name).to_owned(),
            value: Some((*value).to_owned()),
            readonly: true,
            about: None,
            choices: Vec::new(),
        };
        pairs.iter().map(setting).collect()
    }

    #[test]
    fn the_configuration_tells_what_a_charger_can_do() {
        let pairs = [
            ("SupportedFeatureProfiles", "Core, FirmwareManagement,SmartCharging"),
            ("SupportedFileTransferProtocols", "FTP,HTTPS"),
            ("MaxChargingProfilesInstalled", "8"),
        ];
        let (known, security) = facts(&settings(&pairs));
        assert_eq!(known.file_protocols, ["ftp", "https"]);
        assert_eq!((known.smart_charging, known.max_profiles, security), (Some(true), Some(8), false));
        assert_eq!(facts(&settings(&[("SupportedFeatureProfiles", "Core")])).0.smart_charging, Some(false));
        assert_eq!(facts(&[]), (Known::default(), false));
        assert!(facts(&settings(&[("SecurityProfile", "1")])).1);
    }
}
