using System.Net;
using System.Text.Json;
using Passinstance.Local.State;
using Passinstance.Testing;
using Passinstance.Testing.Servers;

namespace Passinstance.System.Tests.Launcher;

/// <summary>What tests of the launcher ask of a running instance.</summary>
internal static class LauncherCalls
{
    // Measured by the launcher; the test allows a busy machine more to notice.
    internal static readonly TimeSpan StopDeadline = TimeSpan.FromMinutes(3);

    // What a killed process had started ends just after it.
    internal static Task AllHaveEndedAsync(IReadOnlyList<int> family) =>
        Eventually.TrueAsync(() => !family.Any(ProcessFamily.IsAlive), StopDeadline, "every process of the launcher ended");

    internal static async Task<HttpStatusCode> GetPassesAsync(HttpClient http, RunFile run)
    {
        using var response = await SendAsync(http, run);
        return response.StatusCode;
    }

    internal static async Task<string[]> ListPassIdsAsync(HttpClient http, RunFile run)
    {
        using var response = await SendAsync(http, run);
        using var list = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return [.. list.RootElement.GetProperty("data").EnumerateArray().Select(pass => pass.GetProperty("id").GetString()!)];
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, RunFile run)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get,
            $"{run.GatewayUrl}/api/v1/passes")
        { Headers = { { "X-API-Key", run.ApiKey } } };
        return await http.SendAsync(request);
    }
}
