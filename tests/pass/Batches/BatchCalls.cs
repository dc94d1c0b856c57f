using System.Net;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Batches;

internal static class BatchCalls
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    internal static Task<JsonElement> StartBatchAsync(this Issuer issuer, object body) =>
        issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/batch", body, HttpStatusCode.Accepted);

    internal static Task<JsonElement> ReadBatchAsync(
        this Issuer issuer, JsonElement batch, CancellationToken cancellationToken = default) =>
        issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/batch/{batch.Text("id")}", cancellationToken: cancellationToken);

    /// <summary>The batch once it has ended.</summary>
    internal static async Task<JsonElement> EndAsync(this Issuer issuer, JsonElement batch)
    {
        JsonElement last = default;
        await Eventually.TrueAsync(
            async token => (last = await issuer.ReadBatchAsync(batch, token)).Text("status") is "completed" or "cancelled", Deadline,
            $"batch {batch.Text("id")} ends");
        return last;
    }

    internal static async Task<JsonElement> RunBatchAsync(this Issuer issuer, object body) =>
        await issuer.EndAsync(await issuer.StartBatchAsync(body));

    /// <summary>created, updated, voided, deleted, failed, cancelled.</summary>
    internal static int[] Counts(this JsonElement batch) =>
        [.. ((string[])["created", "updated", "voided", "deleted", "failed", "cancelled"])
        .Select(name => batch.GetProperty("counts").GetProperty(name).GetInt32())];

    internal static async Task<List<JsonElement>> ItemsAsync(this Issuer issuer, JsonElement batch, string query = "")
    {
        var items = new List<JsonElement>();
        for (string? cursor = null; ;)
        {
            var page = await issuer.Passes.CallAsync(
                HttpMethod.Get, $"/api/v1/batch/{batch.Text("id")}/items?limit=100{query}{(cursor is null ? "" : $"&cursor={cursor}")}");
            items.AddRange(page.GetProperty("data").EnumerateArray());
            if ((cursor = page.GetProperty("nextCursor").GetString()) is null)
                return items;
        }
    }
}
