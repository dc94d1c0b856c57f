// Reads unpacked passes with passkit-generator, whose schemas refuse what Apple does not document.
// Usage: node read.mjs <folder of passes>; each pass is a folder. Prints one line of JSON: { name: [complaints] }.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { createRequire } from "node:module";

const { PKPass } = createRequire(join(process.cwd(), "package.json"))("passkit-generator");

function files(folder, root = folder) {
	return readdirSync(folder).flatMap((name) => {
		const path = join(folder, name);
		return statSync(path).isDirectory() ? files(path, root) : [[relative(root, path), readFileSync(path)]];
	});
}

const complaints = {};
const root = process.argv[2];
for (const name of readdirSync(root)) {
	complaints[name] = [];
	console.warn = (message) => complaints[name].push(String(message));
	try {
		const pass = new PKPass(Object.fromEntries(files(join(root, name))), undefined, {});
		if (!pass.type) complaints[name].push("no style was read");
		if (pass.props.serialNumber === undefined) complaints[name].push("no serial number was read");
	} catch (error) {
		complaints[name].push(String(error));
	}
}
console.log(JSON.stringify(complaints));
