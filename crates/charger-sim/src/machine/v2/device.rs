//! The device model of a 2.x charger: its components and variables, as they are at the start.

use serde_json::{Value, json};

use crate::charger::Plate;

/// All variables, in the order in which a report tells them.
pub(in crate::machine) struct Device {
    variables: Vec<Variable>,
}

#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) component: String,
    pub(super) evse: Option<i64>,
    pub(super) connector: Option<i64>,
    pub(super) name: String,
    pub(super) instance: Option<String>,
    pub(super) value: String,
    pub(super) access: Access,
    /// In force only after a reboot.
    pub(super) after_reboot: bool,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
    Both,
}

/// The dataType, with the unit of a number and the values of a choice.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    Boolean,
    Number(&'static str),
    DateTime,
    Choice(&'static str),
    Members(&'static str),
    Sequence(&'static str),
}

/// Component, variable, instance, value, access, kind.
type Definition = (&'static str, &'static str, &'static str, &'static str, Access, Kind);

const READINGS: &str = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,SoC";
const STATES: &str = "Available,Occupied,Reserved,Unavailable,Faulted";
const POINTS: &str = "ParkingBayOccupancy,EVConnected,Authorized,DataSigned,PowerPathClosed,EnergyTransfer";

/// What every charger has once.
const CONTROLLERS: &[Definition] = &[
    ("AlignedDataCtrlr", "Enabled", "", "false", Access::Both, Kind::Boolean),
    ("AlignedDataCtrlr", "Interval", "", "900", Access::Both, Kind::Number("s")),
    ("AlignedDataCtrlr", "Measurands", "", "Energy.Active.Import.Register", Access::Both, Kind::Members(READINGS)),
    ("AuthCacheCtrlr", "Available", "", "true", Access::Read, Kind::Boolean),
    ("AuthCacheCtrlr", "Enabled", "", "true", Access::Both, Kind::Boolean),
    ("AuthCacheCtrlr", "LifeTime", "", "86400", Access::Both, Kind::Number("s")),
    ("AuthCtrlr", "Enabled", "", "true", Access::Both, Kind::Boolean),
    ("AuthCtrlr", "AuthorizeRemoteStart", "", "true", Access::Both, Kind::Boolean),
    ("AuthCtrlr", "LocalAuthorizeOffline", "", "true", Access::Both, Kind::Boolean),
    ("AuthCtrlr", "LocalPreAuthorize", "", "false", Access::Both, Kind::Boolean),
    ("AuthCtrlr", "OfflineTxForUnknownIdEnabled", "", "false", Access::Both, Kind::Boolean),
    ("ClockCtrlr", "DateTime", "", "", Access::Read, Kind::DateTime),
    ("ClockCtrlr", "TimeSource", "", "Heartbeat", Access::Both, Kind::Sequence("Heartbeat,NTP,RealTimeClock")),
    ("ClockCtrlr", "TimeZone", "", "Europe/Helsinki", Access::Both, Kind::Text),
    ("DeviceDataCtrlr", "BytesPerMessage", "GetReport", "8192", Access::Read, Kind::Number("")),
    ("DeviceDataCtrlr", "BytesPerMessage", "GetVariables", "8192", Access::Read, Kind::Number("")),
    ("DeviceDataCtrlr", "BytesPerMessage", "SetVariables", "8192", Access::Read, Kind::Number("")),
    ("DeviceDataCtrlr", "ItemsPerMessage", "GetReport", "50", Access::Read, Kind::Number("")),
    ("DeviceDataCtrlr", "ItemsPerMessage", "GetVariables", "50", Access::Read, Kind::Number("")),
    ("DeviceDataCtrlr", "ItemsPerMessage", "SetVariables", "50", Access::Read, Kind::Number("")),
    ("LocalAuthListCtrlr", "Available", "", "true", Access::Read, Kind::Boolean),
    ("LocalAuthListCtrlr", "Enabled", "", "true", Access::Both, Kind::Boolean),
    ("LocalAuthListCtrlr", "Entries", "", "0", Access::Read, Kind::Number("")),
    ("LocalAuthListCtrlr", "ItemsPerMessage", "", "100", Access::Read, Kind::Number("")),
    ("OCPPCommCtrlr", "FileTransferProtocols", "", "FTP,HTTP", Access::Read, Kind::Members("FTP,FTPS,HTTP,HTTPS,SFTP")),
    ("OCPPCommCtrlr", "HeartbeatInterval", "", "300", Access::Both, Kind::Number("s")),
    ("OCPPCommCtrlr", "MessageAttempts", "TransactionEvent", "3", Access::Both, Kind::Number("")),
    ("OCPPCommCtrlr", "MessageAttemptInterval", "TransactionEvent", "60", Access::Both, Kind::Number("s")),
    ("OCPPCommCtrlr", "MessageTimeout", "Default", "30", Access::Read, Kind::Number("s")),
    ("OCPPCommCtrlr", "NetworkConfigurationPriority", "", "1", Access::Both, Kind::Sequence("1,2")),
    ("OCPPCommCtrlr", "NetworkProfileConnectionAttempts", "", "3", Access::Both, Kind::Number("")),
    ("OCPPCommCtrlr", "OfflineThreshold", "", "60", Access::Both, Kind::Number("s")),
    ("OCPPCommCtrlr", "ResetRetries", "", "1", Access::Both, Kind::Number("")),
    ("OCPPCommCtrlr", "UnlockOnEVSideDisconnect", "", "true", Access::Both, Kind::Boolean),
    ("OCPPCommCtrlr", "WebSocketPingInterval", "", "0", Access::Both, Kind::Number("s")),
    ("ReservationCtrlr", "Available", "", "false", Access::Read, Kind::Boolean),
    ("SampledDataCtrlr", "Enabled", "", "true", Access::Both, Kind::Boolean),
    (
        "SampledDataCtrlr",
        "TxEndedMeasurands",
        "",
        "Energy.Active.Import.Register",
        Access::Both,
        Kind::Members(READINGS),
    ),
    (
        "SampledDataCtrlr",
        "TxStartedMeasurands",
        "",
        "Energy.Active.Import.Register",
        Access::Both,
        Kind::Members(READINGS),
    ),
    ("SampledDataCtrlr", "TxUpdatedInterval", "", "60", Access::Both, Kind::Number("s")),
    (
        "SampledDataCtrlr",
        "TxUpdatedMeasurands",
        "",
        "Energy.Active.Import.Register,Power.Active.Import",
        Access::Both,
        Kind::Members(READINGS),
    ),
    ("SecurityCtrlr", "AdditionalRootCertificateCheck", "", "false", Access::Read, Kind::Boolean),
    ("SecurityCtrlr", "BasicAuthPassword", "", "", Access::Write, Kind::Text),
    ("SecurityCtrlr", "CertificateEntries", "", "0", Access::Read, Kind::Number("")),
    ("SecurityCtrlr", "OrganizationName", "", "Nordic Charge", Access::Both, Kind::Text),
    ("SecurityCtrlr", "SecurityProfile", "", "1", Access::Read, Kind::Number("")),
    ("SmartChargingCtrlr", "Enabled", "", "true", Access::Both, Kind::Boolean),
    ("SmartChargingCtrlr", "Entries", "ChargingProfiles", "20", Access::Read, Kind::Number("")),
    ("SmartChargingCtrlr", "LimitChangeSignificance", "", "1.0", Access::Both, Kind::Number("Percent")),
    ("SmartChargingCtrlr", "PeriodsPerSchedule", "", "24", Access::Read, Kind::Number("")),
    ("SmartChargingCtrlr", "ProfileStackLevel", "", "10", Access::Read, Kind::Number("")),
    ("SmartChargingCtrlr", "RateUnit", "", "A", Access::Read, Kind::Members("A,W")),
    ("TxCtrlr", "EVConnectionTimeOut", "", "60", Access::Both, Kind::Number("s")),
    ("TxCtrlr", "StopTxOnEVSideDisconnect", "", "true", Access::Read, Kind::Boolean),
    ("TxCtrlr", "StopTxOnInvalidId", "", "true", Access::Both, Kind::Boolean),
    ("TxCtrlr", "TxStartPoint", "", "Authorized", Access::Read, Kind::Members(POINTS)),
    ("TxCtrlr", "TxStopPoint", "", "Authorized", Access::Read, Kind::Members(POINTS)),
];

/// What every EVSE has.
const EVSE: &[Definition] = &[
    ("EVSE", "AllowReset", "", "true", Access::Read, Kind::Boolean),
    ("EVSE", "AvailabilityState", "", "", Access::Read, Kind::Choice(STATES)),
    ("EVSE", "Available", "", "true", Access::Read, Kind::Boolean),
    ("EVSE", "Power", "", "22000", Access::Read, Kind::Number("W")),
    ("EVSE", "SupplyPhases", "", "3", Access::Read, Kind::Number("")),
];

/// What every connector has.
const CONNECTOR: &[Definition] = &[
    ("Connector", "AvailabilityState", "", "", Access::Read, Kind::Choice(STATES)),
    ("Connector", "Available", "", "true", Access::Read, Kind::Boolean),
    ("Connector", "ConnectorType", "", "sType2", Access::Read, Kind::Text),
    ("Connector", "SupplyPhases", "", "3", Access::Read, Kind::Number("")),
];

impl Device {
    pub(in crate::machine) fn new(plate: &Plate, settings: &[(String, String)]) -> Device {
        let station: [(&str, &str, Access, Kind); 6] = [
            ("AvailabilityState", "", Access::Read, Kind::Choice(STATES)),
            ("FirmwareVersion", "", Access::Read, Kind::Text),
            ("Model", &plate.model, Access::Read, Kind::Text),
            ("PhaseRotation", "RST", Access::Both, Kind::Text),
            ("SerialNumber", &plate.serial, Access::Read, Kind::Text),
            ("VendorName", &plate.vendor, Access::Read, Kind::Text),
        ];
        let mut variables: Vec<Variable> = station
            .into_iter()
            .map(|(name, value, access, kind)| Variable {
                // How it is wired cannot change while it runs.
                after_reboot: name == "PhaseRotation",
                ..Variable::new("ChargingStation", name, value, access, kind)
            })
            .collect();
        for evse in 1..=i64::from(plate.connectors) {
            variables.extend(EVSE.iter().map(|row| Variable { evse: Some(evse), ..Variable::of(row) }));
            let there = |row| Variable { evse: Some(evse), connector: Some(1), ..Variable::of(row) };
            variables.extend(CONNECTOR.iter().map(there));
        }
        variables.extend(CONTROLLERS.iter().map(Variable::of));
        let mut device = Device { variables };
        for (name, value) in settings {
            if let Some((component, variable)) = name.split_once('.') {
                device.set_everywhere(component, variable, value);
            }
        }
        device
    }

    pub(super) fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The value of the first variable of this name on the component.
    pub(super) fn value(&self, component: &str, evse: Option<i64>, name: &str) -> Option<&str> {
        let fits =
            |variable: &&Variable| variable.component == component && variable.evse == evse && variable.name == name;
        self.variables.iter().find(fits).map(|variable| variable.value.as_str())
    }

    /// The variable that a request names, or whether at least the component is known.
    pub(super) fn find(&self, component: &Value, variable: &Value) -> Result<usize, Unknown> {
        let mut unknown = Unknown::Component;
        for (place, known) in self.variables.iter().enumerate() {
            if known.is_of(component) {
                unknown = Unknown::Variable;
                if known.is_called(variable) {
                    return Ok(place);
                }
            }
        }
        Err(unknown)
    }

    pub(super) fn set(&mut self, place: usize, value: &str) {
        value.clone_into(&mut self.variables[place].value);
    }

    /// Sets a variable on every component of this name, or adds it.
    fn set_everywhere(&mut self, component: &str, name: &str, value: &str) {
        let mut found = false;
        for known in &mut self.variables {
            if known.component == component && known.name == name {
                value.clone_into(&mut known.value);
                found = true;
            }
        }
        if !found {
            self.variables.push(Variable::new(component, name, value, Access::Both, Kind::Text));
        }
    }
}

/// What of a request's pair is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    Component,
    Variable,
}

impl Variable {
    fn new(component: &str, name: &str, value: &str, access: Access, kind: Kind) -> Variable {
        Variable {
            component: component.to_owned(),
            evse: None,
            connector: None,
            name: name.to_owned(),
            instance: None,
            value: value.to_owned(),
            access,
            after_reboot: false,
            kind,
        }
    }

    fn of(&(component, name, instance, value, access, kind): &Definition) -> Variable {
        let instance = Some(instance).filter(|instance| !instance.is_empty()).map(str::to_owned);
        Variable { instance, ..Variable::new(component, name, value, access, kind) }
    }

    pub(super) fn is_of(&self, component: &Value) -> bool {
        let named = component["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(&self.component));
        let evse = &component["evse"];
        named && evse["id"].as_i64() == self.evse && evse["connectorId"].as_i64() == self.connector
    }

    pub(super) fn is_called(&self, variable: &Value) -> bool {
        let named = variable["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(&self.name));
        named && variable["instance"].as_str() == self.instance.as_deref()
    }

    /// One entry of a NotifyReport, with the value as it is now; what may not be read has none.
    pub(super) fn report(&self, value: &str) -> Value {
        let mut component = json!({"name": self.component});
        match (self.evse, self.connector) {
            (Some(evse), Some(connector)) => component["evse"] = json!({"id": evse, "connectorId": connector}),
            (Some(evse), None) => component["evse"] = json!({"id": evse}),
            (None, _) => {}
        }
        let mut variable = json!({"name": self.name});
        if let Some(instance) = &self.instance {
            variable["instance"] = json!(instance);
        }
        let mutability = match self.access {
            Access::Read => "ReadOnly",
            Access::Write => "WriteOnly",
            Access::Both => "ReadWrite",
        };
        let mut attribute = json!({"type": "Actual", "mutability": mutability, "persistent": true, "constant": false});
        if self.access != Access::Write {
            attribute["value"] = json!(value);
        }
        json!({
            "component": component, "variable": variable, "variableAttribute": [attribute],
            "variableCharacteristics": self.kind.characteristics(),
        })
    }
}

impl Kind {
    fn characteristics(self) -> Value {
        let plain = |kind: &str| json!({"dataType": kind, "supportsMonitoring": false});
        let listed =
            |kind: &str, values: &str| json!({"dataType": kind, "valuesList": values, "supportsMonitoring": false});
        match self {
            Kind::Text => plain("string"),
            Kind::Boolean => plain("boolean"),
            Kind::DateTime => plain("dateTime"),
            Kind::Number("") => plain("integer"),
            Kind::Number("Percent") => json!({"dataType": "decimal", "unit": "Percent", "supportsMonitoring": false}),
            Kind::Number(unit) => json!({"dataType": "integer", "unit": unit, "supportsMonitoring": false}),
            Kind::Choice(values) => listed("OptionList", values),
            Kind::Members(values) => listed("MemberList", values),
            Kind::Sequence(values) => listed("SequenceList", values),
        }
    }
}
