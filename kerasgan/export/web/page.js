// Draws with the model of this folder as `page.json` describes it.
import { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import { latentsFromSeed } from "./latents.js";
import { withSource } from "./png.js";

const STEPS = 3; // standard deviations that a direction goes either way
const find = (id) => document.getElementById(id);
const page = await (await fetch("./page.json")).json();

/** An element with properties and children. */
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function slider(text, id, min, max, value) {
  const input = element("input", { type: "range", id, min, max, step: "any", value });
  input.addEventListener("input", draw);
  return element("label", {}, text, input);
}

// Each kind of input: its controls, and its values for the network.

const kinds = {
  Latents(name, facts) {
    const seed = element("input", { id: `${name}-seed`, type: "text", value: "0" });
    seed.inputMode = "numeric";
    seed.addEventListener("input", draw);
    const next = element("button", { type: "button", textContent: "Next" });
    next.addEventListener("click", () => {
      seed.value = String(seedIn(seed) + 1n);
      draw();
    });
    const directions = page.directions.map((_, index) =>
      slider(`Direction ${index + 1}`, `${name}-${index}`, -STEPS, STEPS, 0),
    );
    const controls = [
      element("label", {}, "Seed", seed),
      element("div", { className: "row" }, next),
    ];
    if (!("truncation" in model.inputs)) {
      controls.push(slider("Truncation", `${name}-truncation`, 0, 1, 1));
    }
    if (directions.length) controls.push(element("fieldset", {}, ...directions));
    const size = facts.shape[0];
    const place = BigInt(Object.keys(model.inputs).indexOf(name)) << 40n;
    const values = () => {
      const latents = latentsFromSeed(seedIn(seed) + place, size);
      const truncation = find(`${name}-truncation`)?.valueAsNumber ?? 1;
      const strengths = page.directions.map(
        (_, index) => find(`${name}-${index}`).valueAsNumber,
      );
      return latents.map((value, at) =>
        page.directions.reduce(
          (sum, direction, index) => sum + strengths[index] * direction[at],
          value * truncation,
        ),
      );
    };
    return { controls, values };
  },

  Classes(name, facts) {
    const names = Array.isArray(facts.names)
      ? facts.names
      : Array.from({ length: facts.names }, (_, number) => String(number));
    const options = names.map((text, value) => element("option", { value, text }));
    const select = element("select", { id: name }, ...options);
    select.addEventListener("change", draw);
    const controls = [element("label", {}, name, select)];
    return { controls, values: () => Int32Array.of(Number(select.value)) };
  },

  Attributes(name, facts) {
    const size = facts.shape[0];
    const texts = Array.isArray(facts.names) ? facts.names : [...Array(size).keys()];
    const boxes = texts.map((text) => {
      const box = element("input", { type: "checkbox" });
      box.addEventListener("change", draw);
      return [box, element("span", {}, box, ` ${text} `)];
    });
    const controls = [element("fieldset", {}, name, ...boxes.map(([, span]) => span))];
    return { controls, values: () => Float32Array.from(boxes, ([box]) => +box.checked) };
  },

  Codes(name, facts) {
    const size = facts.shape[0];
    const numbers = [...Array(size).keys()];
    const controls = numbers.map((n) => slider(`${name} ${n + 1}`, `${name}-${n}`, -1, 1, 0));
    const values = () =>
      Float32Array.from(numbers, (n) => find(`${name}-${n}`).valueAsNumber);
    return { controls, values };
  },

  Truncation(name) {
    const controls = [slider("Truncation", name, 0, 1, 0.7)];
    return { controls, values: () => Float32Array.of(find(name).valueAsNumber) };
  },

  Images(name, facts) {
    const [height, width, channels] = facts.shape;
    const canvas = find("source");
    Object.assign(canvas, { hidden: false, width, height });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    let chosen = false;
    const show = (picture, w, h) => {
      const scale = Math.max(width / w, height / h); // its center
      context.imageSmoothingQuality = "high";
      context.drawImage(
        picture,
        (width - w * scale) / 2,
        (height - h * scale) / 2,
        w * scale,
        h * scale,
      );
      chosen = true;
      draw();
    };
    const file = element("input", { type: "file", accept: "image/*", id: `${name}-file` });
    file.addEventListener("change", async () => {
      try {
        const picture = await createImageBitmap(file.files[0]);
        show(picture, picture.width, picture.height);
      } catch {
        fail(`${file.files[0].name} is no picture that this browser reads.`);
      }
    });
    const camera = element("button", { type: "button", textContent: "Use the camera" });
    camera.addEventListener("click", async () => {
      try {
        const stream = await navigator.mediaDevices.getUserMedia({ video: true });
        const video = element("video", { srcObject: stream, muted: true });
        await video.play();
        show(video, video.videoWidth, video.videoHeight);
        stream.getTracks().forEach((track) => track.stop());
      } catch (error) {
        fail(`No picture from the camera: ${error.message}.`);
      }
    });
    const controls = [
      element("label", {}, "A picture of yours; it stays in this browser", file),
      element("div", { className: "row" }, camera),
    ];
    const values = () => {
      if (!chosen) return null;
      const pixels = context.getImageData(0, 0, width, height).data;
      const floats = new Float32Array(width * height * channels);
      for (let at = 0; at < width * height; at++) {
        const [r, g, b] = pixels.subarray(4 * at, 4 * at + 3);
        if (channels === 3) floats.set([r, g, b].map((v) => v / 127.5 - 1), 3 * at);
        // The weights of ITU-R BT.601, as Pillow's.
        else floats[at] = Math.round(0.299 * r + 0.587 * g + 0.114 * b) / 127.5 - 1;
      }
      return floats;
    };
    return { controls, values };
  },
};

/** The integer of 64 bits in a field. */
function seedIn(field) {
  if (!/^-?\d+$/.test(field.value.trim())) throw new Error("A seed is an integer.");
  return BigInt(field.value.trim());
}

let model; // of the page's models, the one that draws
let inputs = {};
let drawing = false;
let again = false;

function fail(text) {
  find("error").textContent = text;
  find("error").hidden = !text;
}

/** Shows the controls of a model, and draws with it. */
async function choose(index) {
  model = page.models[index];
  inputs = {};
  find("source").hidden = true;
  find("inputs").replaceChildren();
  for (const [name, facts] of Object.entries(model.inputs)) {
    inputs[name] = kinds[facts.kind](name, facts);
    find("inputs").append(...inputs[name].controls);
  }
  model.network ??= await loadAndCompile(`./${model.file}`, { accelerator: "wasm" });
  await draw();
}

/** Draws what the controls say; called while it draws, it draws once more. */
async function draw() {
  again = true;
  if (drawing || !model.network) return;
  drawing = true;
  while (again) {
    again = false;
    try {
      await drawOnce();
      fail("");
    } catch (error) {
      fail(error.message);
    }
  }
  drawing = false;
}

async function drawOnce() {
  const values = Object.entries(inputs).map(([name, input]) => [name, input.values()]);
  if (values.some(([, value]) => value === null)) {
    find("status").textContent = "Choose a picture.";
    return;
  }
  const begin = performance.now();
  const tensors = Object.fromEntries(
    values.map(([name, value]) => [name, new Tensor(value, [1, ...model.inputs[name].shape])]),
  );
  const { images } = await model.network.run(tensors);
  show(images.toTypedArray());
  [...Object.values(tensors), images].forEach((tensor) => tensor.delete());
  const spent = Math.round(performance.now() - begin);
  find("status").textContent = `Drawn in this browser in ${spent} ms.`;
  find("download").disabled = false;
  document.body.dataset.drawn = Number(document.body.dataset.drawn ?? 0) + 1;
}

/** Puts an image of floats in [-1, 1] on the canvas. */
function show(image) {
  const [height, width, channels] = model.shape;
  const canvas = Object.assign(find("result"), { width, height });
  const data = new ImageData(width, height);
  for (let at = 0; at < width * height; at++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = image[channels === 3 ? 3 * at + channel : at];
      data.data[4 * at + channel] = Math.round((value + 1) * 127.5); // clamped
    }
    data.data[4 * at + 3] = 255;
  }
  canvas.getContext("2d").putImageData(data, 0, 0);
}

find("download").addEventListener("click", async () => {
  const blob = await new Promise((made) => find("result").toBlob(made, "image/png"));
  const png = withSource(new Uint8Array(await blob.arrayBuffer()), page.source);
  const url = URL.createObjectURL(new Blob([png], { type: "image/png" }));
  element("a", { href: url, download: "kerasgan.png" }).click();
  URL.revokeObjectURL(url);
});

const CAPTIONS = {
  trainedAlgorithmicMedia: "Nobody looks like this.",
  compositeWithTrainedAlgorithmicMedia: "A picture that a model has changed.",
  algorithmicallyEnhanced: "A picture that a model has enlarged: its details are guessed.",
};

try {
  document.title = page.title;
  find("title").textContent = page.title;
  find("kind").textContent = CAPTIONS[page.source];
  if (page.models.length > 1) {
    const select = element(
      "select",
      { id: "direction" },
      ...page.models.map(({ to }, value) => element("option", { value, text: to })),
    );
    select.addEventListener("change", () => choose(Number(select.value)));
    find("controls").prepend(element("label", {}, "To", select));
  }
  await loadLiteRt("./litert/litert_wasm_internal.js");
  await choose(0);
} catch (error) {
  fail(`The model does not run here: ${error.message}`);
}
