"""One measured figure beside the bound that it must keep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured by *name*: a *value* in *unit*, and the bounds to keep (None: there is none)."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the value is within its bounds."""
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )

    def __str__(self) -> str:
        bounds = [f"≥ {self.at_least:,g}"] if self.at_least is not None else []
        bounds += [f"≤ {self.at_most:,g}"] if self.at_most is not None else []
        told = f" ({', '.join(bounds)})" if bounds else ""
        return f"{self.name:58} {self.value:12,.2f} {self.unit:12}{told}{'' if self.kept else '  MISSED'}"


def told(figures: list[Figure]) -> int:
    """Prints *figures*; 1 when one of them is out of bounds, else 0."""
    print("\n".join(map(str, figures)))
    return int(not all(figure.kept for figure in figures))
