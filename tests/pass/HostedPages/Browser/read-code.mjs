// Reads a code with a reader that is not ours. Standard input: its format, and its rows of modules as texts of 0 and 1. Prints the message as JSON.
import zxing from "@zxing/library";

const { AztecCodeReader, BinaryBitmap, GlobalHistogramBinarizer, PDF417Reader, RGBLuminanceSource } = zxing;
const { format, rows } = JSON.parse(await new Promise(resolve => { let text = ""; process.stdin.on("data", chunk => { text += chunk; }).on("end", () => resolve(text)); }));
const [scale, margin] = [4, 16];
const [width, height] = [rows[0].length, rows.length].map(modules => modules * scale + 2 * margin);
const pixels = new Uint8ClampedArray(width * height).fill(255);
rows.forEach((row, y) => [...row].forEach((module, x) => {
  for (let i = 0; module === "1" && i < scale * scale; i++)
    pixels[(margin + y * scale + Math.floor(i / scale)) * width + margin + x * scale + i % scale] = 0;
}));
const bitmap = new BinaryBitmap(new GlobalHistogramBinarizer(new RGBLuminanceSource(pixels, width, height)));
const reader = format === "PDF417" ? new PDF417Reader() : new AztecCodeReader();
console.log(JSON.stringify(reader.decode(bitmap).getText()));
