"""The types of the models: as close to JSON Schema as msgspec's decoder comes without a callback."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeAlias

from msgspec import Meta

Number: TypeAlias = int | float
"""A JSON number: no string, no boolean, neither NaN nor infinity; integers of any size stay exact."""

Integer: TypeAlias = int
"""A JSON number without a fraction: 2.0 is one, and comes as 2."""

Bool: TypeAlias = bool
"""true or false."""

DateTime: TypeAlias = Annotated[datetime, Meta(tz=True)]
"""An RFC 3339 date-time with its offset, as an aware datetime, rounded to microseconds."""

Date: TypeAlias = date
"""An RFC 3339 full-date."""

Uuid: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")]
"""A UUID in its form of RFC 9562, with hyphens, as it was written."""
