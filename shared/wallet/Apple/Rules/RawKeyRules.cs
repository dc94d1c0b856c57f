using System.Text.Json;
using Passinstance.Wallet.Apple.PassJson;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple.Rules;

/// <summary>Raw keys of pass.json.</summary>
internal static class RawKeyRules
{
    public static void Check(WalletTemplate template, FindingList findings)
    {
        foreach (var (name, value) in template.Extra ?? new Dictionary<string, JsonElement>())
        {
            var at = $"/extra/{JsonPointer.Escape(name)}";
            if (name.Length == 0)
            {
                findings.Error(at, "required", "Give the key a name: Wallet reads none without.");
            }
            else if (AppleKeys.TopLevel.Contains(name))
            {
                findings.Error(at, "known_key", $"Passinstance writes \"{name}\" itself: give it in its own member of the request.");
            }
            else
            {
                findings.Warning(at, "raw_key", $"\"{name}\" is written to pass.json unchecked: only Wallet checks it.");
                MemberRules.CheckNamed(name, value, at, findings);
            }
        }

        MemberRules.CheckSize(template.Extra, "/extra", findings);
    }
}
