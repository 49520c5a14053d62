"""What a charger tells the test, and the socket that tells what goes over it."""

import json

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
