// Reads request bodies, one a line; prints 1 for each that a generated module takes, else 0. node judge.mjs MODULE
// The module's default export is a zod schema, or has a function toBody that throws for what it does not take.
import { readFileSync } from "node:fs";

const artefact = (await import(process.argv[2])).default;
const accepts = artefact.safeParse
  ? (line) => artefact.safeParse(JSON.parse(line)).success
  : (line) => artefact.toBody(line) !== undefined;

function verdict(line) {
  try {
    return accepts(line) ? 1 : 0;
  } catch {
    return 0; // how quicktype refuses; and what is no JSON
  }
}

const lines = readFileSync(0, "utf8").split("\n").slice(0, -1);
process.stdout.write(`${lines.map(verdict).join("\n")}\n`);
