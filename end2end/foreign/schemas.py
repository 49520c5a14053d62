"""The published OCPP schemas, which the Python library `ocpp` carries, by version and message."""

import json
from decimal import Decimal
from pathlib import Path

import ocpp

FOLDERS = {"1.6": "v16", "2.0.1": "v201", "2.1": "v21"}
ANSWER = ".conf"


def files(version):
    """Each message's file; answers end with `.conf`."""
    if version not in FOLDERS:
        raise LookupError(f"there is no OCPP {version} here")
    found = {}
    for path in (Path(ocpp.__file__).parent / FOLDERS[version] / "schemas").glob("*.json"):
        action = path.stem.removesuffix("Request")
        if action.endswith("Response"):
            action = action.removesuffix("Response") + ANSWER
        found[action] = path
    return found


def schema_of(version, name):
    """With numbers as decimals, since a limit of 21.4 must count as a multiple of 0.1."""
    path = files(version).get(name)
    if path is None:
        raise LookupError(f"OCPP {version} has no message {name}")
    return json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)


def actions(version):
    """Every request of this version."""
    return sorted(name for name in files(version) if not name.endswith(ANSWER))
