// What csp_evaluator finds in a Content-Security-Policy. In: the policy. Out: [[severity, directive, words], …].
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.argv[2] + "/");
const { CspEvaluator } = require("csp_evaluator");
const { CspParser } = require("csp_evaluator/dist/parser.js");
const found = new CspEvaluator(new CspParser(readFileSync(0, "utf8")).csp).evaluate();
console.log(JSON.stringify(found.map(({ severity, directive, description }) => [severity, directive, description])));
