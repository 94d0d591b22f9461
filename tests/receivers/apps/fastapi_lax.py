"""A receiver as a team writes it with FastAPI on a Friday: plain pydantic models, FastAPI's own answers to everything.

Nothing in it is wrong on purpose; `tests/receivers/causes.py` says what is.
"""

from __future__ import annotations

import os
import socket
from datetime import datetime
from typing import Annotated, Any, Literal

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Response, Security
from fastapi.security import APIKeyHeader
from pydantic import BaseModel

PATH = "/api/v1/integrations/fasttrack/bulk"
KEY = os.environ["RECEIVER_KEY"]


class Base(BaseModel):
    user_id: str
    timestamp: datetime
    entry_timestamp: datetime | None = None
    process_timestamp: datetime | None = None


class CasinoData(Base):
    unique_id: str
    game_id: str
    round_id: str
    type: Literal["bet", "win", "loss", "rollbackbet", "rollbackwin"]
    amount: float
    currency: str
    bonus_wager_amount: float


class PaymentData(Base):
    payment_id: str
    type: str
    status: str
    amount: float
    currency: str
    base_amount: float | None = 0
    vendor_name: str


class RegistrationData(Base):
    unique_id: str
    username: str
    registration_date: datetime
    country: str
    currency: str
    gender: str | None
    consent_email: bool | None
    segmentation_isPromoBanned: bool | None = None


class GameRoundData(Base):
    unique_id: str
    game_id: str
    user_currency: str
    meta_reporting_currency: str | None = None
    bonus_bet_user: float
    total_bet_user: float
    total_bet_base: float | None = 0
    bonus_win_user: float
    total_win_user: float
    total_win_base: float | None = 0


class Bet(BaseModel):
    is_free_bet: bool | None = False
    is_risk_free_bet: bool | None = False
    is_live: bool | None = False
    tournament_name: str
    sports_name: str
    odds: float
    event_name: str | None = None
    market: str | None = None
    match_start: datetime | None = None
    outcomes: list[dict[str, Any]] | None = None
    meta: dict[str, Any] | None = None


class SportsBetData(Base):
    activity_id: str
    activity_id_reference: str
    amount: float
    bet_type: Literal["Single", "Multi", "System"]
    odds: float | None = None
    total_odds: float | None = None
    bets: list[Bet] | None = None
    bonus_wager_amount: float
    currency: str
    is_cashout: bool | None = False
    status: str
    type: str


class LoginData(Base):
    unique_id: str


class CasinoEvent(BaseModel):
    event: Literal["realtime-casino"]
    data: CasinoData


class PaymentEvent(BaseModel):
    event: Literal["realtime-payment"]
    data: PaymentData


class RegistrationEvent(BaseModel):
    event: Literal["realtime-registration"]
    data: RegistrationData


class GameRoundEvent(BaseModel):
    event: Literal["realtime-gameround"]
    data: GameRoundData


class SportsBetEvent(BaseModel):
    event: Literal["realtime-sports-bet"]
    data: SportsBetData


class LoginEvent(BaseModel):
    event: Literal["realtime-login"]
    data: LoginData


Event = CasinoEvent | PaymentEvent | RegistrationEvent | GameRoundEvent | SportsBetEvent | LoginEvent

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
recorded: list[Event] = []


def tenant(key: Annotated[str | None, Security(APIKeyHeader(name="x-api-key", auto_error=False))]) -> str:
    if key != KEY:
        raise HTTPException(401, "Invalid API key")
    return "casino"


@app.post(PATH)
async def bulk(events: list[Event], brand: Annotated[str, Depends(tenant)]) -> Response:
    recorded.extend(events)
    return Response(status_code=204)


def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"listening on {listener.getsockname()[1]}", flush=True)  # noqa: T201
    config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
