using System.Text.Json;

namespace Passinstance.Testing.Servers;

/// <summary>A queue as RabbitMQ's management API shows it. Counts are refreshed by the broker every 5 s.</summary>
public sealed record QueueState(string Name, string Type, bool Durable, long Messages, int Consumers, JsonElement Arguments)
{
    internal static async Task<IReadOnlyList<QueueState>> ReadAllAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return [.. document.RootElement.EnumerateArray().Select(Read)];
    }

    private static QueueState Read(JsonElement queue) => new(
        queue.GetProperty("name").GetString()!,
        queue.TryGetProperty("type", out var type) ? type.GetString()! : "classic",
        queue.GetProperty("durable").GetBoolean(),
        queue.TryGetProperty("messages", out var messages) ? messages.GetInt64() : 0,
        queue.TryGetProperty("consumers", out var consumers) ? consumers.GetInt32() : 0,
        queue.GetProperty("arguments").Clone());
}
