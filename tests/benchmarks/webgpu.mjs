// Draws with a .tflite file on Chromium's WebGPU, and says what the GPU left out.
//
//   npm install --ignore-scripts @litertjs/core@2.5.3 playwright-core@1.65.1
//   node webgpu.mjs node_modules faces.tflite latents.json answer.json
//
// latents.json is a list of rows. The answer has `images`, a list for each row, and
// `messages`, all that the page printed. Without a GPU, SwiftShader is one in software.
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, resolve } from "node:path";

const [modules, model, latents, answer] = process.argv.slice(2);
const { chromium } = createRequire(resolve(modules, "x"))("playwright-core");
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };
const PAGE = `<script type="importmap">
{"imports": {
  "@litertjs/core": "/modules/@litertjs/core/dist/index.js",
  "@litertjs/wasm-utils": "/modules/@litertjs/wasm-utils/dist/index.js"
}}</script>`;

const server = createServer(async ({ url }, response) => {
  const path = url.startsWith("/modules/") ? resolve(modules, url.slice(9)) : model;
  const content = url === "/" ? PAGE : await readFile(path).catch(() => null);
  response.writeHead(content === null ? 404 : 200, {
    "Content-Type": url === "/" ? "text/html" : (TYPES[extname(path)] ?? ""),
  });
  response.end(content ?? "");
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--enable-features=Vulkan",
  ],
});
try {
  const page = await browser.newPage();
  const messages = [];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(String(error)));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const images = await page.evaluate(
    async (rows) => {
      const litert = await import("@litertjs/core");
      await litert.loadLiteRt("/modules/@litertjs/core/wasm/", { jspi: true });
      const network = await litert.loadAndCompile("/model", { accelerator: "webgpu" });
      const images = [];
      for (const row of rows) {
        const input = new litert.Tensor(new Float32Array(row), [1, row.length]);
        const [output] = await network.run([input]);
        const image = await output.moveTo("wasm");
        images.push(Array.from(image.toTypedArray()));
        image.delete();
      }
      return images;
    },
    JSON.parse(await readFile(latents, "utf8")),
  );
  await writeFile(answer, JSON.stringify({ images, messages }));
} finally {
  await browser.close();
  server.close();
}
