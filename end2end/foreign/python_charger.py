"""A charger on the Python library `ocpp`, which checks every message against the published schemas.

Speaks one version (on_ocpp/): connects, boots, charges when it is asked to, and does every OCPP action. Prints one JSON
object per line and event:

    {"event": "connected"}
    {"event": "booted", "status": "Accepted", "firmwareVersion": "1.0.0"}
    {"event": "call", "action": "Reset", "payload": {"type": "Soft"}}      a CALL from the Csms, understood
    {"event": "sent", "action": "FirmwareStatusNotification", "payload": {"status": "Downloading"}}
    {"event": "disconnected"}
    {"event": "refused", "message": "..."}                                 the Csms did not let it in
    {"event": "violation", "message": "..."}                               the Csms sent what OCPP does not allow

It fetches and uploads nothing, it only says so; of a file whose address holds `slow` it says nothing more until it is
asked how far it is. Ends on SIGTERM or SIGINT: with 1 after a violation, else with 0.
"""

import argparse
import asyncio
import base64
import logging
import signal
import sys
from urllib.parse import quote

import ocpp.v21
import ocpp.v201
from on_ocpp import events, v2, v16
from on_ocpp.events import tell, violation
from on_ocpp.machine import Memory
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

OFFLINE = 0.2  # seconds that a reboot takes
RETRY = 0.2  # seconds between two attempts to connect

CHARGERS = {
    "1.6": v16.Charger,
    "1.6-security": v16.SecureCharger,
    "2.0.1": v2.charger(ocpp.v201, "ocpp2.0.1"),
    "2.1": v2.charger(ocpp.v21, "ocpp2.1"),
}


async def run(options):
    charger, memory = CHARGERS[options.version], Memory()
    headers = {}
    if options.password is not None:
        plain = f"{options.identity}:{options.password}".encode()
        headers["Authorization"] = "Basic " + base64.b64encode(plain).decode()
    address = options.url.rstrip("/") + "/" + quote(options.identity, safe="")
    while True:
        try:
            async with connect(
                address,
                subprotocols=[charger.subprotocol],
                additional_headers=headers,
                compression=None,
                proxy=None,
            ) as socket:
                tell("connected")
                if socket.subprotocol != charger.subprotocol:
                    violation(f"the Csms chose the sub-protocol {socket.subprotocol!r}")
                try:
                    await charger(options.identity, socket, memory).live()
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
    parser.add_argument("--version", choices=CHARGERS, default="1.6")
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
    return 1 if events.violations else 0


logging.getLogger("ocpp").setLevel(logging.CRITICAL)
sys.exit(asyncio.run(main()))
