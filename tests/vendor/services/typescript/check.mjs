// The service's own tests.
import assert from "node:assert";
import { dumpBatch, parseBatch } from "./dist/contract/index.js";

const data = { user_id: "p", timestamp: "2026-03-14T17:58:20Z", unique_id: "u" };
const batch = [{ event: "realtime-login", data }];
assert.deepEqual(parseBatch(dumpBatch(batch)), { ok: true, value: batch });
