// A receiver as a team writes it with Express: express.json, ajv with its formats in the fast mode, a map as a store.
// Nothing in it is wrong on purpose; causes.py in the folder above says what is.
const { readFileSync } = require("node:fs");
const express = require("express");
const Ajv = require("ajv/dist/2020");
const addFormats = require("ajv-formats");

const PATH = "/api/v1/integrations/fasttrack/bulk";
const KEY = process.env.RECEIVER_KEY;

const ajv = new Ajv({ strict: false, allErrors: false });
addFormats(ajv, { mode: "fast" });
const validate = ajv.compile(JSON.parse(readFileSync(process.env.RECEIVER_SCHEMA, "utf8")));

const recorded = new Map();
const app = express();
app.disable("x-powered-by");

app.use((req, res, next) => {
  const key = req.get("x-api-key") ?? req.query["x-api-key"];
  if (key !== KEY) return res.status(403).json({ error: "forbidden" });
  next();
});
app.use(express.json());

app.post(PATH, (req, res) => {
  if (!validate(req.body)) {
    const { instancePath, message } = validate.errors[0];
    return res.status(400).json({ error: `${instancePath} ${message}`, received: req.body.length });
  }
  for (const event of req.body) {
    const { unique_id, payment_id, activity_id } = event.data;
    recorded.set(unique_id ?? payment_id ?? activity_id, event);
  }
  res.status(200).json({ accepted: req.body.length });
});

app.use((error, req, res, next) => {
  res.status(error.status ?? 500).json({ error: error.message });
});

const server = app.listen(0, "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
process.on("SIGTERM", () => process.exit(0));
