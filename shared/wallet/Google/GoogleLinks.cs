using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>The links below the card.</summary>
internal static class GoogleLinks
{
    public static JsonObject? Of(PassLinks? links)
    {
        if (links is null)
            return null;
        var uris = new JsonArray();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(links, WalletJson.Options)!.AsObject())
        {
            var address = value!.GetValue<string>();
            uris.Add(new JsonObject
            {
                ["uri"] = name.EndsWith("Email", StringComparison.Ordinal) ? $"mailto:{address}"
                    : name.EndsWith("PhoneNumber", StringComparison.Ordinal) ? $"tel:{address}" : address,
                ["description"] = Description(name),
                ["id"] = name,
            });
        }

        return uris.Count == 0 ? null : new JsonObject { ["uris"] = uris };
    }

    /// <summary>"purchaseParkingURL" reads "Purchase parking".</summary>
    private static string Description(string name)
    {
        var bare = name.EndsWith("URL", StringComparison.Ordinal) ? name[..^3] : name;
        return string.Concat(bare.Select(
            (c, i) => i == 0 ? char.ToUpperInvariant(c).ToString() : char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));
    }
}
