"""Implementations under test, behind one interface: send a request, get an answer."""

from eventpact.targets.http import HttpTarget, Target, endpoint

__all__ = ["HttpTarget", "Target", "endpoint"]
