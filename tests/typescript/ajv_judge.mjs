// Reads request bodies, one a line; prints 1 for each that ajv with ajv-formats takes, else 0. node ajv_judge.mjs SCHEMA
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const ajv = new Ajv({ strict: false });
addFormats(ajv);
const accepts = ajv.compile(JSON.parse(readFileSync(process.argv[2], "utf8")));
const lines = readFileSync(0, "utf8").split("\n").slice(0, -1);
process.stdout.write(`${lines.map((line) => (accepts(JSON.parse(line)) ? 1 : 0)).join("\n")}\n`);
