// Judges NDJSON from stdin by a compiled artefact: node judge.mjs PATH/index.js [batch|event] [faults]
// Answers each line with 1 (accepted) or 0; with "faults", with a JSON array of the faults, null where there are none.
import { pathToFileURL } from "node:url";

const [path, kind = "batch", form = "verdicts"] = process.argv.slice(2);
const artefact = await import(pathToFileURL(path).href);
const accepts = kind === "event" ? artefact.isEvent : artefact.isBatch;
const parse = kind === "event" ? artefact.parseEvent : artefact.parseBatch;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function verdict(line) {
  try {
    return accepts(JSON.parse(decoder.decode(line))) ? "1\n" : "0\n";
  } catch {
    return "0\n"; // neither UTF-8 nor JSON, or deeper than the stack
  }
}

function faults(line) {
  const result = parse(line);
  return `${JSON.stringify(result.ok ? null : result.faults)}\n`;
}

const answer = form === "faults" ? faults : verdict;
let rest = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
  let out = "";
  let begin = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, begin)) {
    out += answer(bytes.subarray(begin, end));
    begin = end + 1;
  }
  rest = bytes.subarray(begin);
  if (out !== "") process.stdout.write(out);
}
if (rest.length > 0) process.stdout.write(answer(rest));
