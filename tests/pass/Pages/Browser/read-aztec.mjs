// Reads an Aztec code with a reader that is not ours. Standard input: its rows of modules as texts of 0 and 1. Prints the message as JSON.
import zxing from "@zxing/library";

const { AztecCodeReader, BinaryBitmap, GlobalHistogramBinarizer, RGBLuminanceSource } = zxing;
const rows = JSON.parse(await new Promise(resolve => { let text = ""; process.stdin.on("data", chunk => { text += chunk; }).on("end", () => resolve(text)); }));
const [scale, margin] = [4, 16];
const size = rows.length * scale + 2 * margin;
const pixels = new Uint8ClampedArray(size * size).fill(255);
rows.forEach((row, y) => [...row].forEach((module, x) => {
  for (let i = 0; module === "1" && i < scale * scale; i++)
    pixels[(margin + y * scale + Math.floor(i / scale)) * size + margin + x * scale + i % scale] = 0;
}));
const bitmap = new BinaryBitmap(new GlobalHistogramBinarizer(new RGBLuminanceSource(pixels, size, size)));
console.log(JSON.stringify(new AztecCodeReader().decode(bitmap).getText()));
