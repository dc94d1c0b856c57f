// Writes the parts of the clients that NSwag does not: the TypeScript client, the Python client, and the C# client's iterators over lists.
// NSwag's TypeScript has positional parameters and no null. Arguments: the API's document, the folder to write below.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const [input, root] = process.argv.slice(2);
const document = JSON.parse(await readFile(input, "utf8"));
const schemas = document.components.schemas;
const generated = "Generated from shared/openapi/v1.json by `dotnet run --project shared/openapi -- clients`. Do not edit.";

const nameOf = schema => schema?.$ref?.split("/").pop();
const resolve = value => (value.$ref ? value.$ref.slice(2).split("/").reduce((at, key) => at[key], document) : value);
const snake = name => name.replace(/[A-Z]/g, letter => "_" + letter.toLowerCase()).replace(/^_/, "");
const pascal = name => name[0].toUpperCase() + name.slice(1);
const camel = name => name[0].toLowerCase() + name.slice(1);
const oneLine = text => (text ?? "").replace(/\s+/g, " ").trim();

function wrap(text, width, indent) {
  const lines = [""];
  for (const word of oneLine(text).split(" ")) {
    const line = lines[lines.length - 1];
    if (line && line.length + word.length + 1 > width - indent.length)
      lines.push(word);
    else
      lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}

const operations = Object.entries(document.paths).filter(([, path]) => !path.servers).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => {
    const parameters = (operation.parameters ?? []).map(resolve);
    const [mediaType, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    const success = Object.entries(operation.responses).filter(([status]) => /^2/.test(status)).map(([, response]) => resolve(response));
    const [responseType, response] = success.flatMap(each => Object.entries(each.content ?? {}))[0] ?? [];
    const page = schemas[nameOf(response?.schema)];
    const query = parameters.filter(parameter => parameter.in === "query");
    return {
      id: operation.operationId,
      summary: operation.summary,
      description: operation.description,
      method: method.toUpperCase(),
      path,
      inPath: parameters.filter(parameter => parameter.in === "path"),
      query,
      body: body && { schema: body.schema, json: mediaType === "application/json", mediaType, required: operation.requestBody.required === true },
      hasKey: parameters.some(parameter => parameter.name === "Idempotency-Key"),
      hasMatch: parameters.some(parameter => parameter.name === "If-Match"),
      response: response && (responseType === "application/json" ? response.schema : "binary"),
      item: query.some(parameter => parameter.name === "cursor") ? page?.properties.data.items : undefined,
    };
  }));

// Names of schemas reachable from a schema.
function reach(schema, into) {
  const name = nameOf(schema);
  if (name) {
    if (into.has(name))
      return into;
    into.add(name);
    schema = schemas[name];
  }
  for (const each of [schema?.items, schema?.additionalProperties, ...Object.values(schema?.properties ?? {})])
    if (each && typeof each === "object")
      reach(each, into);
  return into;
}

const sent = new Set();
const received = new Set(["Problem", "Event"]);
const updates = new Set();
for (const operation of operations) {
  if (operation.body?.json) {
    reach(operation.body.schema, sent);
    if (operation.method === "PUT" || operation.method === "PATCH")
      updates.add(nameOf(operation.body.schema));
  }
  if (operation.response && operation.response !== "binary")
    reach(operation.response, received);
}
reach(schemas.Problem, received);
reach(schemas.Event, received);
const used = Object.keys(schemas).filter(name => sent.has(name) || received.has(name)).sort();

// TypeScript

