"""Plan → target → progress: sends every case, judges each answer, cuts refused batches down."""

from eventpact.runner.run import Settings, run
from eventpact.runner.smoke import smoke

__all__ = ["Settings", "run", "smoke"]
