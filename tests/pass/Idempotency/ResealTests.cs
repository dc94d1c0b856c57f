using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Secrets;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Idempotency;

/// <summary>An encryption key is replaced while the service runs, and the old one is dropped.</summary>
[Trait("Category", "Integration")]
public sealed class ResealTests
{
    [Fact]
    public async Task Everything_is_sealed_anew_while_the_service_runs_and_the_old_key_can_be_dropped()
    {
        var deployment = await TestDeployment.CreateAsync();
        await using var templates = await PassFixture.StartTemplatesAsync(deployment);
        var newKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var both = new Dictionary<string, string?> { ["Encryption:Keys:k2"] = newKey, ["Encryption:CurrentKey"] = "k2" };
        await using var old = await PassFixture.StartPassesAsync(deployment, templates.Url);
        var organization = Guid.CreateVersion7();
        var template = await templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("storeCard"));
        var passes = new List<JsonElement>();
        for (var i = 0; i < 5; i++)
            passes.Add(await CreateAsync(old, organization, template, $"RS-{i}"));

        // A rolling change: one replica has both keys while the other still seals under the old one.
        await using (var next = await PassFixture.StartPassesAsync(deployment, templates.Url, both, old.Postgres))
        {
            Assert.NotEqual(0, await CountAsync(next, "k1"));
            passes.Add(await CreateAsync(next, organization, template, "RS-new"));
            using var output = new StringWriter();
            await RunAsync(next, "reseal", output);
            Assert.Contains("\"resealed\":5", output.ToString(), StringComparison.Ordinal);
            Assert.Equal(0, await CountAsync(next, "k1"));
        }

        await old.App.StopAsync();
        var onlyNew = new Dictionary<string, string?>(both) { ["Encryption:Keys:k1"] = newKey };
        await using var last = await PassFixture.StartPassesAsync(deployment, templates.Url, onlyNew, old.Postgres);
        foreach (var pass in passes)
        {
            using var response = await last.AnonymousClient().GetAsync(new Uri(pass.Text("downloadUrl")).AbsolutePath);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Every_sealed_property_is_found_by_the_command()
    {
        var deployment = await TestDeployment.CreateAsync("amqp://nobody:nothing@127.0.0.1:1/none");
        await using var app = PassHost.Build([], builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = "Host=127.0.0.1;Port=1;Database=none;Username=none;Password=none",
            ["ConnectionStrings:RabbitMq"] = deployment.RabbitMq,
            ["Deployment:Environment"] = "local",
            ["Deployment:PublicUrl"] = "http://wallet.test",
            ["InternalIdentity:PublicKeys:0"] = deployment.PublicKey,
            ["Encryption:CurrentKey"] = "k1",
            ["Encryption:Keys:k1"] = deployment.EncryptionKey,
            ["EventEncryption:CurrentKey"] = "k1",
            ["EventEncryption:Keys:k1"] = deployment.EncryptionKey,
            ["ServiceCalls:CurrentKey"] = "k1",
            ["ServiceCalls:Keys:k1"] = deployment.EncryptionKey,
            ["Services:Template"] = "http://127.0.0.1:1",
        }));
        await using var scope = app.Services.CreateAsyncScope();
        var model = scope.ServiceProvider.GetRequiredService<PassesDbContext>().GetService<IDesignTimeModel>().Model;

        var sealedProperties = model.GetEntityTypes().SelectMany(entity => entity.GetProperties())
            .Where(property => property.Name.StartsWith("Sealed", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(sealedProperties);
        Assert.All(sealedProperties, property => Assert.NotNull(property.FindAnnotation("Passinstance:SealedFor")));
    }

    private static Task<JsonElement> CreateAsync(RunningService service, Guid organization, JsonElement template, string serialNumber) =>
        service.ClientOf(organization).CreateAsync("/api/v1/passes", new { templateId = template.Text("id"), serialNumber });

    private static async Task<long> CountAsync(RunningService service, string key)
    {
        using var output = new StringWriter();
        await RunAsync(service, "list", output);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            .Where(line => line.Text("key") == key).Sum(line => line.GetProperty("count").GetInt64());
    }

    private static async Task RunAsync(RunningService service, string verb, StringWriter output)
    {
        using var errors = new StringWriter();
        var code = await HostCommand.InvokeAsync(
            SecretsCommand.Create<PassesDbContext>(() => service.App.Services), [verb], output, errors);
        Assert.True(code == 0, errors.ToString());
    }
}
