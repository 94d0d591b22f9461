// Reads request bodies, one a line; prints 1 for each that the generated validator takes, else 0.
// node typescript.mjs TSC SOURCE: the source is compiled into a folder of its own, which is gone afterwards.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const [tsc, source] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "eventpact-"));
try {
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  const options = ["--strict", "--target", "es2022", "--module", "es2022", "--moduleResolution", "bundler", "--outDir", folder];
  const done = spawnSync(process.execPath, [realpathSync(tsc), ...options, source], { encoding: "utf8" });
  if (done.status !== 0) {
    throw new Error(`tsc refused ${source}: ${done.stdout}${done.stderr}`);
  }
  const compiled = join(folder, basename(source).replace(/\.ts$/, ".js"));
  const { parseBatch } = await import(pathToFileURL(compiled).href);
  const lines = readFileSync(0, "utf8").split("\n").slice(0, -1);
  process.stdout.write(`${lines.map((line) => (parseBatch(line).ok ? 1 : 0)).join("\n")}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
