using System.Security.Cryptography;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing.Servers;

namespace Passinstance.Testing.Services;

/// <summary>
/// The keys and the virtual host that services of one test deployment share, and the internal tokens the gateway would make for it.
/// </summary>
public sealed class TestDeployment
{
    private readonly InternalTokenIssuer _issuer;

    private TestDeployment(string rabbitMq, string privateKey, string publicKey)
    {
        RabbitMq = rabbitMq;
        PublicKey = publicKey;
        _issuer = new InternalTokenIssuer(privateKey, TimeProvider.System);
    }

    /// <summary>AMQP address of a virtual host of this deployment's own.</summary>
    public string RabbitMq { get; }

    /// <summary>Public half of the internal identity.</summary>
    public string PublicKey { get; }

    /// <summary>Base64 of the key that seals secrets.</summary>
    public string EncryptionKey { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>A deployment on the shared test broker, or on <paramref name="rabbitMq"/>.</summary>
    public static async Task<TestDeployment> CreateAsync(string? rabbitMq = null, CancellationToken cancellationToken = default)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        rabbitMq ??= await (await TestServers.GetAsync(cancellationToken)).CreateVirtualHostAsync(cancellationToken);
        return new TestDeployment(rabbitMq, key.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem());
    }

    /// <summary>The gateway's own token, which a forwarded request carries in <see cref="InternalToken.GatewayHeader"/>.</summary>
    public string GatewayToken() => _issuer.IssueForGateway();

    /// <summary>
    /// An internal token for <paramref name="organizationId"/> with <paramref name="scopes"/>; with all when none is given. All of them
    /// are for one API key of the organization, as a client's requests are.
    /// </summary>
    public string Token(Guid organizationId, params string[] scopes) => TokenOf(organizationId, organizationId, scopes);

    /// <summary>An internal token of an organization whose quotas the operator has changed, each given as <c>Name=Limit</c>.</summary>
    public string TokenWithQuotas(Guid organizationId, params string[] quotas) => _issuer.Issue(
        new InternalCaller(
            organizationId, TypeId.Format(IdPrefixes.ApiKey, organizationId), "test", [.. Scopes.Default, Scopes.OrganizationsRead])
        {
            Quotas = quotas,
        },
        "req_test");

    /// <summary>An internal token for the organization's API key <paramref name="keyId"/>.</summary>
    public string TokenOf(Guid organizationId, Guid keyId, params string[] scopes) => _issuer.Issue(
        new InternalCaller(organizationId, TypeId.Format(IdPrefixes.ApiKey, keyId), "test", scopes.Length == 0 ? Scopes.Default : scopes),
        "req_test");
}
