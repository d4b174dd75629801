// Values of data sets: numbers, texts, and images as canvases.

import { h } from "./dom.js";
import { number } from "./format.js";

export function value(one) {
  if (Array.isArray(one)) {
    return picture(one);
  }
  if (one === null || one === undefined) {
    return h("span.quiet", null, "missing");
  }
  return typeof one === "number" ? number(one) : String(one);
}

/** An image as [channel][row][column] of numbers on 0..255. */
function picture(channels) {
  const height = channels[0].length;
  const width = channels[0][0].length;
  const canvas = h("canvas.picture", { width, height, role: "img", "aria-label": `Image of ${width} by ${height} pixels` });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = 4 * (y * width + x);
      for (let c = 0; c < 3; c++) {
        image.data[place + c] = channels[Math.min(c, channels.length - 1)][y][x];
      }
      image.data[place + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
