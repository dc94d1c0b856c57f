using System.Text.Encodings.Web;
using System.Text.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

/// <summary>Writes the result of an operation for a shell: one line of JSON, or aligned columns.</summary>
internal static class AdministrationOutput
{
    public const int Success = 0;
    public const int Failure = 1;
    private const string Gap = "  ";

    // A shell is not a web page: characters that are not ASCII stay as they are.
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static int Write(IResult result, bool json, TextWriter output, TextWriter errors)
    {
        switch (result is INestedHttpResult nested ? nested.Result : result)
        {
            case IValueHttpResult { Value: { } value } when json:
                output.WriteLine(JsonSerializer.Serialize(value, value.GetType(), Json));
                return Success;
            case IValueHttpResult { Value: { } value }:
                WriteTable(JsonSerializer.SerializeToElement(value, value.GetType(), Json), output);
                return Success;
            case Problem problem:
                foreach (var line in problem.Errors?.Select(error => $"{error.Pointer}: {error.Detail}") ?? [problem.Detail])
                    errors.WriteLine(line);

                return Failure;
            case var other:
                throw new InvalidOperationException($"The result {other.GetType().Name} cannot be written.");
        }
    }

    // A list has one line per item below the names of its columns; an object has one line per member.
    private static void WriteTable(JsonElement value, TextWriter output)
    {
        if (!value.TryGetProperty("data", out var items))
        {
            WriteRows([.. value.EnumerateObject().Select(member => (string[])[member.Name, Text(member.Value)])], output);
            return;
        }

        if (items.GetArrayLength() == 0)
        {
            output.WriteLine("No entries.");
            return;
        }

        var columns = items[0].EnumerateObject().Select(member => member.Name).ToArray();
        WriteRows(
            [columns, .. items.EnumerateArray().Select(item => columns.Select(column => Text(item.GetProperty(column))).ToArray())],
            output);
    }

    private static void WriteRows(string[][] rows, TextWriter output)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "-",
        JsonValueKind.Array when value.GetArrayLength() == 0 => "-",
        JsonValueKind.Array => string.Join(",", value.EnumerateArray().Select(Text)),
        _ => value.ToString(),
    };
}
