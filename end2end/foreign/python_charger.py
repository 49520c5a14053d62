"""A charger on the Python library `ocpp`, which checks every message against the published schemas.

Connects, boots, and does all five OCPP actions. Prints one JSON object per line and event:

    {"event": "connected"}
    {"event": "booted", "status": "Accepted", "firmwareVersion": "1.0.0"}
    {"event": "call", "action": "Reset", "payload": {"type": "Soft"}}      a CALL from the Csms, understood
    {"event": "sent", "action": "FirmwareStatusNotification", "payload": {"status": "Downloading"}}
    {"event": "disconnected"}
    {"event": "refused", "message": "..."}                                 the Csms did not let it in
    {"event": "violation", "message": "..."}                               the Csms sent what OCPP does not allow

It fetches and uploads nothing, it only says so. Ends on SIGTERM or SIGINT: with 1 after a violation, else with 0.
"""

import argparse
import asyncio
import base64
import json
import logging
import signal
import sys
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from ocpp.routing import after, on
from ocpp.v16 import ChargePoint, call, call_result
from ocpp.v16.enums import Action
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

STEP = 0.05  # seconds between two steps of a job
OFFLINE = 0.2  # seconds that a reboot takes
RETRY = 0.2  # seconds between two attempts to connect

LENGTHS = {2: 4, 3: 3, 4: 5}  # elements of a CALL, CALLRESULT, CALLERROR

violations = 0


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def violation(message):
    global violations
    violations += 1
    tell("violation", message=message)


class Watched:
    """A socket that tells what goes over it."""

    def __init__(self, socket):
        self.socket = socket

    async def recv(self):
        text = await self.socket.recv()
        try:
            frame = json.loads(text)
            if len(frame) != LENGTHS[frame[0]]:
                raise ValueError("a frame of another length")
            if frame[0] == 2:
                tell("call", action=frame[2], payload=frame[3])
        except (ValueError, TypeError, LookupError):
            violation(f"not a frame of OCPP-J: {text!r}")
        return text

    async def send(self, text):
        frame = json.loads(text)
        if frame[0] == 2:
            tell("sent", action=frame[2], payload=frame[3])
        elif frame[0] == 4 and frame[2] not in ("NotImplemented", "NotSupported"):
            violation(f"answered with {text}")
        await self.socket.send(text)


class Charger(ChargePoint):
    def __init__(self, identity, socket, memory):
        super().__init__(identity, Watched(socket))
        self.socket = socket
        self.memory = memory

    async def boot(self):
        answer = await self.call(
            call.BootNotification(
                charge_point_vendor="Foreign",
                charge_point_model="python",
                firmware_version=self.memory["firmware"],
            ),
            suppress=False,
        )
        for connector in (0, 1):
            await self.call(
                call.StatusNotification(
                    connector_id=connector,
                    error_code="NoError",
                    status="Available",
                    timestamp=datetime.now(timezone.utc).isoformat(),
                ),
                suppress=False,
            )
        tell("booted", status=answer.status, firmwareVersion=self.memory["firmware"])

    async def report(self, kind, *statuses):
        for status in statuses:
            await asyncio.sleep(STEP)
            await self.call(kind(status=status), suppress=False)

    async def go_down(self):
        await asyncio.sleep(STEP)
        await self.socket.close()

    @on(Action.reset)
    def on_reset(self, type):
        return call_result.Reset(status="Accepted")

    @after(Action.reset)
    async def after_reset(self, type):
        await self.go_down()

    @on(Action.update_firmware)
    def on_update_firmware(self, location, retrieve_date, **rest):
        return call_result.UpdateFirmware()

    @after(Action.update_firmware)
    async def after_update_firmware(self, location, retrieve_date, **rest):
        try:
            # In UTC, as all that a Csms sends must be readable.
            datetime.fromisoformat(retrieve_date.replace("Z", "+00:00")).astimezone(timezone.utc)
        except ValueError:
            violation(f"retrieveDate {retrieve_date!r} is no date")
        await self.report(call.FirmwareStatusNotification, "Downloading", "Downloaded", "Installing")
        self.memory["firmware"] = "2.0.0"
        self.memory["installed"] = True
        await self.go_down()

    @on(Action.get_diagnostics)
    def on_get_diagnostics(self, location, **rest):
        return call_result.GetDiagnostics(file_name="diagnostics.zip")

    @after(Action.get_diagnostics)
    async def after_get_diagnostics(self, location, **rest):
        await self.report(call.DiagnosticsStatusNotification, "Uploading", "Uploaded")

    @on(Action.clear_cache)
    def on_clear_cache(self):
        return call_result.ClearCache(status="Accepted")

    @on(Action.clear_charging_profile)
    def on_clear_charging_profile(self, **criteria):
        return call_result.ClearChargingProfile(status="Accepted")

    @on(Action.get_composite_schedule)
    def on_get_composite_schedule(self, connector_id, duration, **rest):
        return call_result.GetCompositeSchedule(
            status="Accepted",
            connector_id=connector_id,
            schedule_start=datetime.now(timezone.utc).isoformat(),
            charging_schedule={
                "duration": duration,
                "chargingRateUnit": "A",
                "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 32.0}],
            },
        )


async def live(charger, memory):
    """Boots, beats, and answers until the socket ends."""
    listening = asyncio.create_task(charger.start())
    await charger.boot()
    if memory.pop("installed", False):
        await charger.report(call.FirmwareStatusNotification, "Installed")
    await listening


async def run(options):
    memory = {"firmware": "1.0.0"}
    headers = {}
    if options.password is not None:
        plain = f"{options.identity}:{options.password}".encode()
        headers["Authorization"] = "Basic " + base64.b64encode(plain).decode()
    address = options.url.rstrip("/") + "/" + quote(options.identity, safe="")
    while True:
        try:
            async with connect(
                address, subprotocols=["ocpp1.6"], additional_headers=headers, compression=None, proxy=None
            ) as socket:
                tell("connected")
                if socket.subprotocol != "ocpp1.6":
                    violation(f"the Csms chose the sub-protocol {socket.subprotocol!r}")
                try:
                    await live(Charger(options.identity, socket, memory), memory)
                except ConnectionClosed:
                    tell("disconnected")
                except Exception as error:  # whatever the library objects to is a finding
                    violation(f"{type(error).__name__}: {error}")
            await asyncio.sleep(OFFLINE)
        except (InvalidHandshake, OSError) as error:
            tell("refused", message=str(error))
            await asyncio.sleep(RETRY)


async def main():
    parser = argparse.ArgumentParser(description="A charger on the Python library ocpp.")
    parser.add_argument("--url", required=True, help="ws://HOST:PORT/PATH, without the identity")
    parser.add_argument("--identity", required=True)
    parser.add_argument("--password")
    running = asyncio.create_task(run(parser.parse_args()))
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        pass
    return 1 if violations else 0


logging.getLogger("ocpp").setLevel(logging.CRITICAL)
sys.exit(asyncio.run(main()))
