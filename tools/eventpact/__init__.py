"""eventpact: contract, code generation and contract tests from one JSON Schema of events."""

from importlib.metadata import version

__version__ = version("eventpact")
