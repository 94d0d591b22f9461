// A receiver as a team writes it with Fastify: its own validation with its own defaults, the published JSON Schema.
// Nothing in it is wrong on purpose; causes.py in the folder above says what is.
const { readFileSync } = require("node:fs");
const Fastify = require("fastify");

const PATH = "/api/v1/integrations/fasttrack/bulk";
const KEY = process.env.RECEIVER_KEY;

// Fastify's ajv speaks draft 7; the keywords that the schema uses mean the same there.
const { $schema, $id, ...schema } = JSON.parse(readFileSync(process.env.RECEIVER_SCHEMA, "utf8"));

const recorded = new Map();
const app = Fastify({ logger: false, ajv: { customOptions: { strict: false } } });

app.addHook("onRequest", async (request, reply) => {
  if (request.headers["x-api-key"] !== KEY) return reply.code(401).send({ error: "unauthorized" });
});

app.post(PATH, { schema: { body: schema } }, async (request, reply) => {
  for (const { data } of request.body) recorded.set(data.unique_id ?? data.payment_id ?? data.activity_id, data);
  return reply.code(204).send();
});

app.listen({ port: 0, host: "127.0.0.1" }).then((address) => console.log(`listening on ${new URL(address).port}`));
process.on("SIGTERM", () => process.exit(0));
