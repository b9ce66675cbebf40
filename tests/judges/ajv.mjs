// Judges YAML files by a JSON Schema: node ajv.mjs SCHEMA FILE... One line of JSON a file: its errors, with place and keyword.
// "if" only repeats that what follows from a condition was wrong, and that has been told with its own place.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

const [schema, ...files] = process.argv.slice(2);
const ajv = new Ajv.default({ strict: true, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
const errors = (file) => {
  try {
    validate(parse(readFileSync(file, "utf8"), { merge: true }));
  } catch {
    return [" yaml"];
  }
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== "if").map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
};
for (const file of files) console.log(JSON.stringify(errors(file)));
