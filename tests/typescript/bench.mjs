// 1,000 mixed valid events from bytes to a verdict: ours beside ajv, in one run, each one's turn within each round.
// node bench.mjs PATH/index.js PATH/schema.json PATH/batch.json [rounds]
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [artefact, schemaFile, batchFile, rounds = "400"] = process.argv.slice(2);
const { isBatch } = await import(pathToFileURL(artefact).href);
const ajv = new Ajv({ strict: false });
addFormats(ajv);
const ajvIsBatch = ajv.compile(JSON.parse(readFileSync(schemaFile, "utf8")));
const bytes = readFileSync(batchFile);
const decoder = new TextDecoder("utf-8", { fatal: true });
const parsed = () => JSON.parse(decoder.decode(bytes));

const subjects = {
  "JSON.parse": (value) => value !== undefined,
  ours: (value) => isBatch(value),
  ajv: (value) => ajvIsBatch(value),
};
const total = {};
const alone = {};
for (const name of Object.keys(subjects)) [total[name], alone[name]] = [[], []];

for (let round = 0; round < Number(rounds); round += 1) {
  for (const [name, accepts] of Object.entries(subjects)) {
    const began = process.hrtime.bigint();
    const value = parsed();
    const between = process.hrtime.bigint();
    if (!accepts(value)) throw new Error(`${name} refuses the batch`);
    const ended = process.hrtime.bigint();
    total[name].push(Number(ended - began) / 1000);
    alone[name].push(Number(ended - between) / 1000);
  }
}

const median = (times) => times.slice(times.length / 4).sort((a, b) => a - b)[Math.floor((times.length * 3) / 8)];
const figures = Object.keys(subjects).map((name) => [
  name,
  { from_bytes_us: Math.round(median(total[name])), check_us: Math.round(median(alone[name])) },
]);
console.log(JSON.stringify({ bytes: bytes.length, node: process.version, ...Object.fromEntries(figures) }));