function tsDoc(text, indent, deprecated) {
  const lines = [...wrap(text, 136, indent), ...(deprecated ? ["@deprecated"] : [])].filter(line => line);
  if (lines.length === 0)
    return "";
  if (lines.length === 1)
    return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map(line => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}

function tsType(schema) {
  if (schema === undefined)
    return "void";
  if (schema === "binary")
    return "Blob";
  if (nameOf(schema))
    return nameOf(schema);
  if (schema.enum)
    return schema.enum.map(value => JSON.stringify(value)).join(" | ");
  const types = [schema.type].flat();
  return types.map(type => {
    switch (type) {
      case "string": return "string";
      case "integer": case "number": return "number";
      case "boolean": return "boolean";
      case "null": return "null";
      case "array": return /[ |]/.test(tsType(schema.items)) ? `(${tsType(schema.items)})[]` : `${tsType(schema.items)}[]`;
      case "object": return typeof schema.additionalProperties === "object"
        ? `{ [key: string]: ${tsType(schema.additionalProperties)} }` : "{ [key: string]: unknown }";
      default: return "unknown";
    }
  }).join(" | ");
}

function tsSchema(name) {
  const schema = schemas[name];
  const head = tsDoc(schema.description, "", schema.deprecated);
  if (schema.enum) {
    // What the API only sends may get further values; what is sent to it is checked when it is compiled.
    const open = received.has(name) && !sent.has(name) ? " | (string & {})" : "";
    return `${head}export type ${name} = ${tsType(schema)}${open};\n`;
  }
  if (!schema.properties)
    return `${head}export type ${name} = ${tsType(schema)};\n`;
  const isUpdate = updates.has(name);
  const members = Object.entries(schema.properties).map(([key, value]) => {
    const optional = !schema.required?.includes(key);
    let type = tsType(value);
    if (isUpdate) {
      if (/^[A-Z{].*[^\]]$/.test(type) && type !== "AnyJson" && !schemas[nameOf(value)]?.enum)
        type = `Patch<${type}>`;
      if (optional && type !== "AnyJson")
        type += " | null";
    }
    return `${tsDoc(value.description, "  ", value.deprecated)}  ${key}${optional ? "?" : ""}: ${type};\n`;
  });
  return `${head}export interface ${name} {\n${members.join("\n")}}\n`;
}

function tsOperation(operation) {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => `\${encodeURIComponent(${name})}`);
  const parameters = operation.inPath.map(parameter => `${parameter.name}: ${tsType(parameter.schema)}`);
  if (operation.body)
    parameters.push(operation.body.json
      ? `body${operation.body.required ? "" : "?"}: ${tsType(operation.body.schema)}` : "body: Blob | ArrayBuffer | Uint8Array");
  const query = operation.query.length > 0 ? `${pascal(operation.id)}Query` : undefined;
  if (query)
    parameters.push(`query: ${query}${operation.query.some(parameter => parameter.required) ? "" : " = {}"}`);
  const options = [operation.hasKey && "IdempotencyOptions", operation.hasMatch && "MatchOptions", "CallOptions"].filter(Boolean).join(" & ");
  parameters.push(`options: ${options} = {}`);
  const given = [query && "query", operation.body && (operation.body.json ? "body" : `content: { type: "${operation.body.mediaType}", body }`),
    operation.response === "binary" && "binary: true", "options"].filter(Boolean).join(", ");
  const doc = tsDoc(`${operation.summary}. ${operation.description ?? ""}`, "  ");
  const call = `    return this.send("${operation.method}", \`${path}\`, { ${given} });\n`;
  let text = `${doc}  ${operation.id}(${parameters.join(", ")}): Promise<${tsType(operation.response)}> {\n${call}  }\n`;
  if (operation.item) {
    const iterated = parameters.map(each => each.replace(`query: ${query}`, `query: Omit<${query}, "cursor">`));
    text += `\n${tsDoc(`All items of \`${operation.id}\`, page after page as they are read.`, "  ")}`
      + `  ${operation.id.replace(/^list/, "iterate")}(${iterated.join(", ")}): AsyncGenerator<${tsType(operation.item)}, void, undefined> {\n`
      + `    return this.pages(cursor => this.${operation.id}(${[...operation.inPath.map(each => each.name), "{ ...query, cursor }", "options"].join(", ")}));\n  }\n`;
  }
  return text;
}

function tsQuery(operation) {
  const members = operation.query.map(parameter =>
    `${tsDoc(parameter.description, "  ")}  ${parameter.name}${parameter.required ? "" : "?"}: ${tsType(parameter.schema)} | undefined;\n`);
  return `/** The query parameters of \`${operation.id}\`. */\nexport interface ${pascal(operation.id)}Query {\n${members.join("\n")}}\n`;
}

const typescript = `// ${generated}
import { Transport, type CallOptions, type IdempotencyOptions, type MatchOptions, type Patch } from "./transport.js";

/** The operations of the API, one method each. */
export class PassinstanceApi extends Transport {
${operations.map(tsOperation).join("\n")}}

