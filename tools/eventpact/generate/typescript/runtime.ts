/** What is wrong at one place: a JSON Pointer (RFC 6901) into the value, and why. */
export interface Fault {
  readonly pointer: string;
  readonly message: string;
}

/** The value, of the type that was asked for; or what keeps it from being of that type: at least one fault. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Thrown instead of writing what the contract does not accept. */
export class InvalidBatch extends Error {
  override readonly name = "InvalidBatch";
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.slice(0, 20).map((fault) => `${fault.pointer || "(the batch)"}: ${fault.message}`).join("\n"));
    this.faults = faults;
  }
}

export type Members = Readonly<Record<string, unknown>>;
export type Check = (value: unknown) => boolean;
/** Adds to `out` what is wrong with the value at the pointer `at`; nothing where all is right. */
export type Explain = (value: unknown, at: string, out: Fault[]) => void;

/** A condition as it is: the compiler draws no conclusions from it. */
export function holds(condition: boolean): boolean {
  return condition;
}

/** What a schema that is true says of any value. */
export function isAnything(_value: unknown): boolean {
  return true;
}

/** What a schema that is false says of any value. */
export function isNothing(_value: unknown): boolean {
  return false;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object's own property; undefined where there is none, whatever is inherited. */
export function own(object: Members, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The names of an object's properties; one that is undefined counts as absent, as in JSON.stringify. */
export function keys(object: Members): string[] {
  return Object.keys(object).filter((name) => object[name] !== undefined);
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100;
}

function lastDay(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function startsWithDate(text: string): boolean {
  const century = twoDigits(text, 0);
  const years = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century > 99 || years > 99 || month < 1 || month > 12 || day < 1) return false;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return false;
  return day <= lastDay(century * 100 + years, month);
}

/** RFC 3339 full-date. */
export function isDate(text: string): boolean {
  return text.length === 10 && startsWithDate(text);
}

/** RFC 3339 date-time; a leap second (:60), year 0000 and -00:00 are taken, as its grammar has them. */
export function isDateTime(text: string): boolean {
  if (text.length < 20 || !startsWithDate(text) || (text.charCodeAt(10) | 32) !== 116) return false;
  if (twoDigits(text, 11) > 23 || twoDigits(text, 14) > 59 || twoDigits(text, 17) > 60) return false;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return false;
  let at = 19;
  if (text.charCodeAt(at) === 46) {
    do at += 1;
    while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57);
    if (at === 20) return false;
  }
  const sign = text.charCodeAt(at);
  if ((sign | 32) === 122) return text.length === at + 1;
  if ((sign !== 43 && sign !== 45) || text.length !== at + 6 || text.charCodeAt(at + 3) !== 58) return false;
  return twoDigits(text, at + 1) <= 23 && twoDigits(text, at + 4) <= 59;
}

const uuid = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** RFC 9562: 8-4-4-4-12 hexadecimal digits in either case. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Whether a text has at least that many code points. */
export function isLong(text: string, least: number): boolean {
  return text.length >= least && (text.length >= 2 * least || codePoints(text) >= least);
}

/** Whether a text has at most that many code points. */
export function isShort(text: string, most: number): boolean {
  return text.length <= most || (text.length <= 2 * most && codePoints(text) <= most);
}

/** A number as an integer times a power of ten, as its shortest decimal form says. */
function decimal(value: number): [bigint, number] {
  const [digits = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = digits.split(".");
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
}

/** Whether a number is a multiple of another: exact, in decimal. */
export function isMultiple(value: number, of: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(of)) return value % of === 0;
  const [a, p] = decimal(value);
  const [b, q] = decimal(of);
  const least = Math.min(p, q);
  return (a * 10n ** BigInt(p - least)) % (b * 10n ** BigInt(q - least)) === 0n;
}

/** A text that equal JSON values share and others do not: keys sorted, 1.0 as 1, -0 as 0. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "";
  const members = keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join()}}`;
}

/** Equality of JSON values. */
export function same(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === "object" && typeof other === "object" && canonical(one) === canonical(other));
}

/** Whether no two items are the same JSON value. */
export function areUnique(items: readonly unknown[]): boolean {
  return new Set(items.map(canonical)).size === items.length;
}

/** How many of the values pass a check. */
export function count(values: readonly unknown[], check: Check): number {
  return values.reduce<number>((sum, value) => sum + Number(check(value)), 0);
}

/** The pointer of a member or an item of the value at `at`. */
export function below(at: string, token: string | number): string {
  return `${at}/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function excerpt(text: string): string {
  const points = Array.from(text.slice(0, 121));
  const shown = JSON.stringify(points.length > 60 ? `${points.slice(0, 60).join("")}…` : text);
  return shown.replace(/[^ -~\u00a1-\u00ac\u00ae-\u02ff…]/gu, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`);
}

function got(value: unknown): string {
  if (typeof value === "string") return `the string ${excerpt(value)}`;
  if (typeof value === "number") return `the number ${value}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isObject(value)) return "an object";
  return value === null || typeof value === "boolean" ? String(value) : typeof value;
}

/** The explanation of a schema that is true. */
export const nothingWrong: Explain = () => {};

/** Something else came than what was expected. */
export function wrong(at: string, expected: string, value: unknown): Fault {
  return { pointer: at, message: `expected ${expected}, got ${got(value)}` };
}

/** A required property is missing from the object at `at`. */
export function missing(at: string, name: string): Fault {
  return { pointer: at, message: `${excerpt(name)} is missing` };
}

/** The object at `at` has properties that are not allowed: one fault for all of them, none where there are none. */
export function unexpectedIn(names: readonly string[], at: string, out: Fault[]): void {
  if (names.length === 0) return;
  out.push({ pointer: at, message: `not allowed here: ${names.slice(0, 12).map(excerpt).join(", ")}` });
}

/** The faults of the alternative that comes nearest among those that fit; one fault where none fits. */
export function nearest(
  alternatives: readonly (readonly [fits: boolean, explain: Explain])[],
  value: unknown,
  at: string,
  out: Fault[],
  expected: string,
): void {
  let best: Fault[] | undefined;
  for (const [fits, explain] of alternatives) {
    const found: Fault[] = [];
    if (fits) explain(value, at, found);
    if (found.length > 0 && (best === undefined || found.length < best.length)) best = found;
  }
  for (const fault of best ?? [wrong(at, expected, value)]) out.push(fault);
}
