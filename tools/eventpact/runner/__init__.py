"""Plan → target → progress: sends every case, judges each answer, cuts refused batches down."""

from eventpact.runner.run import run
from eventpact.runner.settings import Effort, Exchange, Hooks, Limits, Pace, Settings, Source
from eventpact.runner.smoke import smoke

__all__ = [
    "Effort",
    "Exchange",
    "Hooks",
    "Limits",
    "Pace",
    "Settings",
    "Source",
    "run",
    "smoke",
]
