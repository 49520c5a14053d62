"""Chargers on the Python library `ocpp`, one for each version."""
