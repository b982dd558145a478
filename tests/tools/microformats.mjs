// Microformats of pages, as microformats-parser reads them. In: [[address, HTML], …] as JSON. Out: what it finds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { mf2 } = createRequire(process.argv[2] + "/")("microformats-parser");
const pages = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(pages.map(([address, html]) => mf2(html, { baseUrl: address }))));
