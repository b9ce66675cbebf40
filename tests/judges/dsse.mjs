// Sigstore's own code judges envelopes: node dsse.mjs [--key=HEX] FILE... prints for each true or false, and its payload's types.
// HEX is the Ed25519 public key of the files that follow; without it the key's id is the key, as a receipt has it.
import { readFileSync } from "node:fs";
import { crypto, dsse } from "@sigstore/core";

// RFC 8410: what stands before the 32 bytes of an Ed25519 public key.
const prefix = Buffer.from("302a300506032b6570032100", "hex");
let given;
for (const argument of process.argv.slice(2)) {
  if (argument.startsWith("--key=")) {
    given = argument.slice("--key=".length);
    continue;
  }
  const envelope = JSON.parse(readFileSync(argument, "utf8"));
  const payload = Buffer.from(envelope.payload, "base64");
  const signed = dsse.preAuthEncoding(envelope.payloadType, payload);
  const [signature] = envelope.signatures;
  const key = crypto.createPublicKey(Buffer.concat([prefix, Buffer.from(given ?? signature.keyid, "hex")]));
  const holds = crypto.verify(signed, key, Buffer.from(signature.sig, "base64"));
  const { _type, predicateType } = JSON.parse(payload);
  console.log(`${holds} ${_type} ${predicateType}`);
}