${operations.filter(operation => operation.query.length > 0).map(tsQuery).join("\n")}
${used.map(tsSchema).join("\n")}`;

// Python

const keywords = new Set(["class", "from", "global", "import", "in", "is", "not", "pass", "return"]);
const patched = new Set();
for (const name of updates)
  reach(schemas[name], patched.add(name));
const pyName = name => (keywords.has(snake(name)) ? snake(name) + "_" : snake(name));

function pyType(schema, patch = false) {
  if (schema === undefined)
    return "None";
  if (schema === "binary")
    return "bytes";
  if (nameOf(schema))
    return nameOf(schema);
  if (schema.enum)
    return `Literal[${schema.enum.map(value => JSON.stringify(value)).join(", ")}]`;
  return [schema.type].flat().map(type => {
    switch (type) {
      case "string": return "str";
      case "integer": return "int";
      case "number": return "float";
      case "boolean": return "bool";
      case "null": return "None";
      case "array": return `list[${pyType(schema.items)}]`;
      case "object": return typeof schema.additionalProperties === "object"
        ? `dict[str, ${pyType(schema.additionalProperties)}${patch ? " | None" : ""}]` : "dict[str, Any]";
      default: return "Any";
    }
  }).join(" | ");
}

function pyDoc(text, indent) {
  const lines = wrap((text ?? "").replace(/\\/g, "\\\\").replace(/"""/g, "'''"), 112, indent);
  return lines.length === 1 ? `${indent}"""${lines[0].replace(/"$/, '" ')}"""\n` : `${indent}"""\n${lines.map(line => indent + line + "\n").join("")}${indent}"""\n`;
}

function pyMember(name, schema, key, value) {
  const type = pyType(value, updates.has(name));
  if (schema.required?.includes(key))
    return type;
  // In an update null removes what may be left out, at every depth.
  return `NotRequired[${type}${patched.has(name) && !/AnyJson|None$/.test(type) ? " | None" : ""}]`;
}

function pySchema(name) {
  const schema = schemas[name];
  if (schema.enum) {
    const open = received.has(name) && !sent.has(name);
    return `${name} = ${open ? `Union[${pyType(schema)}, str]` : pyType(schema)}\n`;
  }
  if (!schema.properties)
    return `${name} = ${[schema.type].flat().length > 1 ? `Union[${[schema.type].flat().map(type => pyType({ type })).join(", ")}]` : pyType(schema)}\n`;
  const members = Object.entries(schema.properties);
  if (members.some(([key]) => keywords.has(key)))
    return `${name} = TypedDict("${name}", {\n${members.map(([key, value]) => `    "${key}": "${pyMember(name, schema, key, value)}",\n`).join("")}})\n`;
  return `class ${name}(TypedDict):\n${pyDoc(schema.description ?? name, "    ")}`
    + members.map(([key, value]) => `\n    ${key}: ${pyMember(name, schema, key, value)}\n${value.description ? pyDoc(value.description, "    ") : ""}`).join("");
}

function pyOperation(operation) {
  const parameters = operation.inPath.map(parameter => `${pyName(parameter.name)}: ${pyType(parameter.schema)}`);
  if (operation.body)
    parameters.push(operation.body.json
      ? `body: ${tsType(operation.body.schema)}${operation.body.required ? "" : " | None = None"}` : "body: bytes");
  const query = operation.query.map(parameter => `${pyName(parameter.name)}: ${pyType(parameter.schema)} | None = None`);
  const named = [...query, operation.hasKey && "idempotency_key: str | None = None", operation.hasMatch && "if_match: str | None = None"].filter(Boolean);
  const path = operation.inPath.length > 0
    ? `f"${operation.path.replace(/\{(\w+)\}/g, (_, name) => `{quote(${pyName(name)}, safe='')}`)}"` : `"${operation.path}"`;
  const values = operation.query.map(parameter => `"${parameter.name}": ${pyName(parameter.name)}`).join(", ");
  const given = [operation.query.length > 0 && `query={${values}}`, operation.body && "body=body",
    operation.body && !operation.body.json && `content_type="${operation.body.mediaType}"`, operation.response === "binary" && "binary=True",
    operation.hasKey && "idempotency_key=idempotency_key", operation.hasMatch && "if_match=if_match"].filter(Boolean);
  const signature = parts => ["self", ...parameters, ...(parts.length > 0 ? ["*", ...parts] : [])].map(each => `        ${each},\n`).join("");
  const result = pyType(operation.response);
  let text = `    def ${snake(operation.id)}(\n${signature(named)}    ) -> ${result}:\n`
    + pyDoc(`${operation.summary}. ${operation.description ?? ""}`, "        ")
    + `        return ${result === "None" ? "" : `cast(${JSON.stringify(result)}, `}self.request(\n            "${operation.method}",\n            ${path},\n`
    + given.map(each => `            ${each},\n`).join("") + `        )${result === "None" ? "" : ")"}\n`;
  if (result === "None")
    text = text.replace("        return self.request", "        self.request");
  if (operation.item) {
    const rest = operation.query.filter(parameter => parameter.name !== "cursor");
    text += `\n    def ${snake(operation.id).replace(/^list/, "iterate")}(\n${signature(query.filter(each => !each.startsWith("cursor:")))}    ) -> Iterator[${pyType(operation.item)}]:\n`
      + pyDoc(`All items of \`${snake(operation.id)}\`, page after page as they are read.`, "        ")
      + `        return self._pages(\n            ${path},\n            {${rest.map(parameter => `"${parameter.name}": ${pyName(parameter.name)}`).join(", ")}},\n        )\n`;
  }
  return text;
}

