// A peer from npm as a judge: a line names a folder of a pair, the answer is a line of JSON.
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");

const PEERS = {
  "json-schema-diff": async () => {
    const { diffSchemas } = require("json-schema-diff");
    return async (sourceSchema, destinationSchema) => {
      const found = await diffSchemas({ sourceSchema, destinationSchema });
      return { narrowed: found.removalsFound, widened: found.additionsFound };
    };
  },
  // A deserializer reads what others wrote: the new one has to read what was valid for the old one. A serializer is the
  // other way round.
  jsoncompat: async () => {
    const { check_compat, initSync } = await import("jsoncompat");
    const wasm = path.join(__dirname, "node_modules", "jsoncompat", "jsoncompat_wasm_bg.wasm");
    initSync({ module: fs.readFileSync(wasm) });
    return async (old, now) => ({
      narrowed: !check_compat(JSON.stringify(old), JSON.stringify(now), "deserializer"),
      widened: !check_compat(JSON.stringify(old), JSON.stringify(now), "serializer"),
    });
  },
};

async function main() {
  const judge = await PEERS[process.argv[2]]();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [old, now] = ["old", "new"].map((name) => JSON.parse(fs.readFileSync(path.join(line.trim(), `${name}.json`))));
    const began = performance.now();
    let answer;
    try {
      answer = await judge(old, now);
    } catch (error) {
      answer = { error: String(error?.message ?? error).slice(0, 80) };
    }
    console.log(JSON.stringify({ ...answer, seconds: (performance.now() - began) / 1000 }));
  }
}

main();
