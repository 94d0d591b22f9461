"""The modules that every generated package brings along, as they stand here."""
