using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.GoogleWallet;

/// <summary>An organization with a Google Wallet issuer, on a pass service that reads root keys from a simulated Google.</summary>
internal sealed class GoogleIssuer(RunningService templates, RunningService passes) : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private readonly RSA _key = TestKeys.First;

    internal Guid OrganizationId { get; } = Guid.CreateVersion7();

    internal string IssuerId { get; } = RandomNumberGenerator.GetInt32(1_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture);

    internal string Account => $"wallet@project-{IssuerId}.iam.gserviceaccount.com";

    internal string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    internal HttpClient Api { get; private set; } = null!;

    internal string TemplateId { get; private set; } = "";

    internal string CallbackPath => $"/wallet/google/{TypeId.Format(IdPrefixes.Organization, OrganizationId)}/callbacks";

    /// <summary>Uploads the account and waits until the pass service has it.</summary>
    internal async Task<GoogleIssuer> StartAsync(object? template = null)
    {
        Api = passes.ClientOf(OrganizationId);
        await templates.ClientOf(OrganizationId).CreateAsync("/api/v1/wallet-identities/google", Body());
        TemplateId = (await templates.ClientOf(OrganizationId).CreateAsync("/api/v1/templates", template ?? Issuer.Template("generic")))
            .Text("id");
        await Eventually.TrueAsync(
            async token => await ScalarAsync<long>(
            "SELECT count(*) FROM wallet_identity_replicas WHERE organization_id = $1 AND sealed_secret IS NOT NULL", token) == 1, Soon,
            "the account is here");
        return this;
    }

    /// <summary>Google has granted publishing access; returns once the pass service knows it.</summary>
    internal async Task GrantAsync()
    {
        await templates.ClientOf(OrganizationId).CallAsync(
            HttpMethod.Post, "/api/v1/wallet-identities/google", Body(publishingAccess: true));
        await Eventually.TrueAsync(
            async token => await ScalarAsync<long>(
            "SELECT count(*) FROM wallet_identity_replicas WHERE organization_id = $1 AND NOT is_demo AND held_version = 2", token) == 1,
            Soon, "the grant is here");
    }

    internal Task<JsonElement> IssueAsync(string serialNumber, object? fields = null) =>
        Api.CreateAsync("/api/v1/passes",
            new { templateId = TemplateId, serialNumber, fields = fields ?? new { tier = new { label = "Tier", value = "Gold" } } });

    internal Task<JsonElement> ReadAsync(JsonElement pass) => Api.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}");

    internal async Task<string> ObjectIdAsync(string serialNumber) =>
        (await ScalarAsync<string>(
            $"SELECT google_object_id FROM passes WHERE organization_id = $1 AND serial_number = '{serialNumber}'"))!;

    internal async Task<int> CallBackAsync(string body, string? path = null)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await passes.AnonymousClient().PostAsync(path ?? CallbackPath, content);
        return (int)response.StatusCode;
    }

    /// <summary>Where the pass's link leads; null while it asks to wait.</summary>
    internal async Task<Uri?> SaveLinkAsync(JsonElement pass)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = passes.Url };
        using var redirect = await browser.GetAsync(new Uri(pass.Text("googleSaveUrl")).AbsolutePath);
        return redirect.Headers.Location;
    }

    /// <summary>Events of a type that the service has published about this organization.</summary>
    internal async Task<IReadOnlyList<JsonElement>> PublishedAsync(string type)
    {
        await using var command = passes.Database.CreateCommand("""
            SELECT body FROM (SELECT id, organization_id, type, body FROM outbox_messages
                UNION SELECT id, organization_id, type, body FROM outbox_history) m
            WHERE organization_id = $1 AND type = $2 ORDER BY id
            """);
        command.Parameters.Add(new() { Value = OrganizationId });
        command.Parameters.Add(new() { Value = $"V1.{type}" });
        var published = new List<JsonElement>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            published.Add(JsonElement.Parse(reader.GetString(0)));
        return published;
    }

    public void Dispose() => _key.Dispose();

    private object Body(bool? publishingAccess = null) => new
    {
        issuerId = IssuerId,
        serviceAccountKey = new
        {
            type = "service_account",
            client_email = Account,
            private_key_id = "k-1",
            private_key = _key.ExportPkcs8PrivateKeyPem(),
        },
        publishingAccess,
    };

    internal async Task<T?> ScalarAsync<T>(string sql, CancellationToken cancellationToken = default)
    {
        await using var command = passes.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = OrganizationId });
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }
}
