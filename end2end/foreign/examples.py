"""Makes valid requests out of the published OCPP schemas.

Called with a version, it prints for each of its requests lines `ACTION<TAB>JSON`: one with the required fields only and
the shortest values, then such with every field and the longest values, so many that each word of each enumeration is in one.
"""

import json
import sys
from decimal import Decimal

from schemas import actions, schema_of

AT = "2026-11-26T10:00:00.000Z"
URI = "https://charger.example/file"
LONGEST = 12_000  # characters of a text that has no bound of its own that is shorter
BOUND = 255  # characters where the schema has none at all


class Example:
    def __init__(self, schema, nth, full):
        self.definitions = schema.get("definitions", {})
        self.nth = nth
        self.full = full

    def of(self, schema):
        if "$ref" in schema:
            return self.of(self.definitions[schema["$ref"].rpartition("/")[2]])
        if "enum" in schema:
            return schema["enum"][self.nth % len(schema["enum"])]
        match schema.get("type"):
            case "object" | None:
                return self.object(schema)
            case "array":
                count = max(schema.get("minItems", 0), 1)
                if self.full:
                    count = min(count + 1, schema.get("maxItems", count + 1))
                return [self.of(schema["items"]) for _ in range(count)]
            case "string":
                return self.text(schema)
            case "integer":
                return int(self.number(schema, 1))
            case "number":
                return self.number(schema, 1.5)
            case "boolean":
                return self.full
            case other:
                raise ValueError(f"a schema of type {other}")

    def object(self, schema):
        wanted = schema.get("properties", {})
        if not self.full:
            wanted = {name: wanted[name] for name in schema.get("required", [])}
        return {name: self.of(field) for name, field in wanted.items()}

    def text(self, schema):
        if schema.get("format") == "date-time":
            return AT
        if schema.get("format") == "uri":
            return URI
        if not self.full:
            return "x" * schema.get("minLength", 1)
        return "x" * min(schema.get("maxLength", BOUND), LONGEST)

    def number(self, schema, usual):
        if self.full:
            return schema.get("maximum", usual)
        return schema.get("minimum", usual)


def longest_enumeration(schema):
    if isinstance(schema, dict):
        own = len(schema["enum"]) if isinstance(schema.get("enum"), list) else 1
        return max([own, *map(longest_enumeration, schema.values())])
    if isinstance(schema, list):
        return max(map(longest_enumeration, schema), default=1)
    return 1


def plain(number):
    """A decimal of a schema's bound as JSON has it."""
    if isinstance(number, Decimal):
        return float(number)
    raise TypeError(f"{number!r} is no JSON")


for action in actions(sys.argv[1]):
    schema = schema_of(sys.argv[1], action)
    examples = [Example(schema, 0, False).of(schema)]
    examples += [Example(schema, nth, True).of(schema) for nth in range(longest_enumeration(schema))]
    for example in examples:
        print(action, json.dumps(example, default=plain), sep="\t")
