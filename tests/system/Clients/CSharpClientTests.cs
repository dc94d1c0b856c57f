using Passinstance.Client;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing.Wallet;

namespace Passinstance.System.Tests.Clients;

/// <summary>The C# client against the running system.</summary>
[Trait("Category", "System")]
public sealed class CSharpClientTests(RunningSystem system)
{
    [Fact]
    public async Task A_pass_is_issued_changed_listed_and_downloaded_with_the_client()
    {
        var key = await system.NewApiKeyAsync();
        using var passinstance = PassinstanceClient.Create(new Uri(system.Gateway, "/api/v1"), key);

        var template = await passinstance.CreateTemplateAsync(new CreateTemplateRequest
        {
            Name = "Members",
            Description = "Membership card",
            PassType = PassType.StoreCard,
            OrganizationName = "Example Coffee",
            TeamIdentifier = "A1B2C3D4E5",
            PassTypeIdentifier = "pass.test.client",
            BackgroundColor = "#1f2937",
        });
        var pass = await passinstance.CreatePassAsync(new CreatePassRequest
        {
            TemplateId = template.Id,
            SerialNumber = "ORDER-1001",
            BarcodeFormat = BarcodeFormat.Qr,
            BarcodeMessage = "ORDER-1001-GOLD",
            Fields = new Dictionary<string, FieldValue>
            {
                ["tier"] = new() { Label = "Tier", Value = "Gold" },
                ["points"] = new() { Label = "Points", Value = 12 }
            },
        });
        var changed = await passinstance.UpdatePassAsync(pass.Id,
            new UpdatePassRequest
            {
                Fields = new Dictionary<string, FieldValue> { ["tier"] = new() { Label = "Tier", Value = "Platinum" } },
            });
        var listed = await passinstance.ListPassesAsync(templateId: template.Id);
        using var file = await passinstance.DownloadPassAsync(pass.Id);
        using var bytes = new MemoryStream();
        await file.Stream.CopyToAsync(bytes);

        Assert.Equal("Platinum", changed.Fields!["tier"].Value?.ToString());
        // What the caller left out stayed: a client that wrote null for it would have emptied the pass.
        Assert.Equal("12", changed.Fields["points"].Value?.ToString());
        Assert.Equal("ORDER-1001-GOLD", changed.BarcodeMessage);
        Assert.Equal(pass.Id, Assert.Single(listed.Data).Id);
        Assert.Empty(PkpassReader.Read(bytes.ToArray()).ManifestErrors());
        var missing = await Assert.ThrowsAsync<PassinstanceException<Problem>>(() =>
            passinstance.GetPassAsync("pas_00000000000000000000000000"));
        Assert.Equal("not_found", missing.Result.Code);
        Assert.Equal(("not_found", missing.Result.RequestId, missing.Result.Message), (missing.Code, missing.RequestId, missing.Message));
    }
}
