// Latents by seed, equal to those of `kerasgan.inputs.from_seeds`.
//
// TensorFlow's stateless normal draws by Philox4x32-10, Salmon et al., 2011,
// https://doi.org/10.1145/2063384.2063405.

const WORD = 0xffffffffn;
const SCRAMBLER = [0x3ec8f720n, 0x02461e29n]; // TensorFlow's

function philox([c0, c1, c2, c3], [k0, k1]) {
  for (let round = 0; round < 10; round++) {
    const left = c0 * 0xd2511f53n;
    const right = c2 * 0xcd9e8d57n;
    [c0, c1] = [(right >> 32n) ^ c1 ^ k0, right & WORD];
    [c2, c3] = [(left >> 32n) ^ c3 ^ k1, left & WORD];
    k0 = (k0 + 0x9e3779b9n) & WORD;
    k1 = (k1 + 0xbb67ae85n) & WORD;
  }
  return [c0, c1, c2, c3];
}

/**
 * Standard normal numbers for a seed.
 *
 * @param {bigint} seed Of 64 bits.
 * @param {number} size How many.
 * @returns {Float32Array}
 */
export function latentsFromSeed(seed, size) {
  const bits = BigInt.asUintN(64, seed);
  const mixed = philox([bits & WORD, bits >> 32n, 0n, 0n], SCRAMBLER);
  const latents = new Float32Array(Math.ceil(size / 4) * 4);
  for (let block = 0; block < latents.length; block += 4) {
    const counter = [BigInt(block / 4), 0n, mixed[2], mixed[3]];
    const words = philox(counter, mixed.slice(0, 2));
    const uniform = words.map((word) => Number(word & 0x7fffffn) / 2 ** 23);
    for (const at of [0, 2]) {
      // In float32, as TensorFlow does it.
      const least = Math.max(uniform[at], Math.fround(1e-7));
      const radius = Math.fround(Math.sqrt(Math.fround(-2 * Math.fround(Math.log(least)))));
      const angle = Math.fround(Math.fround(2 * Math.PI) * uniform[at + 1]);
      latents[block + at] = radius * Math.fround(Math.sin(angle));
      latents[block + at + 1] = radius * Math.fround(Math.cos(angle));
    }
  }
  return latents.slice(0, size);
}
