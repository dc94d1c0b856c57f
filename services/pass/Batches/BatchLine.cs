using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Passes.Batches;

/// <summary>
/// An item as it is stored in its unit: a letter for the operation, and the item's JSON without line breaks. What the batch sets for all
/// items is already in it.
/// </summary>
internal readonly record struct BatchLine(BatchOperation Operation, string Json)
{
    private const string Letters = "cuvdn";

    /// <summary>Appends an item and a line break.</summary>
    internal static void Write(IBufferWriter<byte> output, BatchItemForm form, BatchDefaults defaults, ReadOnlySpan<byte> json)
    {
        output.Write([(byte)Letters[(int)form.Operation]]);
        if (form.AddsTemplate)
        {
            // After the opening brace; ids need no escaping. A create has at least its serial number.
            var start = json.IndexOf((byte)'{') + 1;
            output.Write(Encoding.ASCII.GetBytes($"{{\"templateId\":\"{defaults.TemplateId}\","));
            json = json[start..];
        }

        // A line break outside of a text is white space; within a text it would be escaped.
        foreach (var part in json.Split("\n"u8))
            output.Write(json[part]);
        output.Write("\n"u8);
    }

    /// <summary>The lines of a unit.</summary>
    internal static List<BatchLine> ReadAll(string items)
    {
        var lines = new List<BatchLine>();
        foreach (var range in items.AsSpan().Split('\n'))
        {
            var line = items[range];
            if (line.Length > 0)
                lines.Add(new BatchLine((BatchOperation)Letters.IndexOf(line[0], StringComparison.Ordinal), line[1..]));
        }

        return lines;
    }

    internal BatchCreateItem ToCreate() => JsonSerializer.Deserialize<BatchCreateItem>(Json, ApiJson.Options)!;

    internal BatchNotifyItem ToNotify() => JsonSerializer.Deserialize<BatchNotifyItem>(Json, ApiJson.Options)!;

    /// <summary>The merge patch of an update, with its target.</summary>
    internal (JsonObject Patch, BatchTarget Target) ToUpdate()
    {
        var patch = JsonNode.Parse(Json)!.AsObject();
        var target = JsonSerializer.Deserialize<BatchUpdateItem>(Json, ApiJson.Options)!;
        foreach (var name in patch.Select(member => member.Key).Where(IsOfBatch).ToList())
            patch.Remove(name);
        return (patch, new BatchTarget { Id = target.Id, SerialNumber = target.SerialNumber, TemplateId = target.TemplateId });
    }

    internal BatchTarget ToTarget() => Operation switch
    {
        BatchOperation.Create or BatchOperation.Update => ToUpdate().Target,
        BatchOperation.Notify => ToNotify(),
        _ => JsonSerializer.Deserialize<BatchTarget>(Json, ApiJson.Options)!,
    };

    /// <summary>As it is listed while it waits or after it was cancelled.</summary>
    internal BatchItemResponse ToResponse(int index, BatchItemStatus status)
    {
        var target = Operation == BatchOperation.Create
            ? new BatchTarget { SerialNumber = ToCreate().SerialNumber }
            : ToTarget();
        return new BatchItemResponse(index, Operation, status, target.Id, target.SerialNumber, null);
    }

    // Members that the single operation does not have: it has the pass in its path.
    private static bool IsOfBatch(string name) =>
        name.Equals("operation", StringComparison.OrdinalIgnoreCase) || name.Equals("id", StringComparison.OrdinalIgnoreCase);
}
