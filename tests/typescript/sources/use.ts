// What a sender writes: this file has to compile, and prints what became of it.
import { dumpBatch, InvalidBatch, isEvent, parseBatch, validateBatch, validateEvent } from "./index.js";
import type { Batch, CasinoData, CasinoEvent, Event, Fault, Result, SportsBetEvent } from "./index.js";

declare const console: { log(text: string): void };

const data: CasinoData = {
  user_id: "p",
  timestamp: "2026-03-14T18:22:07.412Z",
  unique_id: "u",
  game_id: "g",
  round_id: "r",
  type: "bet",
  amount: 2.5,
  currency: "EUR",
  bonus_wager_amount: 0,
  entry_timestamp: null,
};
const casino: CasinoEvent = { event: "realtime-casino", data };
const more = { ...casino, trace: "an unknown field" };
const batch: Batch = [casino, more];

function amountOf(event: Event): number | undefined {
  switch (event.event) {
    case "realtime-casino":
      return event.data.amount;
    case "realtime-sports-bet":
      return event.data.bets?.reduce((sum, bet) => sum + bet.odds, 0);
    default:
      return undefined;
  }
}

function first(result: Result<Batch>): string {
  return result.ok ? String(result.value.map(amountOf)) : result.faults.map((f: Fault) => f.pointer).join();
}

function refused(write: () => string): string {
  try {
    return `written: ${write()}`;
  } catch (error) {
    if (!(error instanceof InvalidBatch)) throw error;
    return error.faults.map((fault) => `${fault.pointer}: ${fault.message}`).join("; ");
  }
}

const unknown: unknown = JSON.parse(JSON.stringify(more));
const narrowed: Event | undefined = isEvent(unknown) ? unknown : undefined;
const circle: { [name: string]: unknown } = { ...casino };
circle["self"] = circle;
class Later implements CasinoEvent {
  readonly event = "realtime-casino";
  readonly data = data;
}
const inherited: unknown = Object.create(casino);

const answers: Record<string, unknown> = {
  dumped: JSON.parse(dumpBatch(batch)),
  empty: dumpBatch([]),
  undefinedLeftOut: dumpBatch([JSON.parse(JSON.stringify(casino)), { ...casino, later: undefined } as CasinoEvent]),
  parsed: first(parseBatch(dumpBatch(batch))),
  bytes: first(parseBatch(Uint8Array.from([0x5b, 0x5d]))),
  notUtf8: first(parseBatch(Uint8Array.from([0x5b, 0x22, 0xff, 0x22, 0x5d]))),
  notJson: parseBatch("[1,]").ok,
  narrowed: narrowed?.event,
  instance: validateEvent(new Later()).ok,
  inherited: validateEvent(inherited).ok,
  kept: validateEvent(unknown).ok && "trace" in (unknown as object),
  nan: refused(() => dumpBatch([{ ...casino, data: { ...data, amount: Number.NaN } }])),
  nanInUnknown: refused(() => dumpBatch([{ ...casino, extra: [Number.POSITIVE_INFINITY] } as CasinoEvent])),
  wrong: refused(() => dumpBatch([casino, { ...casino, data: { ...data, timestamp: "yesterday" } }])),
  missing: refused(() => dumpBatch([{ ...casino, data: { ...data, amount: undefined } } as unknown as Event])),
  hole: refused(() => dumpBatch([undefined as unknown as Event])),
  nothing: refused(() => dumpBatch(undefined as unknown as Batch)),
  bigint: refused(() => dumpBatch([{ ...casino, extra: 1n } as CasinoEvent])),
  method: refused(() => dumpBatch([{ ...casino, extra: () => 1 } as CasinoEvent])),
  circle: refused(() => dumpBatch([circle as unknown as CasinoEvent])),
  date: refused(() => dumpBatch([{ ...casino, data: { ...data, timestamp: new Date(0) as unknown as string } }])),
  faults: first(validateBatch([{ event: "realtime-casino", data: { ...data, amount: "1", type: "BET" } }, 5])),
};
const settled: SportsBetEvent["data"]["bets"] = null;
console.log(JSON.stringify({ ...answers, settled }));
