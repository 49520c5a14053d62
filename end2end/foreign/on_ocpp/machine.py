"""What the chargers of all versions have in common: what survives a reboot, the jobs that run, what follows an answer."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timezone

from websockets.exceptions import ConnectionClosed

from .events import Watched, tell, violation

STEP = 0.05  # seconds between two steps of a job
FINAL = ("Installed", "Uploaded")  # asked again later, it is idle
SILENT = "slow"  # a file whose address holds this is fetched, or uploaded, in silence until the charger is asked how far it is


def now():
    return datetime.now(timezone.utc).isoformat()


def check_date(text):
    try:
        # In UTC, as all that a Csms sends must be readable.
        datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)
    except ValueError:
        violation(f"{text!r} is no date")


@dataclass
class Memory:
    """What a reboot does not take away."""

    firmware: str = "1.0.0"
    reason: str = "PowerUp"
    # The update whose end is still to be told: its requestId, or True where it has none.
    installed: object = None
    # Transactions that go on after a reboot.
    transactions: dict = field(default_factory=dict)
    profiles: dict = field(default_factory=dict)
    settings: dict = field(default_factory=dict)


class Machine:
    """Stands before the library's ChargePoint."""

    def __init__(self, identity, socket, memory):
        super().__init__(identity, Watched(socket))
        self.socket = socket
        self.memory = memory
        self.jobs = {}
        self.status = {}
        self.started = asyncio.Event()
        self.asked = asyncio.Event()

    async def say(self, message):
        return await self.call(message, suppress=False)

    def follow(self, steps):
        """Does what follows an answer, shortly after it; whatever goes wrong is a finding."""

        async def run():
            try:
                await asyncio.sleep(STEP)
                await steps
            except ConnectionClosed:
                pass
            except Exception as error:
                violation(f"{type(error).__name__}: {error}")

        return asyncio.create_task(run())

    def begin(self, kind, request, steps):
        """Begins a job, in place of one of its kind that runs; says whether there was one."""
        before = self.jobs.get(kind)
        replaces = before is not None and not before[1].done()
        if replaces:
            before[1].cancel()
        self.jobs[kind] = (request, self.follow(steps))
        return replaces

    async def report(self, kind, request, *statuses):
        for status in statuses:
            await asyncio.sleep(STEP)
            self.status[kind] = (status, request)
            await self.tell_status(kind)
            if status in FINAL:
                del self.status[kind]

    async def until_asked(self, location):
        if SILENT in location:
            self.asked.clear()
            await self.asked.wait()

    async def go_down_updated(self, request, reason):
        """With the next firmware, whose end is told after the boot."""
        major = int(self.memory.firmware.partition(".")[0])
        self.memory.firmware = f"{major + 1}.0.0"
        self.memory.installed = request
        await self.go_down(reason)

    async def go_down(self, reason):
        # A machine that is starting does not restart before it has started.
        await self.started.wait()
        self.memory.reason = reason
        await self.socket.close()

    async def live(self):
        """Boots, and answers until the socket ends."""
        listening, starting = asyncio.create_task(self.start()), asyncio.create_task(self.begin_life())
        try:
            await asyncio.wait({listening, starting}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                # Tells what went wrong there.
                await starting
            await listening
        finally:
            starting.cancel()

    async def begin_life(self):
        answer = await self.boot()
        tell("booted", status=answer.status, firmwareVersion=self.memory.firmware)
        await self.after_boot()
        self.started.set()
