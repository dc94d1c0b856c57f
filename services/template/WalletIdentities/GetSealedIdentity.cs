using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>An identity for a service that signs or pushes with it. The private key stays sealed.</summary>
internal sealed record SealedIdentity
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    public required int Version { get; init; }

    /// <summary>Created by the development authority; real devices reject passes signed with it.</summary>
    public bool IsDevelopment { get; init; }

    public string? TeamIdentifier { get; init; }

    public string? Certificate { get; init; }

    public string? Intermediates { get; init; }

    public string? ClientEmail { get; init; }

    public string? KeyId { get; init; }

    /// <summary>Where the private key is; the secret has the rest.</summary>
    public KeyLocation KeyLocation { get; init; }

    /// <summary>Google: whether the issuer is in demo mode.</summary>
    public bool IsDemo { get; init; }

    /// <summary>Sealed under the caller's key of service calls, for <see cref="WalletIdentity.Purpose"/> and the organization.</summary>
    public required byte[] SealedSecret { get; init; }

    internal static SealedIdentity From(WalletIdentity identity, byte[] sealedSecret) => new()
    {
        Id = identity.Id,
        Kind = identity.Kind,
        Name = identity.Name,
        Version = identity.Version,
        TeamIdentifier = identity.TeamIdentifier,
        Certificate = identity.Certificate,
        Intermediates = identity.Intermediates,
        ClientEmail = identity.ClientEmail,
        KeyId = identity.KeyId,
        KeyLocation = identity.KeyLocation,
        IsDemo = identity.IsDemo,
        SealedSecret = sealedSecret,
    };

    internal static SealedIdentity From(DevelopmentIdentity identity, byte[] sealedSecret) => new()
    {
        Id = identity.Id,
        Kind = WalletIdentity.Apple,
        Name = identity.PassTypeIdentifier,
        Version = 1,
        IsDevelopment = true,
        TeamIdentifier = identity.TeamIdentifier,
        Certificate = identity.Certificate,
        Intermediates = identity.Intermediates,
        SealedSecret = sealedSecret,
    };
}

/// <summary>
/// Gives an identity to another service of the deployment. A request that the gateway forwards is rejected, whatever its scopes. The
/// private key leaves sealed under the caller's own key: no other service can open it, and the key that seals it here stays here.
/// </summary>
internal static class GetSealedIdentity
{
    /// <summary>An uploaded identity that an event has named.</summary>
    internal static async Task<Results<Ok<SealedIdentity>, Problem>> HandleAsync(
        Guid id, ClaimsPrincipal caller, TemplatesDbContext db, IdentitySecrets secrets, CancellationToken cancellationToken)
    {
        var text = TypeId.Format(IdPrefixes.WalletIdentity, id);
        return await db.FindIdentityAsync(text, caller, cancellationToken) is { DeletedAt: null, IsUsable: true } identity
            ? TypedResults.Ok(SealedIdentity.From(identity, secrets.SealFor(caller, identity.SealedSecret)))
            : WalletIdentityLookup.NotFound(text);
    }

    /// <summary>
    /// The certificate of a pass type: the uploaded one, else outside production the team's development certificate, which is created when
    /// there is none. Without a team any that exists.
    /// </summary>
    internal static async Task<Results<Ok<SealedIdentity>, Problem>> AppleAsync(
        string passTypeIdentifier, string? teamIdentifier, ClaimsPrincipal caller, TemplatesDbContext db, DevelopmentIdentities development,
        IdentitySecrets secrets, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (await db.FindIdentityAsync(organizationId, WalletIdentity.Apple, passTypeIdentifier, cancellationToken) is { } uploaded)
            return TypedResults.Ok(SealedIdentity.From(uploaded, secrets.SealFor(caller, uploaded.SealedSecret)));
        return await development.FindOrCreateAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken) is { } created
            ? TypedResults.Ok(SealedIdentity.From(created, secrets.SealFor(caller, created.SealedSecret)))
            : WalletIdentityLookup.NotFound(passTypeIdentifier);
    }

    /// <summary>The service account of a Google Wallet issuer.</summary>
    internal static async Task<Results<Ok<SealedIdentity>, Problem>> GoogleAsync(
        string issuerId, ClaimsPrincipal caller, TemplatesDbContext db, IdentitySecrets secrets, CancellationToken cancellationToken) =>
        await db.FindIdentityAsync(caller.OrganizationId, WalletIdentity.Google, issuerId, cancellationToken) is { } identity
            ? TypedResults.Ok(SealedIdentity.From(identity, secrets.SealFor(caller, identity.SealedSecret)))
            : WalletIdentityLookup.NotFound(issuerId);
}
