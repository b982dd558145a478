// What a JSON Feed has that the schema of version 1.1 does not allow. In: [feed, …] as JSON. Out: [[words, …], …].
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.argv[2] + "/");
const Ajv = require("ajv");
const schema = require("jsonfeed-schema/schema-v1.1.json");
const check = new (Ajv.default ?? Ajv)({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
const feeds = JSON.parse(readFileSync(0, "utf8"));
const words = ({ instancePath, message }) => `${instancePath} ${message}`;
console.log(JSON.stringify(feeds.map((feed) => (check(feed) ? [] : check.errors.map(words)))));
