using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.Gateway.Portal.Reference;

/// <summary>The same call in four languages. Each sample is complete and runs as pasted, with the key in the environment.</summary>
internal static class Samples
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    internal static IEnumerable<(string Language, string Code)> For(ReferenceOperation operation) =>
        [("curl", Curl(operation)), ("JavaScript", JavaScript(operation)), ("Python", Python(operation)), ("C#", CSharp(operation))];

    private static string Curl(ReferenceOperation operation)
    {
        List<string> lines = [$"curl --request {operation.Method}", $"--url {operation.SampleUrl}"];
        if (operation.Security == "ApiKey")
            lines.Add("--header \"X-API-Key: $PASSINSTANCE_KEY\"");

        if (operation.Security == "ClientSecret")
            lines.Add("--user \"$CLIENT_ID:$CLIENT_SECRET\"");

        if (operation.BodyType == Form)
            lines.AddRange(Fields(operation).Select(field => $"--data-urlencode {Quote($"{field.Name}={field.Value}")}"));
        else if (operation.BodyType is { } type)
        {
            lines.Add($"--header 'Content-Type: {type}'");
            lines.Add(type == Json ? $"--data {Quote(Indented(operation, 2))}" : $"--data-binary @{FileName(type)}");
        }

        if (IsFile(operation, out var file))
            lines.Add($"--output {file}");

        return string.Join(" \\\n  ", lines);
    }

    private static string JavaScript(ReferenceOperation operation)
    {
        var code = new StringBuilder();
        if (IsFile(operation, out var file) || IsUpload(operation))
            code.Append("import { readFile, writeFile } from \"node:fs/promises\";\n\n");

        code.Append($"const response = await fetch({Text(operation.SampleUrl)}, {{\n  method: {Text(operation.Method)},\n");
        List<string> headers = [];
        if (operation.Security == "ApiKey")
            headers.Add("\"X-API-Key\": process.env.PASSINSTANCE_KEY");

        if (operation.Security == "ClientSecret")
            headers.Add("Authorization: \"Basic \" + btoa(process.env.CLIENT_ID + \":\" + process.env.CLIENT_SECRET)");

        if (operation.BodyType is { } type && type != Form)
            headers.Add($"\"Content-Type\": {Text(type)}");

        if (headers.Count > 0)
            code.Append($"  headers: {{ {string.Join(", ", headers)} }},\n");

        if (operation.BodyType == Json)
            code.Append($"  body: JSON.stringify({Indented(operation, 2)}),\n");
        else if (operation.BodyType == Form)
        {
            var fields = Fields(operation).Select(field => $"{field.Name}: {Text(field.Value)}");
            code.Append($"  body: new URLSearchParams({{ {string.Join(", ", fields)} }}),\n");
        }
        else if (operation.BodyType is { } upload)
            code.Append($"  body: await readFile({Text(FileName(upload))}),\n");

        code.Append("});\nif (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);\n");
        code.Append(operation.ResponseType is null ? "console.log(response.status);"
            : file.Length > 0 ? $"await writeFile({Text(file)}, Buffer.from(await response.arrayBuffer()));"
            : "console.log(JSON.stringify(await response.json(), null, 2));");
        return code.ToString();
    }

    private static string Python(ReferenceOperation operation)
    {
        var code = new StringBuilder("import os\n\nimport requests\n\nresponse = requests.");
        code.Append($"{operation.Method.ToLowerInvariant()}(\n    {Text(operation.SampleUrl)},\n");
        List<string> headers = [];
        if (operation.Security == "ApiKey")
            headers.Add("\"X-API-Key\": os.environ[\"PASSINSTANCE_KEY\"]");

        if (IsUpload(operation))
            headers.Add($"\"Content-Type\": {Text(operation.BodyType!)}");

        if (headers.Count > 0)
            code.Append($"    headers={{{string.Join(", ", headers)}}},\n");

        if (operation.Security == "ClientSecret")
            code.Append("    auth=(os.environ[\"CLIENT_ID\"], os.environ[\"CLIENT_SECRET\"]),\n");

        if (operation.BodyType == Json)
            code.Append($"    json={PythonValue(Example(operation), 4)},\n");
        else if (operation.BodyType == Form)
        {
            var fields = Fields(operation).Select(field => $"{Text(field.Name)}: {Text(field.Value)}");
            code.Append($"    data={{{string.Join(", ", fields)}}},\n");
        }
        else if (operation.BodyType is { } upload)
            code.Append($"    data=open({Text(FileName(upload))}, \"rb\"),\n");

        code.Append("    timeout=15,\n)\nif not response.ok:\n    raise SystemExit(f\"{response.status_code}: {response.text}\")\n");
        code.Append(operation.ResponseType is null ? "print(response.status_code)"
            : IsFile(operation, out var file) ? $"open({Text(file)}, \"wb\").write(response.content)"
            : "print(response.text)");
        return code.ToString();
    }

    private static string CSharp(ReferenceOperation operation)
    {
        var code = new StringBuilder("using System.Net.Http.Headers;\nusing System.Text;\n\nusing var client = new HttpClient();\n");
        var method = char.ToUpperInvariant(operation.Method[0]) + operation.Method[1..].ToLowerInvariant();
        code.Append($"using var request = new HttpRequestMessage(HttpMethod.{method}, {Text(operation.SampleUrl)});\n");
        if (operation.Security == "ApiKey")
            code.Append("request.Headers.Add(\"X-API-Key\", Environment.GetEnvironmentVariable(\"PASSINSTANCE_KEY\"));\n");

        if (operation.Security == "ClientSecret")
        {
            code.Append(
                """
                var id = Environment.GetEnvironmentVariable("CLIENT_ID");
                var secret = Environment.GetEnvironmentVariable("CLIENT_SECRET");
                var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"));
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);

                """);
        }

        if (operation.BodyType == Json)
        {
            code.Append($"request.Content = new StringContent(\"\"\"\n    {Indented(operation, 4)}\n    \"\"\",");
            code.Append(" Encoding.UTF8, \"application/json\");\n");
        }
        else if (operation.BodyType == Form)
        {
            var fields = Fields(operation).Select(field => $"[{Text(field.Name)}] = {Text(field.Value)}");
            code.Append("request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ");
            code.Append($"{string.Join(", ", fields)} }});\n");
        }
        else if (operation.BodyType is { } upload)
        {
            code.Append($"request.Content = new ByteArrayContent(await File.ReadAllBytesAsync({Text(FileName(upload))}));\n");
            code.Append($"request.Content.Headers.ContentType = new MediaTypeHeaderValue({Text(upload)});\n");
        }

        code.Append("using var response = await client.SendAsync(request);\nresponse.EnsureSuccessStatusCode();\n");
        code.Append(operation.ResponseType is null ? "Console.WriteLine((int)response.StatusCode);"
            : IsFile(operation, out var file)
                ? $"await File.WriteAllBytesAsync({Text(file)}, await response.Content.ReadAsByteArrayAsync());"
            : "Console.WriteLine(await response.Content.ReadAsStringAsync());");
        return code.ToString();
    }

    private static JsonNode Example(ReferenceOperation operation) => operation.Body!["example"]!;

    // All lines but the first are indented like the sample around them.
    private static string Indented(ReferenceOperation operation, int indent) =>
        ApiReference.Readable(Example(operation)).Replace("\n", "\n" + new string(' ', indent), StringComparison.Ordinal);

    private static IEnumerable<(string Name, string Value)> Fields(ReferenceOperation operation) =>
        Example(operation).AsObject().Select(field => (field.Key, field.Value!.ToString()));

    private static string PythonValue(JsonNode? value, int indent)
    {
        var inner = new string(' ', indent + 4);
        var outer = new string(' ', indent);
        return value switch
        {
            null => "None",
            JsonObject { Count: 0 } => "{}",
            JsonArray { Count: 0 } => "[]",
            JsonObject members => $"{{\n{string.Concat(members.Select(Member))}{outer}}}",
            JsonArray items => $"[\n{string.Concat(items.Select(item => $"{inner}{PythonValue(item, indent + 4)},\n"))}{outer}]",
            _ when value.GetValueKind() == JsonValueKind.True => "True",
            _ when value.GetValueKind() == JsonValueKind.False => "False",
            _ => ApiReference.Readable(value),
        };

        string Member(KeyValuePair<string, JsonNode?> member) =>
            $"{inner}{Text(member.Key)}: {PythonValue(member.Value, indent + 4)},\n";
    }

    private static bool IsUpload(ReferenceOperation operation) => operation.BodyType is not (null or Json or Form);

    private static bool IsFile(ReferenceOperation operation, out string file)
    {
        file = operation.ResponseType is null or Json ? "" : FileName(operation.ResponseType);
        return file.Length > 0;
    }

    private static string FileName(string type) => type switch
    {
        "application/vnd.apple.pkpass" => "pass.pkpass",
        "application/vnd.apple.pkpasses" => "passes.pkpasses",
        "image/png" => "image.png",
        _ => "content.bin",
    };

    private static string Text(string value) => JsonSerializer.Serialize(value, ApiReference.Indented);

    private static string Quote(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