const plain = used.filter(name => !schemas[name].properties);
const pythonTypes = `# ${generated}
"""The bodies of requests and responses, as plain dictionaries."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict, Union

__all__ = [
${used.map(name => `    "${name}",\n`).join("")}]

${plain.map(pySchema).join("\n")}

${used.filter(name => schemas[name].properties).map(pySchema).join("\n\n")}`;

const python = `# ${generated}
from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast
from urllib.parse import quote

from ._transport import Transport
from .types import *


class PassinstanceApi(Transport):
    """The operations of the API, one method each."""

${operations.map(pyOperation).join("\n")}`;

// C#: what NSwag's methods lack.

const csType = schema => nameOf(schema) ?? "object";
function csScalar(schema) {
  if (schema.type === "integer")
    return "int";
  if (schema.format === "date-time")
    return "System.DateTimeOffset";
  return "string";
}

function csIterator(operation) {
  const rest = operation.query.filter(parameter => parameter.name !== "cursor");
  const parameters = [...operation.inPath.map(parameter => `${csScalar(parameter.schema)} ${parameter.name}`),
    ...rest.map(parameter => `${csScalar(parameter.schema)}? ${parameter.name} = null`), "System.Threading.CancellationToken cancellationToken = default"];
  const given = [...operation.inPath.map(parameter => parameter.name),
    ...operation.query.map(parameter => `${parameter.name}: ${parameter.name}`), "cancellationToken: stop"];
  return `    /// <summary>All items of <see cref="${pascal(operation.id)}Async"/>, page after page as they are read.</summary>
${operation.inPath.concat(rest).map(parameter => `    /// <param name="${parameter.name}">${oneLine(parameter.description).replace(/&/g, "&amp;").replace(/</g, "&lt;")}</param>\n`).join("")}    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PassinstanceException">The API responds with an error.</exception>
    public System.Collections.Generic.IAsyncEnumerable<${csType(operation.item)}> ${pascal(operation.id).replace(/^List/, "Iterate")}Async(
        ${parameters.join(",\n        ")}) =>
        Pages.IterateAsync(
            (cursor, stop) => ${pascal(operation.id)}Async(${given.join(", ")}),
            page => page.Data, page => page.HasMore ? page.NextCursor : null, cancellationToken);
`;
}

const csharp = `// <auto-generated>
//     ${generated}
// </auto-generated>

#nullable enable

namespace Passinstance.Client;

public partial class PassinstanceApi
{
${operations.filter(operation => operation.item).map(csIterator).join("\n")}}
`;

for (const [file, text] of Object.entries({
  "shared/clients/typescript/src/passinstance-api.ts": typescript,
  "shared/clients/python/src/passinstance/_api.py": python,
  "shared/clients/python/src/passinstance/types.py": pythonTypes,
  "shared/clients/csharp/PassinstanceApi.Lists.g.cs": csharp,
})) {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
}
