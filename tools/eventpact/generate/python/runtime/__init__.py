"""Modules that every generated package gets a copy of, under a leading underscore: they import nothing of eventpact."""
