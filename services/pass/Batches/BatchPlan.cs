using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Batches;

/// <summary>An item that was read, and as it was given; its text is made only when it is written.</summary>
internal sealed record PlannedItem(int Index, BatchItemBody Body, JsonElement Given)
{
    internal string? SerialNumber => Body.Operation == BatchOperation.Create ? (Body.Members["serialNumber"] as JsonValue)?.ToString() : Body.Target.SerialNumber;

    /// <summary>The template to issue from.</summary>
    internal Guid? TemplateId => Body.Operation == BatchOperation.Create && TypeId.TryParse(IdPrefixes.Template, (Body.Members["templateId"] as JsonValue)?.ToString(), out var id) ? id : null;

    internal Guid? PassId => TypeId.TryParse(IdPrefixes.Pass, Body.Target.Id, out var id) ? id : null;
}

/// <summary>Cuts a batch into chunks. Items about one pass share a chunk, in their order; otherwise chunks are filled one after the other.</summary>
internal static class BatchPlan
{
    /// <returns>The chunk of each item, in the order of <paramref name="items"/>.</returns>
    internal static int[] Cut(IReadOnlyList<PlannedItem> items, IReadOnlyDictionary<Guid, string> serialNumbers, int chunkSize)
    {
        var chunks = new int[items.Count];
        var chunkOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int chunk = 0, filled = 0;
        for (var i = 0; i < items.Count; i++)
        {
            var key = items[i].SerialNumber
                ?? (serialNumbers.TryGetValue(items[i].PassId!.Value, out var known) ? known : items[i].Body.Target.Id!);
            if (chunkOf.TryGetValue(key, out var earlier))
            {
                chunks[i] = earlier;
                continue;
            }

            if (filled == chunkSize)
                (chunk, filled) = (chunk + 1, 0);
            chunkOf[key] = chunks[i] = chunk;
            filled++;
        }

        return chunks;
    }
}
