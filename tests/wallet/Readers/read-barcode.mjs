// Reads barcodes with ZXing. Standard input: a list of { format, rows }, the rows of modules as texts of 0 and 1.
// Prints each message as JSON, one a line; null where none was found.
import zxing from "@zxing/library";

const { AztecCodeReader, BinaryBitmap, DecodeHintType, GlobalHistogramBinarizer, PDF417Reader, QRCodeReader, RGBLuminanceSource } = zxing;
const readers = { aztec: AztecCodeReader, pdf417: PDF417Reader, qr: QRCodeReader };
// The reader finds no QR code of the largest size in a picture with other things, and guesses the encoding of bytes.
const hints = { qr: new Map([[DecodeHintType.PURE_BARCODE, true], [DecodeHintType.CHARACTER_SET, "ISO-8859-1"]]) };
const [scale, margin] = [4, 32];

function read({ format, rows }) {
	const [width, height] = [rows[0].length, rows.length].map((modules) => modules * scale + 2 * margin);
	const pixels = new Uint8ClampedArray(width * height).fill(255);
	rows.forEach((row, y) => [...row].forEach((module, x) => {
		for (let i = 0; module === "1" && i < scale * scale; i++)
			pixels[(margin + y * scale + Math.floor(i / scale)) * width + margin + x * scale + (i % scale)] = 0;
	}));
	const bitmap = new BinaryBitmap(new GlobalHistogramBinarizer(new RGBLuminanceSource(pixels, width, height)));
	try {
		return new readers[format]().decode(bitmap, hints[format]).getText();
	} catch {
		return null;
	}
}

let input = "";
process.stdin.on("data", (chunk) => { input += chunk; }).on("end", () => {
	for (const code of JSON.parse(input))
		console.log(JSON.stringify(read(code)));
});
