// Opens a page of `to_web` in headless Chromium.
//
//   node web_page.mjs node_modules FOLDER ANSWER.json STEPS.json
//
// STEPS is a list: {"fill": [id, value]}, {"choose": [id, value]}, {"slide": [id,
// value]}, {"file": [id, path]}, {"camera": text of its button}, {"screenshot": [path,
// width, height]}, {"pixels": name}, {"source": name}, {"download": path}. The answer has the pixels by name, the requests to other hosts, and
// what the page printed as errors.
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";

const [modules, folder, answer, script] = process.argv.slice(2);
const { chromium } = createRequire(resolve(modules, "x"))("playwright-core");
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

const server = createServer(async ({ url }, response) => {
  const path = join(folder, url === "/" ? "index.html" : url);
  const content = await readFile(path).catch(() => null);
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  response.writeHead(content === null ? 404 : 200, { "Content-Type": type });
  response.end(content ?? "");
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${server.address().port}/`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
  ],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const found = { pixels: {}, foreign: [], errors: [] };
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(data|blob):/.test(url) && !url.startsWith(address)) found.foreign.push(url);
  });
  page.on("pageerror", (error) => found.errors.push(String(error)));

  const drawn = () => page.evaluate(() => Number(document.body.dataset.drawn ?? 0));
  const redrawn = async (action) => {
    const before = await drawn();
    await action();
    await page.waitForFunction(
      (count) =>
        Number(document.body.dataset.drawn ?? 0) > count ||
        !document.getElementById("error").hidden ||
        document.getElementById("status").textContent.startsWith("Choose"),
      before,
      { timeout: 60_000 },
    );
    await page.waitForTimeout(200);
  };
  const set = (id, value) =>
    page.evaluate(
      ([id, value]) => {
        const input = document.getElementById(id);
        input.value = value;
        input.dispatchEvent(new Event("input"));
      },
      [id, String(value)],
    );
  const pixelsOf = (id) =>
    page.evaluate((id) => {
      const canvas = document.getElementById(id);
      const { width, height } = canvas;
      return Array.from(canvas.getContext("2d").getImageData(0, 0, width, height).data);
    }, id);
  const actions = {
    fill: ([id, value]) => redrawn(() => set(id, value)),
    slide: ([id, value]) => redrawn(() => set(id, value)),
    choose: ([id, value]) => redrawn(() => page.selectOption(`#${id}`, String(value))),
    file: ([id, path]) => redrawn(() => page.setInputFiles(`#${id}`, path)),
    screenshot: async ([path, width, height]) => {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path, fullPage: true });
    },
    pixels: async (name) => {
      found.pixels[name] = await pixelsOf("result");
    },
    source: async (name) => {
      found.pixels[name] = await pixelsOf("source");
    },
    camera: (text) => redrawn(() => page.getByRole("button", { name: text }).click()),
    download: async (path) => {
      const waiting = page.waitForEvent("download");
      await page.click("#download");
      await (await waiting).saveAs(path);
    },
    text: async (id) => {
      found[id] = await page.evaluate((id) => document.getElementById(id).textContent, id);
    },
  };
  await redrawn(() => page.goto(address));
  for (const step of JSON.parse(await readFile(script, "utf8"))) {
    for (const [name, value] of Object.entries(step)) await actions[name](value);
  }
  await writeFile(answer, JSON.stringify(found));
} finally {
  await browser.close();
  server.close();
}
