//! Settings: all read, and one of each kind set.

use super::On;
use crate::bench::{ME, steps};
use actions::{
    Common, MessageText, Order, SetConfiguration, Verdict, read_configuration, send_message, set_configuration,
};
use model::RebootNeeded;
use serde_json::json;

fn set(name: &str, value: &str) -> Order {
    Order::SetConfiguration(SetConfiguration { name: name.to_owned(), value: MessageText(value.to_owned()) })
}

impl On {
    /// B5, B_05, B_09
    pub(super) async fn reads_and_sets_its_settings(&self) {
        let (count, interval, rotation, readonly, unknown) = if self.has_evses() {
            let (interval, rotation) = ("OCPPCommCtrlr.HeartbeatInterval", "ChargingStation.PhaseRotation");
            (7, interval, rotation, "OCPPCommCtrlr.FileTransferProtocols", "NoSuch.Variable")
        } else {
            (5, "HeartbeatInterval", "ConnectorPhaseRotation", "NumberOfConnectors", "NoSuchKey")
        };
        let read = self.ends(Order::ReadConfiguration).await;
        assert_eq!(
            read.verdict,
            Verdict::ReadConfiguration(read_configuration::Verdict::ConfigurationRead { settings: count }),
            "{:#?}",
            steps(&read)
        );
        let known = self.bench.page(&self.key).await.charger.known;
        assert_eq!(known.file_protocols, ["ftp", "https"]);
        assert_eq!(known.smart_charging, Some(true));

        for (name, value, verdict) in [
            (
                interval,
                "77",
                Verdict::SetConfiguration(set_configuration::Verdict::SettingTaken { after_reboot: false }),
            ),
            (
                rotation,
                "RTS",
                Verdict::SetConfiguration(set_configuration::Verdict::SettingTaken { after_reboot: true }),
            ),
            (readonly, "HTTP", Verdict::Common(Common::Rejected)),
            (unknown, "x", Verdict::SetConfiguration(set_configuration::Verdict::SettingUnknown)),
        ] {
            let command = self.ends(set(name, value)).await;
            assert_eq!(command.verdict, verdict, "{name}: {:#?}", steps(&command));
        }
        let settings = self.bench.csms.chargers().configuration(&ME, &self.key).await.unwrap().unwrap().settings;
        let value = |name: &str| settings.iter().find(|setting| setting.name == name).unwrap().value.as_deref();
        assert_eq!((value(interval), value(rotation)), (Some("77"), Some("RTS")));
        let page = self.bench.page(&self.key).await;
        assert_eq!(page.charger.reboot_needed, Some(RebootNeeded::SettingChanged));

        if self.has_evses() {
            let name = json!({"component": {"name": "SecurityCtrlr"}, "variable": {"name": "SecurityProfile"}});
            let asked = json!({"getVariableData": [name]});
            let command = self.ends(super::by_hand("GetVariables", &asked)).await;
            assert_eq!(
                command.verdict,
                Verdict::SendMessage(send_message::Verdict::Answered { status: None }),
                "{:#?}",
                steps(&command)
            );
        }
    }
}
