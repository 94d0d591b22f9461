"""A small sender and receiver as ``mypy --strict`` sees them: with what is right, and marked, what is wrong."""

from datetime import UTC, datetime

from player_events import CasinoData, CasinoEvent, Event, Fault, LoginEvent, dump_batch, parse_batch, parse_events


def bet(player: str, amount: float) -> CasinoEvent:
    data = CasinoData(
        user_id=player, timestamp=datetime.now(UTC), unique_id="b-1", game_id="g", round_id="r", type="bet",
        amount=amount, currency="EUR", bonus_wager_amount=0, entry_timestamp=None,
    )  # fmt: skip
    data.process_timestamp = data.timestamp
    del data.process_timestamp
    return CasinoEvent(event="realtime-casino", data=data)


def players(body: bytes) -> list[str]:
    events: list[Event] = parse_batch(body)
    return [event.data.user_id for event in events if not isinstance(event, LoginEvent)]


def refused(body: bytes) -> list[tuple[int | None, str, str]]:
    good, faults = parse_events(body)
    dump_batch(good)
    worst: Fault | None = max(faults, key=str, default=None)
    return [(worst.index, worst.pointer, worst.reason)] if worst else []


CasinoEvent(event="realtime-login", data=bet("p", 1).data)  # type: ignore[arg-type]
CasinoData(user_id="p")  # type: ignore[call-arg]
bet("p", 1).data.amount = "1"  # type: ignore[assignment]
assert players(dump_batch([bet("p", 2.5)])) == ["p"]
