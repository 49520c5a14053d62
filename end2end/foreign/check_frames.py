"""Checks payloads against the OCPP 1.6 schemas that the Python library `ocpp` carries.

Reads lines `ACTION<TAB>JSON` (requests) and `ACTION.conf<TAB>JSON` (answers) on standard input; empty lines are skipped.
Prints each finding with its line number on standard error and ends with 1 if there was any, with 2 if there was nothing
to check, else with 0.
"""

import json
import re
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import ocpp.v16
from jsonschema import Draft4Validator, FormatChecker

FORMATS = FormatChecker(formats=())
SCHEMAS = Path(ocpp.v16.__file__).parent / "schemas"


@FORMATS.checks("date-time", raises=ValueError)
def is_date_time(text):
    """RFC 3339 with an offset."""
    shape = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text)
    return bool(shape and datetime.fromisoformat(re.sub(r"\.\d+", "", text).replace("Z", "+00:00")))


@FORMATS.checks("uri", raises=ValueError)
def is_uri(text):
    parts = urlsplit(text)
    return bool(parts.scheme and parts.netloc) and not re.search(r'[\s\\"<>]', text)


def validator(name):
    action, answer, rest = name.partition(".conf")
    path = SCHEMAS / f"{action}{'Response' if answer else ''}.json"
    if rest or not action.isalnum() or not path.is_file():
        raise LookupError(f"OCPP 1.6 has no message {name}")
    # As decimals, since a limit of 21.4 must count as a multiple of 0.1.
    schema = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    return Draft4Validator(schema, format_checker=FORMATS)


def findings(line):
    """What is wrong with one line, each a text."""
    name, tab, payload = line.partition("\t")
    if not tab:
        return ["there is no tab"]
    try:
        message = json.loads(payload, parse_float=Decimal)
        errors = validator(name).iter_errors(message)
    except (LookupError, ValueError) as error:
        return [str(error)]
    return [f"{name} at {'/'.join(map(str, error.absolute_path)) or '/'}: {error.message}" for error in errors]


def main():
    checked = failed = 0
    for number, line in enumerate(sys.stdin, start=1):
        line = line.rstrip("\r\n")
        if not line:
            continue
        checked += 1
        found = findings(line)
        failed += bool(found)
        for text in found:
            print(f"line {number}: {text}", file=sys.stderr)
    print(f"{checked} payloads checked, {failed} failed")
    if checked == 0:
        return 2
    return 1 if failed else 0


sys.exit(main())
