"""A charger of OCPP 1.6, and one that knows the security extension too."""

from ocpp.routing import after, on
from ocpp.v16 import ChargePoint, call, call_result
from ocpp.v16.enums import Action

from .events import violation
from .machine import Machine, check_date, now

PROFILE = {
    "chargingProfileId": 1,
    "stackLevel": 0,
    "chargingProfilePurpose": "TxDefaultProfile",
    "chargingProfileKind": "Relative",
    "chargingSchedule": {
        "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16.0}],
    },
}

# Value, whether it can be written, whether a reboot is needed then.
SETTINGS = {
    "HeartbeatInterval": ["300", True, False],
    "NumberOfConnectors": ["1", False, False],
    "ConnectorPhaseRotation": ["NotApplicable", True, True],
    "SupportedFeatureProfiles": ["Core,FirmwareManagement,SmartCharging,RemoteTrigger", False, False],
    "SupportedFileTransferProtocols": ["FTP,HTTPS", False, False],
}


class Charger(Machine, ChargePoint):
    subprotocol = "ocpp1.6"

    def __init__(self, identity, socket, memory):
        super().__init__(identity, socket, memory)
        memory.profiles = memory.profiles or {1: (1, PROFILE)}
        memory.settings = memory.settings or {name: list(setting) for name, setting in SETTINGS.items()}

    async def boot(self):
        answer = await self.say(
            call.BootNotification(
                charge_point_vendor="Foreign",
                charge_point_model="python",
                firmware_version=self.memory.firmware,
            )
        )
        for connector in (0, 1):
            await self.connector(connector, "Available")
        return answer

    async def after_boot(self):
        if self.memory.installed:
            self.memory.installed = None
            await self.report("firmware", None, "Installed")

    async def connector(self, connector, status):
        await self.say(
            call.StatusNotification(
                connector_id=connector, error_code="NoError", status=status, timestamp=now()
            )
        )

    async def tell_status(self, kind):
        status, _ = self.status.get(kind, ("Idle", None))
        if kind == "firmware":
            await self.say(call.FirmwareStatusNotification(status=status))
        else:
            await self.say(call.DiagnosticsStatusNotification(status=status))

    # Charging sessions

    @on(Action.remote_start_transaction)
    def on_start(self, id_tag, **rest):
        return call_result.RemoteStartTransaction(status="Accepted")

    @after(Action.remote_start_transaction)
    def after_start(self, id_tag, connector_id=1, **rest):
        self.follow(self.charge(connector_id, id_tag))

    async def charge(self, connector, tag):
        known = await self.say(call.Authorize(id_tag=tag))
        if known.id_tag_info["status"] != "Accepted":
            violation(f"the tag was not accepted: {known}")
        await self.connector(connector, "Preparing")
        started = await self.say(
            call.StartTransaction(connector_id=connector, id_tag=tag, meter_start=100, timestamp=now())
        )
        self.memory.transactions[started.transaction_id] = connector
        await self.connector(connector, "Charging")
        await self.say(
            call.MeterValues(
                connector_id=connector,
                transaction_id=started.transaction_id,
                meter_value=[{"timestamp": now(), "sampled_value": [{"value": "2.6", "unit": "kWh"}]}],
            )
        )

    @on(Action.remote_stop_transaction)
    def on_stop(self, transaction_id):
        known = transaction_id in self.memory.transactions
        return call_result.RemoteStopTransaction(status="Accepted" if known else "Rejected")

    @after(Action.remote_stop_transaction)
    def after_stop(self, transaction_id):
        self.follow(self.stop(transaction_id, "Remote"))

    async def stop(self, transaction, reason):
        connector = self.memory.transactions.pop(transaction)
        await self.say(
            call.StopTransaction(
                transaction_id=transaction, meter_stop=2600, timestamp=now(), reason=reason
            )
        )
        await self.connector(connector, "Available")

    # The actions

    @on(Action.reset)
    def on_reset(self, type):
        return call_result.Reset(status="Accepted")

    @after(Action.reset)
    def after_reset(self, type):
        self.follow(self.reset(type))

    async def reset(self, kind):
        for transaction in list(self.memory.transactions):
            await self.stop(transaction, f"{kind}Reset")
        await self.go_down("")

    @on(Action.update_firmware)
    def on_update_firmware(self, location, retrieve_date, **rest):
        check_date(retrieve_date)
        return call_result.UpdateFirmware()

    @after(Action.update_firmware)
    def after_update_firmware(self, location, **rest):
        self.begin("firmware", None, self.update(location))

    async def update(self, location):
        await self.report("firmware", None, "Downloading")
        await self.until_asked(location)
        await self.report("firmware", None, "Downloaded", "Installing")
        await self.go_down_updated(True, "")

    @on(Action.get_diagnostics)
    def on_get_diagnostics(self, location, **rest):
        return call_result.GetDiagnostics(file_name="diagnostics.zip")

    @after(Action.get_diagnostics)
    def after_get_diagnostics(self, location, **rest):
        self.begin("diagnostics", None, self.upload(location))

    async def upload(self, location):
        await self.report("diagnostics", None, "Uploading")
        await self.until_asked(location)
        await self.report("diagnostics", None, "Uploaded")

    @on(Action.clear_cache)
    def on_clear_cache(self):
        return call_result.ClearCache(status="Accepted")

    @on(Action.set_charging_profile)
    def on_set_charging_profile(self, connector_id, cs_charging_profiles):
        self.memory.profiles[cs_charging_profiles["charging_profile_id"]] = (connector_id, cs_charging_profiles)
        return call_result.SetChargingProfile(status="Accepted")

    @on(Action.clear_charging_profile)
    def on_clear_charging_profile(
        self, id=None, connector_id=None, charging_profile_purpose=None, stack_level=None
    ):
        def matches(number, connector, profile):
            # The library names fields its own way, what was held at the start has the wire's names.
            told = lambda snake, camel: profile.get(snake, profile.get(camel))
            if id is not None:
                return number == id
            purpose = told("charging_profile_purpose", "chargingProfilePurpose")
            level = told("stack_level", "stackLevel")
            return (
                connector_id in (None, connector)
                and charging_profile_purpose in (None, purpose)
                and stack_level in (None, level)
            )

        held = self.memory.profiles
        cleared = [number for number, (connector, profile) in held.items() if matches(number, connector, profile)]
        for number in cleared:
            del held[number]
        return call_result.ClearChargingProfile(status="Accepted" if cleared else "Unknown")

    @on(Action.get_composite_schedule)
    def on_get_composite_schedule(self, connector_id, duration, **rest):
        return call_result.GetCompositeSchedule(
            status="Accepted",
            connector_id=connector_id,
            schedule_start=now(),
            charging_schedule={
                "duration": duration,
                "chargingRateUnit": "A",
                "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 32.0}],
            },
        )

    # Settings and questions

    @on(Action.get_configuration)
    def on_get_configuration(self, key=None):
        settings = self.memory.settings
        names = key or list(settings)
        return call_result.GetConfiguration(
            configuration_key=[
                {"key": name, "readonly": not settings[name][1], "value": settings[name][0]}
                for name in names
                if name in settings
            ],
            unknown_key=[name for name in names if name not in settings],
        )

    @on(Action.change_configuration)
    def on_change_configuration(self, key, value):
        setting = self.memory.settings.get(key)
        if setting is None:
            return call_result.ChangeConfiguration(status="NotSupported")
        if not setting[1]:
            return call_result.ChangeConfiguration(status="Rejected")
        setting[0] = value
        return call_result.ChangeConfiguration(status="RebootRequired" if setting[2] else "Accepted")

    @on(Action.trigger_message)
    def on_trigger_message(self, requested_message, **rest):
        if requested_message == "BootNotification":
            violation("asked to boot again although it was accepted (errata 3.35)")
        known = requested_message in self.answers_to_questions()
        return call_result.TriggerMessage(status="Accepted" if known else "NotImplemented")

    @after(Action.trigger_message)
    def after_trigger_message(self, requested_message, **rest):
        answer = self.answers_to_questions().get(requested_message)
        if answer:
            self.follow(self.answer_question(answer))

    def answers_to_questions(self):
        return {
            "FirmwareStatusNotification": lambda: self.tell_status("firmware"),
            "DiagnosticsStatusNotification": lambda: self.tell_status("diagnostics"),
            "Heartbeat": lambda: self.say(call.Heartbeat()),
            "StatusNotification": lambda: self.connector(1, "Available"),
        }

    async def answer_question(self, answer):
        await answer()
        self.asked.set()


