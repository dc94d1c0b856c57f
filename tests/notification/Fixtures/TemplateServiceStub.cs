using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Tests.Fixtures;

/// <summary>In the place of the template service: certificates by pass type and service accounts by issuer.</summary>
internal sealed class TemplateServiceStub : IAsyncDisposable
{
    private const string ApplePath = "/internal/wallet-identities/apple";
    private const string GooglePath = "/internal/wallet-identities/google/";
    private readonly ConcurrentDictionary<string, (string Certificate, string PrivateKey)> _certificates = new();
    private readonly ConcurrentDictionary<string, (Guid OrganizationId, string Email, string PrivateKey, string KeyLocation)> _accounts =
        new();
    private readonly WebApplication _app;
    private readonly SecretBox _box;
    private int _unanswered;

    private TemplateServiceStub(WebApplication app, SecretBox box) => (_app, _box) = (app, box);

    internal string Url => _app.Urls.Single();

    /// <summary>Makes the certificates of pass types.</summary>
    internal PassTypeAuthority Authority { get; } = new();

    /// <summary>Whether it leaves requests without a response, as when it is overloaded.</summary>
    internal bool Stalls { get; set; }

    /// <summary>Whether it responds 503.</summary>
    internal bool IsAway { get; set; }

    /// <summary>Requests left without a response.</summary>
    internal int Unanswered => Volatile.Read(ref _unanswered);

    internal static async Task<TemplateServiceStub> StartAsync(string encryptionKey)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var box = new SecretBox(new EncryptionOptions { CurrentKey = "k1", Keys = new() { ["k1"] = encryptionKey } });
        var stub = new TemplateServiceStub(builder.Build(), box);
        stub._app.Run(stub.ServeAsync);
        await stub._app.StartAsync();
        return stub;
    }

    /// <summary>Gives a pass type another certificate.</summary>
    internal void SetCertificate(string passType, DateTimeOffset? expiresAt = null) =>
        _certificates[passType] = Authority.Issue(passType, expiresAt);

    /// <summary>Gives an issuer another service account.</summary>
    internal void SetAccount(string issuerId, Guid organizationId, string email, string privateKey, string keyLocation = "stored") =>
        _accounts[issuerId] = (organizationId, email, privateKey, keyLocation);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Authority.Dispose();
    }

    private Task ServeAsync(HttpContext context)
    {
        if (OrganizationOf(context.Request) is not { } organizationId)
            return RespondAsync(context, StatusCodes.Status401Unauthorized);
        if (IsAway)
            return RespondAsync(context, StatusCodes.Status503ServiceUnavailable);
        if (Stalls)
        {
            Interlocked.Increment(ref _unanswered);
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        var path = context.Request.Path.Value!;
        var passType = context.Request.Query["passTypeIdentifier"].ToString();
        if (path == ApplePath && _certificates.TryGetValue(passType, out var certificate))
        {
            return context.Response.WriteAsJsonAsync(new
            {
                id = Guid.CreateVersion7(),
                version = 1,
                teamIdentifier = "TEAM123456",
                certificate.Certificate,
                intermediates = Authority.RootPem,
                sealedSecret = Seal(organizationId, certificate.PrivateKey),
            });
        }

        if (path.StartsWith(GooglePath, StringComparison.Ordinal) && _accounts.TryGetValue(path[GooglePath.Length..], out var account) &&
            account.OrganizationId == organizationId)
        {
            return context.Response.WriteAsJsonAsync(new
            {
                id = Guid.CreateVersion7(),
                version = 1,
                clientEmail = account.Email,
                keyId = "k-1",
                keyLocation = account.KeyLocation,
                sealedSecret = Seal(organizationId, account.PrivateKey),
            });
        }

        return RespondAsync(context, StatusCodes.Status404NotFound);
    }

    private byte[] Seal(Guid organizationId, string secret) => _box.Seal("wallet-identity", organizationId, Encoding.UTF8.GetBytes(secret));

    // Null when the credential is not for this address.
    private Guid? OrganizationOf(HttpRequest request)
    {
        if (request.Headers.Authorization.ToString().Split(' ') is not ["ServiceCall", var organization, var credential] ||
            !TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId))
            return null;
        var content = Encoding.UTF8.GetString(_box.Open("service-call", organizationId, Base64Url.DecodeFromChars(credential)));
        return content.EndsWith($" {request.GetEncodedPathAndQuery()}", StringComparison.Ordinal) ? organizationId : null;
    }

    private static Task RespondAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
