// Sigstore's own code judges a receipt's envelope: node dsse.mjs FILE... prints for each true or false, and its payload's type.
import { readFileSync } from "node:fs";
import { crypto, dsse } from "@sigstore/core";

// RFC 8410: what stands before the 32 bytes of an Ed25519 public key.
const prefix = Buffer.from("302a300506032b6570032100", "hex");
for (const file of process.argv.slice(2)) {
  const envelope = JSON.parse(readFileSync(file, "utf8"));
  const payload = Buffer.from(envelope.payload, "base64");
  const signed = dsse.preAuthEncoding(envelope.payloadType, payload);
  const [signature] = envelope.signatures;
  const key = crypto.createPublicKey(Buffer.concat([prefix, Buffer.from(signature.keyid, "hex")]));
  const holds = crypto.verify(signed, key, Buffer.from(signature.sig, "base64"));
  console.log(`${holds} ${JSON.parse(payload)._type}`);
}
