using System.Text.Json;
using Passinstance.Testing.Services;

namespace Passinstance.System.Tests.FirstPass;

/// <summary>A membership card, as most tests create it.</summary>
internal static class SampleMembership
{
    internal static object Template() => new
    {
        name = "Members",
        description = "Membership card",
        passType = "storeCard",
        organizationName = "Passinstance",
        teamIdentifier = "A1B2C3D4E5",
        passTypeIdentifier = "pass.test.system",
        backgroundColor = "#1f2937",
        layout = new { primaryFields = new[] { new { key = "memberName", label = "Member" } } },
    };

    internal static object Pass(JsonElement template) => new
    {
        templateId = template.Text("id"),
        serialNumber = "ORDER-1001",
        fields = new { memberName = new { label = "Member", value = "Jane Doe" }, tier = new { label = "Tier", value = "Gold" } },
        barcodeFormat = "qr",
        barcodeMessage = "ORDER-1001-GOLD",
    };
}
