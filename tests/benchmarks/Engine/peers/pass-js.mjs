// Makes the benchmark's pass with pass-js, a slice at a time: reads a slice's length in milliseconds from each line of standard input and
// answers with the rate. Usage: node pass-js.mjs <folder with cert.pem, key.pem and the images>
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.cwd(), "package.json"));
const { Template } = await import(pathToFileURL(require.resolve("@walletpass/pass-js")).href);

const folder = process.argv[2];
const template = new Template("storeCard", {
	passTypeIdentifier: "pass.com.example.card", teamIdentifier: "TEAM123456", organizationName: "Example Coffee", description: "Loyalty card",
	backgroundColor: "rgb(31, 41, 55)", foregroundColor: "rgb(255, 255, 255)", labelColor: "rgb(156, 163, 175)", logoText: "Example",
});
template.setCertificate(readFileSync(join(folder, "cert.pem"), "utf8"));
template.setPrivateKey(readFileSync(join(folder, "key.pem"), "utf8"));
for (const file of readdirSync(folder).filter((f) => f.endsWith(".png"))) {
	const [name, density] = file.slice(0, -4).split("@");
	await template.images.add(name, readFileSync(join(folder, file)), density);
}

async function make(number) {
	const serialNumber = `CARD-${number}`;
	const pass = template.createPass({
		serialNumber, authenticationToken: `0123456789abcdef${number}`, webServiceURL: "https://wallet.example.com/wallet/apple",
	});
	pass.barcodes = [{ format: "PKBarcodeFormatQR", message: `${serialNumber}-GOLD`, messageEncoding: "iso-8859-1" }];
	pass.headerFields.add({ key: "points", label: "POINTS", value: number, changeMessage: "You have %@ points" });
	pass.secondaryFields.add({ key: "member", label: "MEMBER", value: `Member ${number}` });
	pass.secondaryFields.add({ key: "tier", label: "TIER", value: number % 3 === 0 ? "Gold" : "Silver" });
	pass.backFields.add({ key: "terms", label: "TERMS", value: "See the site." });
	return (await pass.asBuffer()).length;
}

let number = 0;
console.log(JSON.stringify({ bytes: await make(number++) }));
for await (const line of createInterface({ input: process.stdin })) {
	const processor = process.cpuUsage();
	const begin = process.hrtime.bigint();
	const end = begin + BigInt(Number(line)) * 1_000_000n;
	let made = 0;
	do {
		await make(number++);
		made++;
	} while (process.hrtime.bigint() < end);
	const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
	const used = process.cpuUsage(processor);
	console.log(JSON.stringify({ byWall: made / seconds, byProcessor: made / ((used.user + used.system) / 1e6) }));
}
