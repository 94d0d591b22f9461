// What a team writes around the vendored models: the answer to one request.
import { validateBatch, type Batch, type Fault } from "./contract/index.js";

declare const TextDecoder: new (label: "utf-8", options: { fatal: true; ignoreBOM: true }) => {
  decode(bytes: Uint8Array): string;
};

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const path = "/api/v1/integrations/fasttrack/bulk";
const recorded: Batch[] = [];

/** The status of an answer, and what to say where a request is refused. */
export type Answer = { readonly status: number; readonly detail?: string; readonly errors?: readonly Fault[] };

/** The answer to a request whose body need not be read; undefined where it has to be. */
export function head(method: string, url: string, headers: Headers, key: string): Answer | undefined {
  if (url.split("?")[0] !== path) return { status: 404, detail: "There is nothing here." };
  if (method !== "POST") return { status: 405, detail: "Use POST." };
  if (headers["x-api-key"] !== key) return { status: 403, detail: "The key is missing or wrong." };
  const mediaType = String(headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  const plain = mediaType === "application/json" && !("content-encoding" in headers);
  return plain ? undefined : { status: 415, detail: "Send application/json." };
}

/** The answer to a body. */
export function receive(body: Uint8Array): Answer {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch (error) {
    return { status: 400, detail: `The body is not JSON: ${String(error)}` };
  }
  const batch = validateBatch(value);
  if (!batch.ok) return { status: 422, detail: "The batch is invalid.", errors: batch.faults.slice(0, 50) };
  if (batch.value.length > 10_000) return { status: 413, detail: "The batch has too many events." };
  recorded.push(batch.value);
  return { status: 204 };
}
