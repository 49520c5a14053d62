//! What a charger can do for the grid as a distributed energy resource (OCPP 2.1, block R).

use crate::words::open_words;

open_words! {
    /// Which control.
    DERControlEnumType {
        EnterService, FreqDroop, FreqWatt, FixedPFAbsorb, FixedPFInject, FixedVar, Gradients, HFMustTrip, HFMayTrip,
        HVMustTrip, HVMomCess, HVMayTrip, LimitMaxDischarge, LFMustTrip, LVMustTrip, LVMomCess, LVMayTrip,
        PowerMonitoringMustTrip, VoltVar, VoltWatt, WattPF, WattVar,
    }
}
