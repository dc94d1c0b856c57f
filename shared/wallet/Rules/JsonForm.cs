using System.Text.Json;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Rules;

/// <summary>A request as JSON, as the rules that go by names walk it.</summary>
internal static class JsonForm
{
    private const int MaxBytes = 2_000_000;

    /// <summary>The JSON; null, with a finding, when the request is too deep or too large to look at further.</summary>
    public static JsonElement? Of<T>(T request, FindingList findings)
    {
        try
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(request, WalletJson.Options);
            if (json.Length <= MaxBytes)
                return JsonDocument.Parse(json).RootElement;
            findings.Error("", "too_large", $"Reduce the request to {MaxBytes / 1_000_000} MB.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            findings.Error("", "too_deep", $"Nest the request at most {WalletJson.MaxDepth} levels deep.");
        }

        catch (ArgumentException)
        {
            findings.Error("", "not_a_number", "Write numbers within the range of a double.");
        }

        return null;
    }
}
