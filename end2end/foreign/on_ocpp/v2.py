"""A charger of OCPP 2.x, made for one version of the library: `ocpp.v201` or `ocpp.v21`."""

import asyncio
import uuid

from ocpp.routing import after, on

from .events import violation
from .held import PROFILES, SETTINGS, profile
from .machine import STEP, Machine, check_date, now


def charger(library, subprotocol):
    """The class of chargers of this version."""
    call, call_result = library.call, library.call_result

    class Charger(Machine, library.ChargePoint):
        def __init__(self, identity, socket, memory):
            super().__init__(identity, socket, memory)
            memory.settings = memory.settings or {name: list(setting) for name, setting in SETTINGS.items()}
            memory.profiles = memory.profiles or {
                number: (evse, source, profile(number, purpose, limit))
                for number, (evse, source, purpose, limit) in PROFILES.items()
            }
            self.scheduled = False

        async def boot(self):
            answer = await self.say(
                call.BootNotification(
                    charging_station={
                        "vendor_name": "Foreign",
                        "model": "python",
                        "firmware_version": self.memory.firmware,
                        "serial_number": "S-1",
                    },
                    reason=self.memory.reason,
                )
            )
            await self.connector("Occupied" if self.memory.transactions else "Available")
            return answer

        async def after_boot(self):
            for transaction in list(self.memory.transactions):
                await self.transaction(transaction, "Updated", "TxResumed")
            request, self.memory.installed = self.memory.installed, None
            if request is not None:
                await self.report("firmware", request, "Installed")
                await self.say(call.SecurityEventNotification(type="FirmwareUpdated", timestamp=now()))

        async def connector(self, status):
            await self.say(
                call.StatusNotification(timestamp=now(), connector_status=status, evse_id=1, connector_id=1)
            )

        async def tell_status(self, kind):
            # After the end it is idle, and names no request (L01.FR.25, L01.FR.20).
            status, request = self.status.get(kind, ("Idle", None))
            message = call.FirmwareStatusNotification if kind == "firmware" else call.LogStatusNotification
            await self.say(message(status=status, request_id=request))

        # Charging sessions

        @on("RequestStartTransaction")
        def on_start(self, id_token, remote_start_id, **rest):
            return call_result.RequestStartTransaction(status="Accepted")

        @after("RequestStartTransaction")
        def after_start(self, id_token, remote_start_id, **rest):
            self.follow(self.charge(id_token, remote_start_id))

        async def charge(self, token, remote_start):
            known = await self.say(call.Authorize(id_token=token))
            if known.id_token_info["status"] != "Accepted":
                violation(f"the token was not accepted: {known}")
            transaction = str(uuid.uuid4())
            self.memory.transactions[transaction] = 0
            await self.connector("Occupied")
            started = await self.transaction(
                transaction, "Started", "RemoteStart", id_token=token, info={"remote_start_id": remote_start}
            )
            if started.id_token_info["status"] != "Accepted":
                violation(f"the token was not accepted: {started}")
            await self.transaction(transaction, "Updated", "MeterValuePeriodic", energy=2500.0)
            await self.say(call.MeterValues(evse_id=1, meter_value=[self.reading(2500.0)]))

        def reading(self, energy):
            sample = {
                "value": energy,
                "measurand": "Energy.Active.Import.Register",
                "unit_of_measure": {"unit": "Wh", "multiplier": 0},
            }
            return {"timestamp": now(), "sampled_value": [sample]}

        async def transaction(self, transaction, kind, trigger, id_token=None, energy=None, info=None):
            number = self.memory.transactions[transaction]
            self.memory.transactions[transaction] = number + 1
            return await self.say(
                call.TransactionEvent(
                    event_type=kind,
                    timestamp=now(),
                    trigger_reason=trigger,
                    seq_no=number,
                    transaction_info={"transaction_id": transaction, **(info or {})},
                    evse={"id": 1, "connector_id": 1},
                    id_token=id_token,
                    meter_value=None if energy is None else [self.reading(energy)],
                )
            )

        @on("RequestStopTransaction")
        def on_stop(self, transaction_id):
            known = transaction_id in self.memory.transactions
            return call_result.RequestStopTransaction(status="Accepted" if known else "Rejected")

        @after("RequestStopTransaction")
        def after_stop(self, transaction_id):
            self.follow(self.stop(transaction_id, "RemoteStop", "Remote"))

        async def stop(self, transaction, trigger, reason):
            info = {"stopped_reason": reason}
            await self.transaction(transaction, "Ended", trigger, energy=2600.0, info=info)
            del self.memory.transactions[transaction]
            await self.connector("Available")
            if self.scheduled and not self.memory.transactions:
                await self.go_down("ScheduledReset")

        # The actions

        @on("Reset")
        def on_reset(self, type, evse_id=None):
            self.scheduled = type == "OnIdle" and bool(self.memory.transactions)
            return call_result.Reset(status="Scheduled" if self.scheduled else "Accepted")

        @after("Reset")
        def after_reset(self, type, evse_id=None):
            if not self.scheduled:
                self.follow(self.reset(type, evse_id))

        async def reset(self, kind, evse):
            if kind != "ImmediateAndResume":
                for transaction in list(self.memory.transactions):
                    await self.stop(transaction, "ResetCommand", "ImmediateReset")
            if evse is None:
                await self.go_down("RemoteReset")
            else:
                await self.connector("Unavailable")
                await asyncio.sleep(STEP)
                await self.connector("Available")

        @on("UpdateFirmware")
        def on_update_firmware(self, request_id, firmware, **rest):
            check_date(firmware["retrieve_date_time"])
            replaces = self.begin("firmware", request_id, self.update(request_id, firmware))
            return call_result.UpdateFirmware(status="AcceptedCanceled" if replaces else "Accepted")

        async def update(self, request, firmware):
            await self.report("firmware", request, "Downloading")
            await self.until_asked(firmware["location"])
            await self.report("firmware", request, "Downloaded")
            if "signature" in firmware:
                await self.report("firmware", request, "SignatureVerified")
            if "install_date_time" in firmware:
                check_date(firmware["install_date_time"])
                await self.report("firmware", request, "InstallScheduled")
            await self.report("firmware", request, "Installing", "InstallRebooting")
            await self.go_down_updated(request, "FirmwareUpdate")

        @on("GetLog")
        def on_get_log(self, log, log_type, request_id, **rest):
            before = self.jobs.get("log", (None,))[0]
            replaces = self.begin("log", request_id, self.upload(request_id, log))
            if replaces:
                self.follow(self.say(call.LogStatusNotification(status="AcceptedCanceled", request_id=before)))
            return call_result.GetLog(
                status="AcceptedCanceled" if replaces else "Accepted", filename=f"{log_type}.zip"
            )

        async def upload(self, request, log):
            await self.report("log", request, "Uploading")
            await self.until_asked(log["remote_location"])
            await self.report("log", request, "Uploaded")

        @on("ClearCache")
        def on_clear_cache(self):
            return call_result.ClearCache(status="Accepted")

        @on("SetChargingProfile")
        def on_set_charging_profile(self, evse_id, charging_profile):
            held = profile(charging_profile["id"], charging_profile["charging_profile_purpose"], 13.5)
            held["stackLevel"] = charging_profile["stack_level"]
            self.memory.profiles[held["id"]] = (evse_id, "CSO", held)
            return call_result.SetChargingProfile(status="Accepted")

        @on("ClearChargingProfile")
        def on_clear_charging_profile(self, charging_profile_id=None, charging_profile_criteria=None):
            if charging_profile_id is None and not charging_profile_criteria:
                violation("asked to clear neither an id nor by a criterion (K10.FR.02)")
            wanted = charging_profile_criteria or {}

            def matches(number, evse, source, held):
                if source != "CSO":
                    return False
                if charging_profile_id is not None:
                    return number == charging_profile_id
                return (
                    wanted.get("evse_id") in (None, evse)
                    and wanted.get("charging_profile_purpose") in (None, held["chargingProfilePurpose"])
                    and wanted.get("stack_level") in (None, held["stackLevel"])
                )

            held = self.memory.profiles
            cleared = [number for number, told in held.items() if matches(number, *told)]
            for number in cleared:
                del held[number]
            return call_result.ClearChargingProfile(status="Accepted" if cleared else "Unknown")

        @on("GetChargingProfiles")
        def on_get_charging_profiles(self, request_id, charging_profile, evse_id=None):
            status = "Accepted" if self.reported(charging_profile) else "NoProfiles"
            return call_result.GetChargingProfiles(status=status)

        @after("GetChargingProfiles")
        def after_get_charging_profiles(self, request_id, charging_profile, evse_id=None):
            self.follow(self.report_profiles(request_id, self.reported(charging_profile)))

        def reported(self, criterion):
            """One report per EVSE and source, as the message has room for."""
            reports = {}
            for evse, source, held in self.memory.profiles.values():
                if source in criterion.get("charging_limit_source", [source]):
                    reports.setdefault((evse, source), []).append(held)
            return list(reports.items())

        async def report_profiles(self, request, reports):
            for number, ((evse, source), held) in enumerate(reports, start=1):
                await self.say(
                    call.ReportChargingProfiles(
                        request_id=request,
                        charging_limit_source=source,
                        evse_id=evse,
                        charging_profile=held,
                        tbc=number < len(reports),
                    )
                )

        # Settings and questions

        @on("GetBaseReport")
        def on_get_base_report(self, request_id, report_base):
            return call_result.GetBaseReport(status="Accepted")

        @after("GetBaseReport")
        def after_get_base_report(self, request_id, report_base):
            self.follow(self.report_settings(request_id))

        async def report_settings(self, request):
            settings = list(self.memory.settings.items())
            parts = [settings[:4], settings[4:]]
            for number, part in enumerate(parts):
                data = [
                    {
                        "component": {"name": component},
                        "variable": {"name": variable},
                        "variable_attribute": [
                            {"value": value, "mutability": "ReadWrite" if writable else "ReadOnly"}
                        ],
                        "variable_characteristics": {"data_type": "string", "supports_monitoring": False},
                    }
                    for (component, variable), (value, writable, _) in part
                ]
                await self.say(
                    call.NotifyReport(
                        request_id=request,
                        generated_at=now(),
                        seq_no=number,
                        tbc=number + 1 < len(parts),
                        report_data=data,
                    )
                )

        def setting(self, wanted):
            component, variable = wanted["component"], wanted["variable"]
            names = {"component": component, "variable": variable}
            found = self.memory.settings.get((component["name"], variable["name"]))
            if found is None:
                known = any(component["name"] == name for name, _ in self.memory.settings)
                return names, None, "UnknownVariable" if known else "UnknownComponent"
            return names, found, "Accepted"

        @on("GetVariables")
        def on_get_variables(self, get_variable_data):
            results = []
            for wanted in get_variable_data:
                names, found, status = self.setting(wanted)
                value = {} if found is None else {"attribute_value": found[0]}
                results.append({"attribute_status": status, **value, **names})
            return call_result.GetVariables(get_variable_result=results)

        @on("SetVariables")
        def on_set_variables(self, set_variable_data):
            results = []
            for wanted in set_variable_data:
                names, found, status = self.setting(wanted)
                if found is not None and not found[1]:
                    status = "Rejected"
                elif found is not None:
                    found[0] = wanted["attribute_value"]
                    status = "RebootRequired" if found[2] else "Accepted"
                results.append({"attribute_status": status, **names})
            return call_result.SetVariables(set_variable_result=results)

        @on("TriggerMessage")
        def on_trigger_message(self, requested_message, **rest):
            if requested_message == "BootNotification":
                violation("asked to boot again although it was accepted (F06.FR.17)")
            known = requested_message in self.answers_to_questions()
            return call_result.TriggerMessage(status="Accepted" if known else "NotImplemented")

        @after("TriggerMessage")
        def after_trigger_message(self, requested_message, **rest):
            answer = self.answers_to_questions().get(requested_message)
            if answer:
                self.follow(self.answer_question(answer))

        def answers_to_questions(self):
            return {
                "FirmwareStatusNotification": lambda: self.tell_status("firmware"),
                "LogStatusNotification": lambda: self.tell_status("log"),
                "Heartbeat": lambda: self.say(call.Heartbeat()),
                "StatusNotification": lambda: self.connector("Available"),
            }

        async def answer_question(self, answer):
            await answer()
            self.asked.set()

    Charger.subprotocol = subprotocol
    return Charger
