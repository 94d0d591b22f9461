"""Modules that every generated package gets a copy of: they import pydantic and each other, nothing of eventpact."""
