//! How OCPP 2.1 steers a charger that feeds the grid (distributed energy resources).

use super::FROM_0;
use crate::definition::Shape::{self, Boolean, DateTime, Word};
use crate::definition::entry::{NUMBER, list, object};

pub(crate) const DER_CONTROL_KIND: Shape = Word(&[
    "EnterService",
    "FreqDroop",
    "FreqWatt",
    "FixedPFAbsorb",
    "FixedPFInject",
    "FixedVar",
    "Gradients",
    "HFMustTrip",
    "HFMayTrip",
    "HVMustTrip",
    "HVMomCess",
    "HVMayTrip",
    "LimitMaxDischarge",
    "LFMustTrip",
    "LVMustTrip",
    "LVMomCess",
    "LVMayTrip",
    "PowerMonitoringMustTrip",
    "VoltVar",
    "VoltWatt",
    "WattPF",
    "WattVar",
]);

pub(crate) const DER_UNIT: Shape =
    Word(&["PctMaxW", "Not_Applicable", "PctMaxVar", "PctWAvail", "PctVarAvail", "PctEffectiveV"]);

pub(crate) const POWER_DURING_CESSATION: Shape = Word(&["Active", "Reactive"]);

pub(crate) const DER_CURVE_POINTS: Shape = object! {
    must x: NUMBER,
    must y: NUMBER,
};

pub(crate) const HYSTERESIS: Shape = object! {
    may hysteresisHigh: NUMBER,
    may hysteresisLow: NUMBER,
    may hysteresisDelay: NUMBER,
    may hysteresisGradient: NUMBER,
};

pub(crate) const REACTIVE_POWER_PARAMS: Shape = object! {
    may vRef: NUMBER,
    may autonomousVRefEnable: Boolean,
    may autonomousVRefTimeConstant: NUMBER,
};

pub(crate) const VOLTAGE_PARAMS: Shape = object! {
    may hv10MinMeanValue: NUMBER,
    may hv10MinMeanTripDelay: NUMBER,
    may powerDuringCessation: POWER_DURING_CESSATION,
};

pub(crate) const DER_CURVE: Shape = object! {
    must curveData: list(&DER_CURVE_POINTS, 1, 10),
    must priority: FROM_0,
    must yUnit: DER_UNIT,
    may hysteresis: HYSTERESIS,
    may reactivePowerParams: REACTIVE_POWER_PARAMS,
    may voltageParams: VOLTAGE_PARAMS,
    may responseTime: NUMBER,
    may startTime: DateTime,
    may duration: NUMBER,
};

pub(crate) const ENTER_SERVICE: Shape = object! {
    must priority: FROM_0,
    must highVoltage: NUMBER,
    must lowVoltage: NUMBER,
    must highFreq: NUMBER,
    must lowFreq: NUMBER,
    may delay: NUMBER,
    may randomDelay: NUMBER,
    may rampRate: NUMBER,
};

pub(crate) const FIXED_PF: Shape = object! {
    must priority: FROM_0,
    must displacement: NUMBER,
    must excitation: Boolean,
    may startTime: DateTime,
    may duration: NUMBER,
};

pub(crate) const FIXED_VAR: Shape = object! {
    must priority: FROM_0,
    must setpoint: NUMBER,
    must unit: DER_UNIT,
    may startTime: DateTime,
    may duration: NUMBER,
};

pub(crate) const FREQ_DROOP: Shape = object! {
    must priority: FROM_0,
    must overFreq: NUMBER,
    must underFreq: NUMBER,
    must overDroop: NUMBER,
    must underDroop: NUMBER,
    must responseTime: NUMBER,
    may startTime: DateTime,
    may duration: NUMBER,
};

pub(crate) const GRADIENT: Shape = object! {
    must priority: FROM_0,
    must gradient: NUMBER,
    must softGradient: NUMBER,
};

pub(crate) const LIMIT_MAX_DISCHARGE: Shape = object! {
    must priority: FROM_0,
    may pctMaxDischargePower: NUMBER,
    may powerMonitoringMustTrip: DER_CURVE,
    may startTime: DateTime,
    may duration: NUMBER,
};
