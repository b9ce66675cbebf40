// Judges CycloneDX 1.6 files by the library's strict schema: node cyclonedx.mjs FILE... One line of JSON a file: null, or its errors.
import { readFileSync } from "node:fs";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";

const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
for (const file of process.argv.slice(2)) console.log(JSON.stringify(await validator.validate(readFileSync(file, "utf8"))));
