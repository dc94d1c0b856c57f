using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Passinstance.Benchmarks.Soak;

/// <summary>A batch as an issuer's system sends it.</summary>
internal static class SoakBatch
{
    /// <summary>Sends a batch, waits for its end, and returns the items that succeeded.</summary>
    /// <param name="api">The API.</param>
    /// <param name="operation">The operation of every item.</param>
    /// <param name="lines">The items.</param>
    /// <param name="failed">Gets each item that failed.</param>
    /// <param name="stop">Ends it.</param>
    internal static async IAsyncEnumerable<JsonElement> RunAsync(
        HttpClient api, string operation, IEnumerable<string> lines, Action<string> failed, [EnumeratorCancellation] CancellationToken stop)
    {
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await api.PostAsync(
            new Uri($"/api/v1/batch?operation={operation}", UriKind.Relative), content, stop);
        response.EnsureSuccessStatusCode();
        var path = $"/api/v1/batch/{(await response.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("id").GetString()}";
        while ((await api.GetFromJsonAsync<JsonElement>(path, stop)).GetProperty("status").GetString() != "completed")
            await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
        using var results = new HttpRequestMessage(HttpMethod.Get, new Uri($"{path}/results", UriKind.Relative));
        results.Headers.Accept.ParseAdd("application/x-ndjson");
        using var listed = await api.SendAsync(results, stop);
        listed.EnsureSuccessStatusCode();
        foreach (var line in (await listed.Content.ReadAsStringAsync(stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var item = JsonElement.Parse(line);
            if (item.GetProperty("status").GetString() == "succeeded")
                yield return item;
            else
                failed($"batch {operation}: {line}");
        }
    }
}
