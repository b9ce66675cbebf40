// The validator of CSAF 2.0 that hospitals and vendors use: node csaf.mjs FILE... prints a JSON object a file.
import { readFileSync } from "node:fs";
import validate from "@secvisogram/csaf-validator-lib/validate.js";
import { csaf_2_0 } from "@secvisogram/csaf-validator-lib/schemaTests.js";
import * as mandatory from "@secvisogram/csaf-validator-lib/mandatoryTests.js";
import * as recommended from "@secvisogram/csaf-validator-lib/optionalTests.js";

for (const file of process.argv.slice(2)) {
  const result = await validate([csaf_2_0, ...Object.values(mandatory), ...Object.values(recommended)],
    JSON.parse(readFileSync(file, "utf8")));
  const said = kind => result.tests.flatMap(test => test[kind].map(one => `${test.name} ${one.instancePath} ${one.message}`));
  console.log(JSON.stringify({ valid: result.isValid, errors: said("errors"), warnings: said("warnings") }));
}
