"""The random phase of a run: time-boxed, seeded, shrinking; it goes on after what it finds."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import AsyncGenerator, Iterator, Sequence
from concurrent.futures import CancelledError as FutureCancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from hypothesis import configuration
from hypothesis.database import ExampleDatabase

from eventpact.cases import Case, Composer
from eventpact.cases.random import RandomEvents
from eventpact.contract import Oracle
from eventpact.exchange import Answer
from eventpact.findings import Symptom
from eventpact.runner.random.cases import RandomCases
from eventpact.runner.random.causes import Causes
from eventpact.runner.random.hunt import Failed, Judged, Over
from eventpact.runner.random.search import Budget, Link, Search
from eventpact.targets import Target

Exchange = tuple[Case, Answer]


@dataclass(frozen=True)
class RandomSettings:
    """How the random phase is made: it ends after *seconds*; the same *seed* brings the same payloads, their ids aside,
    when the target answers alike. At most *workers* requests are under way at once. *writes*: whether events are sent
    that a sound receiver records. *database* keeps failing examples (:func:`open_database`); *known* are symptoms that
    need not be found again."""

    seconds: float = 5.0
    seed: int = 0
    workers: int = 8
    writes: bool = True
    database: ExampleDatabase | None = None
    known: Sequence[Symptom] = field(default=())


async def random_phase(
    composer: Composer, oracle: Oracle, target: Target, judged: Judged, settings: RandomSettings
) -> AsyncGenerator[Exchange, None]:
    """Every exchange with *target*, as it comes in. *judged* says what is wrong with one.

    Most are steps of the search: count them, but judge only those for which :func:`is_minimal` is true. There is one
    for each cause, shrunk, in which *judged* finds a symptom; what was seen and did not come again is among them.
    Closing the generator ends the search at once; so does a target that can't be reached any more.
    """
    line = _Line(target, settings.workers)
    arguments = (line, composer, oracle, judged, settings)
    thread = threading.Thread(target=_follow, args=arguments, name="eventpact-random", daemon=True)
    thread.start()
    try:
        while (exchange := await line.queue.get()) is not None:
            yield exchange
            line.queue.task_done()
    finally:
        line.close()
        await line.ended.wait()
        thread.join()
    if line.error is not None:
        raise line.error


def _follow(line: _Line, composer: Composer, oracle: Oracle, judged: Judged, settings: RandomSettings) -> None:
    """In the thread: search, and say when it is over."""
    try:
        with _home_elsewhere():
            events = RandomEvents(composer, oracle)
            causes = Causes()
            causes.know(settings.known, events.marks_of_states())
            Search(
                events,
                RandomCases(composer, oracle, writes=settings.writes),
                Link(line.ask, line.say, line.check, judged),
                Budget(settings.seconds, settings.seed, settings.writes),
                causes=causes,
                database=settings.database,
            ).run()
    except Over:
        pass
    except Failed as failed:
        line.error = failed.__cause__
    except BaseException as error:
        line.error = line.error or error
    finally:
        line.end()


class _Line:
    """Between the thread that searches and the loop that sends."""

    def __init__(self, target: Target, workers: int) -> None:
        self.queue: asyncio.Queue[Exchange | None] = asyncio.Queue()
        self.ended = asyncio.Event()
        self.error: BaseException | None = None
        self._target = target
        self._loop = asyncio.get_running_loop()
        self._room = asyncio.Semaphore(workers)
        self._closed = False
        self._under_way: set[asyncio.Task[object] | None] = set()

    # -- called in the thread

    def ask(self, cases: Sequence[Case]) -> list[Answer]:
        """The answers to *cases*, which are sent side by side. Raises Over when the search is to end."""
        self.check()
        sending = self._exchanges(cases)
        try:
            answers = asyncio.run_coroutine_threadsafe(sending, self._loop).result()
        except FutureCancelledError:
            raise Over from None
        except RuntimeError as error:  # the loop is gone
            sending.close()
            raise Over from error
        except Exception as error:
            self.error = error
            raise Over from error
        if any(answer.unreachable for answer in answers):
            raise Over
        return answers

    def say(self, case: Case, answer: Answer) -> None:
        """Hand on an exchange that was made before."""
        with suppress(RuntimeError):  # the loop is gone, and nobody listens
            self._loop.call_soon_threadsafe(self.queue.put_nowait, (case, answer))

    def check(self) -> None:
        """Raises Over when nobody waits for more."""
        if self._closed:
            raise Over

    def end(self) -> None:
        """Say that nothing more will come."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._at_the_end)

    # -- called in the loop

    def _at_the_end(self) -> None:
        self.queue.put_nowait(None)
        self.ended.set()

    async def _exchanges(self, cases: Sequence[Case]) -> list[Answer]:
        if self._closed:
            raise asyncio.CancelledError
        task = asyncio.current_task()
        self._under_way.add(task)
        try:
            await self.queue.join()  # whoever follows the phase may take as long as it likes
            answers = await asyncio.gather(*(self._sent(case) for case in cases))
        finally:
            self._under_way.discard(task)
        for exchange in zip(cases, answers, strict=True):
            self.queue.put_nowait(exchange)
        return answers

    async def _sent(self, case: Case) -> Answer:
        async with self._room:
            return await self._target.send(case.request)

    def close(self) -> None:
        """End what is under way; *ask* raises Over from now on."""
        self._closed = True
        for task in self._under_way:
            if task is not None:
                task.cancel()


@contextmanager
def _home_elsewhere() -> Iterator[None]:
    """Hypothesis keeps caches in a folder ``.hypothesis`` where a command happens to be run: not here."""
    before = getattr(configuration, "__hypothesis_home_directory", None)
    with tempfile.TemporaryDirectory(prefix="eventpact-", ignore_cleanup_errors=True) as folder:
        configuration.set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(before)
