"""Checks payloads against the OCPP schemas that the Python library `ocpp` carries, for 1.6 with its security extension, 2.0.1 and 2.1.

Reads lines `VERSION<TAB>ACTION<TAB>JSON` (requests) and `VERSION<TAB>ACTION.conf<TAB>JSON` (answers) on standard input;
empty lines are skipped. Prints each finding with its line number on standard error and ends with 1 if there was any, with
2 if there was nothing to check, else with 0.
"""

import json
import re
import sys
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlsplit

from jsonschema import FormatChecker
from jsonschema.validators import validator_for
from schemas import schema_of

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def is_date_time(text):
    """RFC 3339 with an offset."""
    shape = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text)
    return bool(shape and datetime.fromisoformat(re.sub(r"\.\d+", "", text).replace("Z", "+00:00")))


@FORMATS.checks("uri", raises=ValueError)
def is_uri(text):
    parts = urlsplit(text)
    return bool(parts.scheme and parts.netloc) and not re.search(r'[\s\\"<>]', text)


validators = {}


def validator(version, name):
    if (version, name) not in validators:
        schema = schema_of(version, name)
        validators[version, name] = validator_for(schema)(schema, format_checker=FORMATS)
    return validators[version, name]


def findings(line):
    """What is wrong with one line, each a text."""
    version, name, payload = (line.split("\t", 2) + ["", ""])[:3]
    try:
        message = json.loads(payload, parse_float=Decimal)
        errors = validator(version, name).iter_errors(message)
    except (LookupError, ValueError) as error:
        return [f"{version} {name}: {error}"]
    return [
        f"{version} {name} at {'/'.join(map(str, error.absolute_path)) or '/'}: {error.message}" for error in errors
    ]


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
