"""What a charger of OCPP 2.x holds at its start: charging profiles and settings."""

# Evse, then the profile as the wire names it. The second is another's (an energy management system's), nothing clears it.
PROFILES = {
    1: (1, "CSO", "TxDefaultProfile", 16.0),
    2: (0, "EMS", "ChargingStationExternalConstraints", 10.0),
}

# Value, whether it can be written, whether a reboot is needed then.
SETTINGS = {
    ("OCPPCommCtrlr", "HeartbeatInterval"): ["300", True, False],
    ("OCPPCommCtrlr", "FileTransferProtocols"): ["FTP,HTTPS", False, False],
    ("SecurityCtrlr", "SecurityProfile"): ["1", False, False],
    ("SmartChargingCtrlr", "Enabled"): ["true", True, False],
    ("AuthCacheCtrlr", "Available"): ["true", False, False],
    ("ChargingStation", "AvailabilityState"): ["Available", False, False],
    ("ChargingStation", "PhaseRotation"): ["RST", True, True],
}


def profile(number, purpose, limit):
    period = {"startPeriod": 0, "limit": limit}
    schedule = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [period]}
    return {
        "id": number,
        "stackLevel": 0,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": "Relative" if purpose.startswith("Tx") else "Absolute",
        "chargingSchedule": [schedule],
    }
