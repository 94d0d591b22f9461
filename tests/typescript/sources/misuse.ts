// What the types must refuse: every line below an expectation is an error, or tsc says that the expectation is unused.
import { dumpBatch, isBatch, validateEvent } from "./index.js";
import type { Batch, Bet, CasinoData, CasinoEvent, Event, GameRoundData, PaymentEvent } from "./index.js";

declare const data: CasinoData;
declare const payment: PaymentEvent;
declare const anything: unknown;

// @ts-expect-error a required property is missing
export const missing: CasinoEvent = { event: "realtime-casino" };
// @ts-expect-error the tag is that of another variant
export const tag: CasinoEvent = { event: "realtime-payment", data };
// @ts-expect-error the data is that of another variant
export const other: Event = { event: "realtime-payment", data };
// @ts-expect-error no member of the enumeration
export const member: CasinoData["type"] = "BET";
// @ts-expect-error a number is no string
export const text: CasinoData = { ...data, user_id: 1 };
// @ts-expect-error null where it is not allowed
export const nullable: CasinoData = { ...data, user_id: null };
// @ts-expect-error optional, yet not nullable
export const optional: GameRoundData["total_bet_base"] = null;
// @ts-expect-error optional is absent, not undefined
export const absent: Pick<GameRoundData, "total_bet_base"> = { total_bet_base: undefined };
// @ts-expect-error an array may not be undefined inside
export const hole: Batch = [undefined];
// @ts-expect-error a batch is an array
dumpBatch(payment);
// @ts-expect-error what is not narrowed is not a batch
export const narrow: Batch = anything;
// @ts-expect-error a result has a value only where it is ok
export const value: Event = validateEvent(anything).value;
// @ts-expect-error a misspelt property of a literal
export const misspelt: Bet = { tournament_name: "t", sports_name: "s", odds: 1, is_life: true };
export const good: Batch | undefined = isBatch(anything) ? anything : undefined;
