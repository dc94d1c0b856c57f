using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Batches;

/// <summary>An item that was read, and its JSON as it was sent.</summary>
internal sealed record PlannedItem(int Index, BatchItemBody Body, JsonElement Given)
{
    internal string? SerialNumber => Body.Operation == BatchOperation.Create ? Text("serialNumber") : Body.Target.SerialNumber;

    /// <summary>The template to create from.</summary>
    internal Guid? TemplateId =>
        Body.Operation == BatchOperation.Create && TypeId.TryParse(IdPrefixes.Template, Text("templateId"), out var id) ? id : null;

    internal Guid? PassId => TypeId.TryParse(IdPrefixes.Pass, Body.Target.Id, out var id) ? id : null;

    private string? Text(string member) => (Body.Members[member] as JsonValue)?.ToString();
}

/// <summary>
/// Splits a batch into units. Items about one pass share a unit, in their order; otherwise units are filled one after the other.
/// </summary>
internal static class BatchPlan
{
    /// <returns>The unit of each item, in the order of <paramref name="items"/>.</returns>
    internal static int[] Split(IReadOnlyList<PlannedItem> items, IReadOnlyDictionary<Guid, string> serialNumbers, int unitSize)
    {
        var units = new int[items.Count];
        var unitOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int unit = 0, filled = 0;
        for (var i = 0; i < items.Count; i++)
        {
            var key = items[i].SerialNumber
                ?? (serialNumbers.TryGetValue(items[i].PassId!.Value, out var known) ? known : items[i].Body.Target.Id!);
            if (unitOf.TryGetValue(key, out var earlier))
            {
                units[i] = earlier;
                continue;
            }

            if (filled == unitSize)
                (unit, filled) = (unit + 1, 0);
            unitOf[key] = units[i] = unit;
            filled++;
        }

        return units;
    }
}
