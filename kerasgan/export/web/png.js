// PNG files that say where their picture comes from.

const SOURCES = "http://cv.iptc.org/newscodes/digitalsourcetype/";

function checksum(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(name, data) {
  const made = new Uint8Array(data.length + 12);
  const view = new DataView(made.buffer);
  view.setUint32(0, data.length);
  made.set(new TextEncoder().encode(name), 4);
  made.set(data, 8);
  view.setUint32(data.length + 8, checksum(made.subarray(4, data.length + 8)));
  return made;
}

/**
 * A PNG file with its IPTC digital source type, behind the header.
 *
 * @param {Uint8Array} png
 * @param {string} source Such as "trainedAlgorithmicMedia".
 * @returns {Uint8Array}
 */
export function withSource(png, source) {
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">' +
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    '<rdf:Description rdf:about="" ' +
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" ' +
    `Iptc4xmpExt:DigitalSourceType="${SOURCES}${source}"/>` +
    "</rdf:RDF></x:xmpmeta>";
  const keyword = new TextEncoder().encode("XML:com.adobe.xmp\0\0\0\0\0");
  const text = new TextEncoder().encode(xmp);
  const data = new Uint8Array([...keyword, ...text]);
  const header = 8 + 25; // the signature, and IHDR
  return new Uint8Array([
    ...png.subarray(0, header),
    ...chunk("iTXt", data),
    ...png.subarray(header),
  ]);
}
