using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.Gateway.Portal.Reference;

/// <summary>The same call in four languages, each complete: with the key in the environment it runs as it is pasted.</summary>
internal static class Samples
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static IEnumerable<(string Language, string Code)> Of(ReferenceOperation operation) =>
    [
        ("curl", Curl(operation)), ("JavaScript", JavaScript(operation)), ("Python", Python(operation)), ("C#", CSharp(operation)),
    ];

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
            lines.AddRange([$"--header 'Content-Type: {type}'", type == Json ? $"--data {Quote(Indented(operation, 2))}" : $"--data-binary @{FileName(type)}"]);
        if (IsFile(operation, out var file))
            lines.Add($"--output {file}");
        return string.Join(" \\\n  ", lines);
    }

    private static string JavaScript(ReferenceOperation operation)
    {
        var code = new StringBuilder();
        if (IsFile(operation, out var file) || IsUpload(operation))
            code.Append("import { readFile, writeFile } from \"node:fs/promises\";\n\n");
        code.Append("const response = await fetch(").Append(Text(operation.SampleUrl)).Append(", {\n  method: ").Append(Text(operation.Method)).Append(",\n");
        List<string> headers = [];
        if (operation.Security == "ApiKey")
            headers.Add("\"X-API-Key\": process.env.PASSINSTANCE_KEY");
        if (operation.Security == "ClientSecret")
            headers.Add("Authorization: \"Basic \" + btoa(process.env.CLIENT_ID + \":\" + process.env.CLIENT_SECRET)");
        if (operation.BodyType is { } type && type != Form)
            headers.Add($"\"Content-Type\": {Text(type)}");
        if (headers.Count > 0)
            code.Append("  headers: { ").AppendJoin(", ", headers).Append(" },\n");
        if (operation.BodyType == Json)
            code.Append("  body: JSON.stringify(").Append(Indented(operation, 2)).Append("),\n");
        else if (operation.BodyType == Form)
            code.Append("  body: new URLSearchParams({ ").AppendJoin(", ", Fields(operation).Select(field => $"{field.Name}: {Text(field.Value)}")).Append(" }),\n");
        else if (operation.BodyType is { } upload)
            code.Append("  body: await readFile(").Append(Text(FileName(upload))).Append("),\n");
        code.Append("});\nif (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);\n");
        code.Append(operation.AnswerType is null ? "console.log(response.status);"
            : file.Length > 0 ? $"await writeFile({Text(file)}, Buffer.from(await response.arrayBuffer()));"
            : "console.log(JSON.stringify(await response.json(), null, 2));");
        return code.ToString();
    }

    private static string Python(ReferenceOperation operation)
    {
        var code = new StringBuilder("import os\n\nimport requests\n\nresponse = requests.");
        code.Append(operation.Method.ToLowerInvariant()).Append("(\n    ").Append(Text(operation.SampleUrl)).Append(",\n");
        List<string> headers = [];
        if (operation.Security == "ApiKey")
            headers.Add("\"X-API-Key\": os.environ[\"PASSINSTANCE_KEY\"]");
        if (IsUpload(operation))
            headers.Add($"\"Content-Type\": {Text(operation.BodyType!)}");
        if (headers.Count > 0)
            code.Append("    headers={").AppendJoin(", ", headers).Append("},\n");
        if (operation.Security == "ClientSecret")
            code.Append("    auth=(os.environ[\"CLIENT_ID\"], os.environ[\"CLIENT_SECRET\"]),\n");
        if (operation.BodyType == Json)
            code.Append("    json=").Append(PythonValue(Example(operation), 4)).Append(",\n");
        else if (operation.BodyType == Form)
            code.Append("    data={").AppendJoin(", ", Fields(operation).Select(field => $"{Text(field.Name)}: {Text(field.Value)}")).Append("},\n");
        else if (operation.BodyType is { } upload)
            code.Append("    data=open(").Append(Text(FileName(upload))).Append(", \"rb\"),\n");
        code.Append("    timeout=15,\n)\nresponse.raise_for_status()\n");
        code.Append(operation.AnswerType is null ? "print(response.status_code)"
            : IsFile(operation, out var file) ? $"open({Text(file)}, \"wb\").write(response.content)"
            : "print(response.text)");
        return code.ToString();
    }

    private static string CSharp(ReferenceOperation operation)
    {
        var code = new StringBuilder("using System.Net.Http.Headers;\nusing System.Text;\n\nusing var client = new HttpClient();\nusing var request = new HttpRequestMessage(HttpMethod.");
        code.Append(char.ToUpperInvariant(operation.Method[0])).Append(operation.Method[1..].ToLowerInvariant()).Append(", ").Append(Text(operation.SampleUrl)).Append(");\n");
        if (operation.Security == "ApiKey")
            code.Append("request.Headers.Add(\"X-API-Key\", Environment.GetEnvironmentVariable(\"PASSINSTANCE_KEY\"));\n");
        if (operation.Security == "ClientSecret")
            code.Append("var client_ = $\"{Environment.GetEnvironmentVariable(\"CLIENT_ID\")}:{Environment.GetEnvironmentVariable(\"CLIENT_SECRET\")}\";\n")
                .Append("request.Headers.Authorization = new AuthenticationHeaderValue(\"Basic\", Convert.ToBase64String(Encoding.UTF8.GetBytes(client_)));\n");
        if (operation.BodyType == Json)
            code.Append("request.Content = new StringContent(\"\"\"\n    ").Append(Indented(operation, 4)).Append("\n    \"\"\", Encoding.UTF8, \"application/json\");\n");
        else if (operation.BodyType == Form)
            code.Append("request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ").AppendJoin(", ", Fields(operation).Select(field => $"[{Text(field.Name)}] = {Text(field.Value)}")).Append(" });\n");
        else if (operation.BodyType is { } upload)
            code.Append("request.Content = new ByteArrayContent(await File.ReadAllBytesAsync(").Append(Text(FileName(upload))).Append("));\nrequest.Content.Headers.ContentType = new MediaTypeHeaderValue(").Append(Text(upload)).Append(");\n");
        code.Append("using var response = await client.SendAsync(request);\nresponse.EnsureSuccessStatusCode();\n");
        code.Append(operation.AnswerType is null ? "Console.WriteLine((int)response.StatusCode);"
            : IsFile(operation, out var file) ? $"await File.WriteAllBytesAsync({Text(file)}, await response.Content.ReadAsByteArrayAsync());"
            : "Console.WriteLine(await response.Content.ReadAsStringAsync());");
        return code.ToString();
    }

    private static JsonNode Example(ReferenceOperation operation) => operation.Body!["example"]!;

    // The lines after the first stand as far in as the sample around them.
    private static string Indented(ReferenceOperation operation, int indent) =>
        Example(operation).ToJsonString(Readable).Replace("\n", "\n" + new string(' ', indent), StringComparison.Ordinal);

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
            JsonObject open => $"{{\n{string.Concat(open.Select(member => $"{inner}{Text(member.Key)}: {PythonValue(member.Value, indent + 4)},\n"))}{outer}}}",
            JsonArray list => $"[\n{string.Concat(list.Select(item => $"{inner}{PythonValue(item, indent + 4)},\n"))}{outer}]",
            _ => value.GetValueKind() switch { JsonValueKind.True => "True", JsonValueKind.False => "False", _ => value.ToJsonString(Readable) },
        };
    }

    private static bool IsUpload(ReferenceOperation operation) => operation.BodyType is not (null or Json or Form);

    private static bool IsFile(ReferenceOperation operation, out string file)
    {
        file = operation.AnswerType is null or Json ? "" : FileName(operation.AnswerType);
        return file.Length > 0;
    }

    private static string FileName(string type) => type switch
    {
        "application/vnd.apple.pkpass" => "pass.pkpass",
        "application/vnd.apple.pkpasses" => "passes.pkpasses",
        "image/png" => "image.png",
        _ => "content.bin",
    };

    private static string Text(string value) => JsonSerializer.Serialize(value, Readable);

    private static string Quote(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
