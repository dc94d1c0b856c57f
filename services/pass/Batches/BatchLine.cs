using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Passes.Images;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.Batches;

/// <summary>
/// An item as it is stored in its unit: a letter for the operation, and the item's JSON without line breaks. What the batch sets for all
/// items is already in it.
/// </summary>
/// <param name="operation">What to do.</param>
/// <param name="json">The item.</param>
/// <param name="isText">Whether every value is a text, as in CSV: those of number fields are read as numbers.</param>
internal sealed class BatchLine(BatchOperation operation, string json, bool isText = false)
{
    private const string Letters = "cuvdn";

    // Before an item whose values are all texts: white space, which an older release reads over.
    private const char TextMark = ' ';
    private BatchCreateItem? _create;
    private BatchTarget? _target;

    internal BatchOperation Operation { get; } = operation;

    /// <summary>The item of a create.</summary>
    internal BatchCreateItem Create => _create ??= JsonSerializer.Deserialize<BatchCreateItem>(json, StoredJson.Options)!;

    /// <summary>The item of any other operation, as far as it says which pass it is about.</summary>
    internal BatchTarget Target => _target ??= Operation switch
    {
        BatchOperation.Update => ReadUpdate(),
        BatchOperation.Notify => JsonSerializer.Deserialize<BatchNotifyItem>(json, StoredJson.Options)!,
        _ => JsonSerializer.Deserialize<BatchTarget>(json, StoredJson.Options)!,
    };

    /// <summary>The item of a create from a template.</summary>
    internal BatchCreateItem CreateFrom(WalletTemplate? template)
    {
        var create = Create;
        if (!isText || template is null || create.Fields is not { } given)
            return create;
        var numbers = NumberFields.Of(template);
        var fields = new OrderedDictionary<string, FieldValue>();
        foreach (var (key, field) in given)
        {
            fields[key] = numbers.Contains(key) && NumberFields.Read(field.Value.Text) is { } number
                ? field with { Value = number } : field;
        }

        return create with { Fields = fields };
    }

    /// <summary>The merge patch of an update of a pass of a template.</summary>
    internal JsonObject PatchFor(WalletTemplate? template)
    {
        var patch = Patch;
        if (!isText || template is null || patch["fields"] is not JsonObject fields)
            return patch;
        foreach (var key in NumberFields.Of(template))
        {
            if (fields[key] is JsonObject field && field["value"] is JsonValue value && value.TryGetValue(out string? text)
                && NumberFields.Read(text) is { } number)
                field["value"] = number;
        }

        return patch;
    }

    private JsonObject Patch
    {
        get
        {
            var patch = JsonNode.Parse(json)!.AsObject();
            foreach (var name in patch.Select(member => member.Key).Where(IsOfBatch).ToList())
                patch.Remove(name);
            return patch;
        }
    }

    /// <summary>The images that an item gives its pass.</summary>
    internal IEnumerable<Guid> ImageIds() => Operation switch
    {
        // Most items name none: those are not read for it.
        _ when !json.Contains(IdPrefixes.Image + "_", StringComparison.Ordinal) => [],
        BatchOperation.Create => KnownImages.IdsIn(Create.Images),
        BatchOperation.Update => KnownImages.IdsIn(Patch),
        _ => [],
    };

    /// <summary>Appends an item and a line break.</summary>
    internal static void Write(
        IBufferWriter<byte> output, BatchItemForm form, BatchDefaults defaults, ReadOnlySpan<byte> json, bool isText = false)
    {
        output.Write([(byte)Letters[(int)form.Operation]]);
        if (isText)
            output.Write([(byte)TextMark]);
        json = json[json.IndexOf((byte)'{')..];
        if (form.AddsTemplate)
        {
            // After the opening brace; ids need no escaping. A create has at least its serial number.
            output.Write(Encoding.ASCII.GetBytes($"{{\"templateId\":\"{defaults.TemplateId}\","));
            json = json[1..];
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
            {
                var operation = (BatchOperation)Letters.IndexOf(line[0], StringComparison.Ordinal);
                lines.Add(new BatchLine(operation, line[1..], isText: line[1] == TextMark));
            }
        }

        return lines;
    }

    /// <summary>As it is listed while it waits or after it was cancelled.</summary>
    internal BatchItemResponse ToResponse(int index, BatchItemStatus status)
    {
        var target = Operation == BatchOperation.Create ? new BatchTarget { SerialNumber = Create.SerialNumber } : Target;
        return new BatchItemResponse(index, Operation, status, target.Id, target.SerialNumber, null);
    }

    private BatchTarget ReadUpdate()
    {
        var update = JsonSerializer.Deserialize<BatchUpdateItem>(json, StoredJson.Options)!;
        return new BatchTarget { Id = update.Id, SerialNumber = update.SerialNumber, TemplateId = update.TemplateId };
    }

    // Members that the single operation does not have: it has the pass in its path.
    private static bool IsOfBatch(string name) =>
        name.Equals("operation", StringComparison.OrdinalIgnoreCase) || name.Equals("id", StringComparison.OrdinalIgnoreCase);
}
