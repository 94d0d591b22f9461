"""Files → Contract → verdicts. ``load(read, entry)`` is the way in; ``Oracle(contract)`` judges payloads."""

from eventpact.contract.model import Contract, load
from eventpact.contract.oracle import Oracle
from eventpact.contract.verdict import Fault, Judgement, Verdict

__all__ = ["Contract", "Fault", "Judgement", "Oracle", "Verdict", "load"]
