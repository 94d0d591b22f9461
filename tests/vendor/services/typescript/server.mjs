// The service: node:http around receive().
import { createServer } from "node:http";
import { head, receive } from "./dist/receive.js";

const largest = 16 * 1024 * 1024;
const tooLarge = { status: 413, detail: "The body is too large." };

const server = createServer((request, response) => {
  const end = ({ status, detail, errors }) => {
    const headers = status === 405 ? { allow: "POST" } : {};
    if (status === 204) return response.writeHead(204).end();
    response.writeHead(status, { ...headers, "content-type": "application/problem+json" });
    response.end(JSON.stringify({ title: "Refused", status, detail, errors }));
  };
  const early = head(request.method, request.url, request.headers, process.env.SERVICE_KEY);
  const chunks = [];
  let size = 0;
  request.on("data", (chunk) => {
    size += chunk.length;
    if (size <= largest) chunks.push(chunk);
  });
  request.on("end", () => end(early ?? (size > largest ? tooLarge : receive(Buffer.concat(chunks)))));
});

server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
