// What structured-data-testing-tool has to say of pages. In: [[address, HTML], …] as JSON. Out: [[what passed, what
// failed or was warned of], …].
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.argv[2] + "/");
const { structuredDataTest } = require("structured-data-testing-tool");
const { Facebook, Twitter, SocialMedia } = require("structured-data-testing-tool/presets");
const pages = JSON.parse(readFileSync(0, "utf8"));
const said = [];
for (const [address, html] of pages) {
  let result;
  try {
    result = await structuredDataTest(html, { url: address, presets: [SocialMedia] });
  } catch (fault) {
    if (!fault.res) throw fault;
    result = fault.res;
  }
  const words = ({ test, error, description }) => [test, description, error && error.message].filter(Boolean).join(": ");
  said.push([result.passed.map(words), [...result.failed, ...result.warnings].map(words)]);
}
console.log(JSON.stringify(said));
