"""Vendoring: generated artefacts copied into other repositories, with a lock, and kept up to date there."""

from eventpact.vendor.additions import Refused, Wanted, add, remove
from eventpact.vendor.artefacts import KINDS
from eventpact.vendor.lock import Entry, Lock, read_lock
from eventpact.vendor.transaction import alone, recover
from eventpact.vendor.updates import Update, apply, difference, plan_update

__all__ = [
    "KINDS",
    "Entry",
    "Lock",
    "Refused",
    "Update",
    "Wanted",
    "add",
    "alone",
    "apply",
    "difference",
    "plan_update",
    "read_lock",
    "recover",
    "remove",
]
