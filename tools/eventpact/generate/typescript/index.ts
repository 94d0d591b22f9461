import { checkBatch, checkEvent, explainBatch, explainEvent } from "./checks.js";
import { InvalidBatch } from "./runtime.js";
import type { Check, Explain, Fault, Result } from "./runtime.js";
import type * as types from "./types.js";

export { InvalidBatch } from "./runtime.js";
export type { Fault, Result } from "./runtime.js";
export type * from "./types.js";

// Declared here, so that neither a browser's types nor Node's are needed.
declare const TextDecoder: new (label: "utf-8", options: { fatal: true; ignoreBOM: true }) => {
  decode(bytes: Uint8Array): string;
};

const tooDeep: Fault = { pointer: "", message: "it is nested too deep" };

/** Whether a value is an event that the contract accepts. */
export function isEvent(value: unknown): value is types.EVENT {
  return holds(checkEvent, value);
}

/** Whether a value is a request body that the contract accepts. */
export function isBatch(value: unknown): value is types.BATCH {
  return holds(checkBatch, value);
}

/** An event; or what the contract has against it. */
export function validateEvent(value: unknown): Result<types.EVENT> {
  return isEvent(value) ? { ok: true, value } : { ok: false, faults: faults(explainEvent, value) };
}

/** A request body; or what the contract has against it. */
export function validateBatch(value: unknown): Result<types.BATCH> {
  return isBatch(value) ? { ok: true, value } : { ok: false, faults: faults(explainBatch, value) };
}

/** The event in a text, or in bytes that are UTF-8; or what the contract has against it. */
export function parseEvent(text: string | Uint8Array): Result<types.EVENT> {
  const parsed = parse(text);
  return parsed.ok ? validateEvent(parsed.value) : parsed;
}

/** The request body in a text, or in bytes that are UTF-8; or what the contract has against it. */
export function parseBatch(text: string | Uint8Array): Result<types.BATCH> {
  const parsed = parse(text);
  return parsed.ok ? validateBatch(parsed.value) : parsed;
}

/**
 * A request body as JSON that the contract accepts. Optional properties that are undefined are left out.
 *
 * Throws InvalidBatch where the contract does not accept it, or where JSON cannot hold it (NaN, a bigint, a circle).
 */
export function dumpBatch(batch: types.BATCH): string {
  const written = write(batch);
  const result = written.ok ? parseBatch(written.value) : written;
  if (!written.ok || !result.ok) throw new InvalidBatch(result.ok ? [] : result.faults);
  return written.value;
}

function holds(check: Check, value: unknown): boolean {
  try {
    return check(value);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function faults(explain: Explain, value: unknown): readonly Fault[] {
  const found: Fault[] = [];
  try {
    explain(value, "", found);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [tooDeep];
  }
  const distinct = new Map(found.map((fault) => [`${fault.pointer} ${fault.message}`, fault]));
  return found.length > 0 ? [...distinct.values()] : [{ pointer: "", message: "it is not what the contract asks for" }];
}

function parse(text: string | Uint8Array): Result<unknown> {
  try {
    const decoded = typeof text === "string" ? text : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text);
    return { ok: true, value: JSON.parse(decoded) };
  } catch (error) {
    return failed(error, error instanceof TypeError ? "it is not UTF-8" : "it is not JSON");
  }
}

function write(value: unknown): Result<string> {
  try {
    const text = JSON.stringify(value, refuse) as string | undefined;
    return text === undefined ? failed(new TypeError(), "there is nothing to write") : { ok: true, value: text };
  } catch (error) {
    return failed(error, "JSON cannot hold it");
  }
}

function failed(error: unknown, what: string): Result<never> {
  const reason = error instanceof Error && error.message !== "" ? `${what}: ${error.message}` : what;
  return { ok: false, faults: [error instanceof RangeError ? tooDeep : { pointer: "", message: reason }] };
}

/** Throws for a value that JSON.stringify would leave out, or write as null, in silence. */
function refuse(this: unknown, key: string, value: unknown): unknown {
  const lost = value === undefined ? Array.isArray(this) : typeof value === "function" || typeof value === "symbol";
  if (lost || (typeof value === "number" && !Number.isFinite(value))) {
    throw new TypeError(`${String(value)} at ${JSON.stringify(key)}`);
  }
  return value;
}