class SecureCharger(Charger):
    """With the messages of the security extension."""

    async def boot(self):
        answer = await super().boot()
        await self.say(call.SecurityEventNotification(type="StartupOfTheDevice", timestamp=now(), tech_info=None))
        return answer

    async def after_boot(self):
        request, self.memory.installed = self.memory.installed, None
        if request is True:
            await self.report("firmware", None, "Installed")
        elif request is not None:
            await self.report("signed", request, "Installed")
            await self.say(call.SecurityEventNotification(type="FirmwareUpdated", timestamp=now(), tech_info=None))

    async def tell_status(self, kind):
        status, request = self.status.get(kind, ("Idle", None))
        if kind == "signed":
            await self.say(call.SignedFirmwareStatusNotification(status=status, request_id=request))
        elif kind == "log":
            await self.say(call.LogStatusNotification(status=status, request_id=request))
        else:
            await super().tell_status(kind)

    @on(Action.signed_update_firmware)
    def on_signed_update_firmware(self, request_id, firmware, **rest):
        check_date(firmware["retrieve_date_time"])
        replaces = self.begin("signed", request_id, self.update_signed(request_id, firmware))
        return call_result.SignedUpdateFirmware(status="AcceptedCanceled" if replaces else "Accepted")

    async def update_signed(self, request, firmware):
        await self.report("signed", request, "Downloading")
        await self.until_asked(firmware["location"])
        await self.report("signed", request, "Downloaded", "SignatureVerified", "Installing", "InstallRebooting")
        await self.go_down_updated(request, "")

    @on(Action.get_log)
    def on_get_log(self, log, log_type, request_id, **rest):
        replaces = self.begin("log", request_id, self.upload_log(request_id, log))
        name = "security.log" if log_type == "SecurityLog" else "diagnostics.zip"
        return call_result.GetLog(status="AcceptedCanceled" if replaces else "Accepted", filename=name)

    async def upload_log(self, request, log):
        await self.report("log", request, "Uploading")
        await self.until_asked(log["remote_location"])
        await self.report("log", request, "Uploaded")

    @on(Action.extended_trigger_message)
    def on_extended_trigger_message(self, requested_message, **rest):
        if requested_message == "BootNotification":
            violation("asked to boot again although it was accepted (errata 3.35)")
        known = requested_message in self.answers_to_extended_questions()
        return call_result.ExtendedTriggerMessage(status="Accepted" if known else "NotImplemented")

    @after(Action.extended_trigger_message)
    def after_extended_trigger_message(self, requested_message, **rest):
        answer = self.answers_to_extended_questions().get(requested_message)
        if answer:
            self.follow(self.answer_question(answer))

    def answers_to_extended_questions(self):
        return {
            # What was asked for signed is told signed.
            "FirmwareStatusNotification": lambda: self.tell_status("signed"),
            "LogStatusNotification": lambda: self.tell_status("log"),
            "Heartbeat": lambda: self.say(call.Heartbeat()),
            "StatusNotification": lambda: self.connector(1, "Available"),
        }
