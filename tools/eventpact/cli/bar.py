"""How far a run is, on stderr: a bar in a terminal, one line elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from eventpact.progress import Found, Planned, Sent
from eventpact.progress import Progress as Event


class Bar:
    """Shows the events of one run; gone when the run has ended."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, markup=False)
        columns = (
            TextColumn("{task.description:12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[found]}"),
        )
        disabled = not self._console.is_terminal
        self._progress = Progress(*columns, console=self._console, transient=True, disable=disabled)
        self._task = TaskID(0)
        self._found = 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, event: Event) -> None:
        """Move on by one event."""
        if isinstance(event, Planned):
            parts = ", ".join(f"{count:,} {phase}" for phase, count in event.cases.items())
            self._console.print(f"{sum(event.cases.values()):,} cases: {parts}", soft_wrap=True)
            self._task = self._progress.add_task("", total=sum(event.cases.values()), found="")
        elif isinstance(event, Sent):
            self._progress.update(self._task, advance=1, description=event.phase)
        elif isinstance(event, Found):
            self._found += 1
            self._progress.update(self._task, found=f"{self._found} went wrong")
