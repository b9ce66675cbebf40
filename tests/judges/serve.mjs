// A browser uses the desk's served page: node serve.mjs ADDRESS CHROMIUM FILE FOLDER prints one JSON object.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [address, executablePath, file, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage();
const seen = { elsewhere: [], errors: [] };
page.on("request", request => request.url().startsWith(new URL(address).origin) || seen.elsewhere.push(request.url()));
page.on("console", message => ["error", "warning"].includes(message.type()) && seen.errors.push(message.text()));
page.on("pageerror", error => seen.errors.push(String(error)));
await page.goto(address);
seen.before = await page.innerText("dl.numbers");
await page.setInputFiles("input[type=file]", file);
await Promise.all([page.waitForNavigation(), page.click("form.upload button")]);
seen.said = await page.innerText("form.upload [role=status]");
seen.after = await page.innerText("dl.numbers");
await page.screenshot({ path: join(folder, "serve.png") });

// A page of another origin, which even knows the address.
const other = join(folder, "other.html");
writeFileSync(other, "<!DOCTYPE html><title>other</title>");
const stranger = await browser.newPage();
await stranger.goto(`file://${other}`);
seen.stranger = await stranger.evaluate(async url => {
  const tries = [];
  for (const options of [{}, { method: "POST", body: "x", mode: "no-cors" },
    { method: "POST", body: "x", headers: { "X-File-Name": "x", "Content-Type": "application/octet-stream" } }]) {
    tries.push(await fetch(`${url}${options.method ? "receipts" : ""}`, options).then(answer => `${answer.type} ${answer.status}`,
      () => "refused"));
  }
  const frame = document.createElement("iframe");
  frame.src = url;
  document.body.append(frame);
  await new Promise(loaded => frame.addEventListener("load", loaded));
  return tries;
}, address);
await browser.close();
console.log(JSON.stringify(seen));
