"""The oracle beside each generated artefact on the same payloads: what does one take that the other refuses?"""

from eventpact.agreement.compare import Comparison, Disagreement, compare
from eventpact.agreement.judges import Judge, judges_of

__all__ = ["Comparison", "Disagreement", "Judge", "compare", "judges_of"]
