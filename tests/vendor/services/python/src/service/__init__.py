"""A service that receives player events with vendored models."""
