// A browser that is not ours judges a report's page: node report.mjs PAGE CHROMIUM FOLDER prints one JSON object.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [file, executablePath, folder] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
const seen = { requests: [], errors: [] };
page.on("request", request => seen.requests.push(request.url()));
page.on("console", message => ["error", "warning"].includes(message.type()) && seen.errors.push(message.text()));
page.on("pageerror", error => seen.errors.push(String(error)));
const address = pathToFileURL(file).href;
await page.goto(address);
seen.elsewhere = seen.requests.filter(url => url !== address);

const active = () => page.evaluate(() => {
  const at = document.activeElement;
  return at.name || at.id || `${at.tagName} ${at.textContent}`;
});
const tabTo = async wanted => {
  for (let pressed = 0; pressed < 400; pressed++) {
    if (await active() === wanted)
      return true;
    await page.keyboard.press("Tab");
  }
  return false;
};
const rows = () => page.$$eval("table.sortable tbody tr:not([hidden])",
  all => all.map(row => [...row.cells].map(cell => cell.innerText)));

await page.evaluate(axe);
seen.axe = (await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }))).violations
  .map(one => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);

await page.screenshot({ path: join(folder, "report-top.png") });
seen.reached = await tabTo("state");
await page.keyboard.type("half");
await tabTo("country");
await page.keyboard.type("Italy");
seen.said = await page.$eval("form.filters [role=status]", at => at.textContent);
seen.rows = await rows();
await page.screenshot({ path: join(folder, "report-filtered.png") });
await tabTo("BUTTON Serial number");
await page.keyboard.press("Enter");
seen.sorted = (await rows()).map(row => row[3]);
await page.keyboard.press("Enter");
seen.sortedBack = (await rows()).map(row => row[3]);
await tabTo(`A ${seen.sortedBack[0]}`);
await page.keyboard.press("Enter");
await page.waitForTimeout(200);
seen.evidence = await page.evaluate(() => {
  const details = document.activeElement.closest("details");
  return details && details.open ? details.innerText : "";
});
await page.screenshot({ path: join(folder, "report-evidence.png") });

const print = async name => writeFileSync(join(folder, name), await page.pdf({ preferCSSPageSize: true }));
await print("summary.pdf");
await page.reload();
await tabTo("annex");
await page.keyboard.press("Space");
await print("annex.pdf");
await browser.close();
console.log(JSON.stringify(seen));
