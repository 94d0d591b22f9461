// Prints whether an OpenAPI document is valid: node openapi_valid.mjs DOCUMENT
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";

const result = await new Validator().validate(JSON.parse(readFileSync(process.argv[2], "utf8")));
process.stdout.write(JSON.stringify(result));
