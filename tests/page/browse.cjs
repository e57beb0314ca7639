// Opens pages in a browser and looks at them as a person would; see run.
"use strict";
const assert = require("node:assert");
const path = require("node:path");
const puppeteer = require("puppeteer-core");

/** What is tried of every page, by name. */
const LOOKS = {
  "says nothing on the console, asks for nothing": async (page, seen) => {
    assert.deepStrictEqual(seen.said, []);
    assert.deepStrictEqual(seen.asked, []);
  },
  "runs its own script": async (page) => {
    const text = await page.$eval("#found", (it) => it.textContent);
    assert.match(text, /^(\d+) of \1$/);
  },
  "runs no other script": async (page) => {
    const ran = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      return window.ran === true;
    });
    assert.strictEqual(ran, false);
  },
  "searches": async (page) => {
    const name = await page.$eval("details.service strong", (it) => it.textContent);
    await page.keyboard.press("/");
    await page.keyboard.type(name);
    const shown = await visible(page);
    assert.ok(shown.length >= 1 && shown.includes(name), `${name}: ${shown}`);
    await page.keyboard.press("Escape");
    assert.strictEqual((await visible(page)).length, await count(page));
    await page.type("#search", "no such words at all");
    assert.strictEqual((await visible(page)).length, 0);
    await page.keyboard.press("Escape");
  },
  "filters by verdict": async (page) => {
    for (const verdict of ["ok", "differs", "refused"]) {
      const button = `[data-verdict-filter=${verdict}]`;
      const told = await page.$eval(button, (it) => Number(it.textContent.match(/\d+/)[0]));
      await page.click(button);
      assert.strictEqual((await visible(page)).length, told, verdict);
      await page.click(button);
    }
    assert.strictEqual((await visible(page)).length, await count(page));
  },
  "follows links": async (page) => {
    const link = await page.$(".graph a, table a");
    const target = await link.evaluate((it) => it.getAttribute("href").slice(1));
    assert.strictEqual(await page.$eval(`[id="${target}"]`, (it) => it.open), false);
    await link.evaluate((it) => it.dispatchEvent(new MouseEvent("click", { bubbles: true })));
    await page.waitForFunction((id) => document.getElementById(id).open, {}, target);
  },
  "opens by the keyboard": async (page) => {
    const summary = await page.$("details.service:not([open]) > summary");
    await summary.focus();
    await page.keyboard.press("Enter");
    assert.ok(await summary.evaluate((it) => it.parentElement.open));
  },
  "is readable when narrow": async (page) => {
    await page.setViewport({ width: 400, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 400, `${wide} pixels wide`);
    await page.setViewport({ width: 1200, height: 900 });
  },
  "is light and dark": async (page) => {
    const grounds = [];
    for (const value of ["light", "dark"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
      grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    }
    assert.notStrictEqual(grounds[0], grounds[1]);
  },
  "prints": async (page) => {
    const paper = await page.pdf({ format: "A4", timeout: 300_000 });
    assert.ok(paper.length > 10_000);
  },
};

function visible(page) {
  return page.$$eval("details.service:not([hidden]) strong", (all) =>
    all.filter((it) => it.closest("summary")).map((it) => it.textContent));
}

function count(page) {
  return page.$$eval("details.service", (all) => all.length);
}

async function main(files) {
  let passed = 0;
  let failed = 0;
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  for (const file of files) {
    const name = path.basename(file, ".html");
    const page = await browser.newPage();
    await page.setViewport({ width: 1200, height: 900 });
    const seen = { said: [], asked: [] };
    page.on("console", (message) => seen.said.push(message.text()));
    page.on("pageerror", (error) => seen.said.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:") && !request.url().startsWith("data:")) seen.asked.push(request.url());
    });
    await page.goto(`file://${file}`);
    for (const [what, look] of Object.entries(LOOKS)) {
      try {
        await look(page, seen);
        passed += 1;
      } catch (error) {
        failed += 1;
        console.log(`${name}: ${what}: ${error.message}`);
      }
    }
    if (process.env.PICTURES) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
      await page.evaluate(() => { location.hash = ""; scrollTo(0, 0); });
      await page.screenshot({ path: path.join(process.env.PICTURES, `${name}.png`) });
      for (const part of ["waves", "needs"]) {
        await page.evaluate((id) => document.getElementById(id).scrollIntoView(), part);
        await page.screenshot({ path: path.join(process.env.PICTURES, `${name}-${part}.png`) });
      }
    }
    await page.close();
  }
  await browser.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main(process.argv.slice(2));
