using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Passinstance.Wallet.Apple;

namespace Passinstance.ExternalSigners;

/// <summary>Where a key is, as a wallet identity names it.</summary>
/// <param name="Signer">The entry of the section <c>ExternalSigners</c>.</param>
/// <param name="Key">The key there: a label or <c>id:</c> and hexadecimal in PKCS#11, an id, ARN or alias in AWS KMS.</param>
public sealed record ExternalKey(string Signer, string Key)
{
    /// <summary>Begins the hexadecimal id of a key in PKCS#11.</summary>
    public const string IdPrefix = "id:";
}

/// <summary>What holds the keys of an external signer.</summary>
public enum ExternalSignerKind
{
    /// <summary>A hardware security module.</summary>
    Pkcs11,

    /// <summary>AWS KMS.</summary>
    AwsKms,
}

/// <summary>
/// The external signers that the operator has configured. A connection is opened by the first signature and shared; one that could not be
/// opened is tried again by the next.
/// </summary>
public sealed class ExternalSignerRegistry : IDisposable
{
    private readonly ExternalSignersOptions _options;
    private readonly Dictionary<string, Pkcs11Token> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AwsKmsClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Opens nothing yet.</summary>
    /// <param name="options">The section <c>ExternalSigners</c>.</param>
    public ExternalSignerRegistry(IOptions<ExternalSignersOptions> options) =>
        _options = options.Value;

    /// <summary>The kind of an organization's signer; null when it has none of that name.</summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="name">The signer's name.</param>
    public ExternalSignerKind? KindOf(Guid organizationId, string name) =>
        Find(organizationId, name) is { } signer ? signer.Pkcs11 is not null ? ExternalSignerKind.Pkcs11 : ExternalSignerKind.AwsKms : null;

    /// <summary>Signs with a key of an organization.</summary>
    /// <param name="organizationId">The organization; another one's signer is not found.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="ExternalSignerException">The organization has no such signer here.</exception>
    public IExternalSigner Open(Guid organizationId, ExternalKey key)
    {
        var signer = Find(organizationId, key.Signer)
            ?? throw new ExternalSignerException(
                $"The external signer \"{key.Signer}\" is not configured here for the organization: set ExternalSigners:{key.Signer} for "
                + "template and pass alike.")
            { IsPermanent = true };
        return signer.Pkcs11 is { } pkcs11
            ? new Pkcs11Signer(() => Shared(_tokens, key.Signer, () => new Pkcs11Token(pkcs11)), key.Key)
            : new AwsKmsSigner(() => Shared(_clients, key.Signer, () => new AwsKmsClient(signer.AwsKms!)), key.Key);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_tokens)
        {
            foreach (var token in _tokens.Values)
                token.Dispose();
            _tokens.Clear();
        }

        lock (_clients)
        {
            foreach (var client in _clients.Values)
                client.Dispose();
            _clients.Clear();
        }
    }

    private static T Shared<T>(Dictionary<string, T> opened, string name, Func<T> open)
    {
        lock (opened)
        {
            if (!opened.TryGetValue(name, out var known))
                opened[name] = known = open();
            return known;
        }
    }

    private ExternalSignerOptions? Find(Guid organizationId, string name) =>
        _options.TryGetValue(name, out var signer) && signer.OrganizationId == organizationId ? signer : null;
}

/// <summary>Registers the services of this project.</summary>
public static class ExternalSignerServices
{
    /// <summary>Registers <see cref="ExternalSignerRegistry"/> with the section <c>ExternalSigners</c>.</summary>
    public static void AddExternalSigners(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ExternalSignersOptions>().BindConfiguration("ExternalSigners").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ExternalSignersOptions>, ExternalSignersValidation>();
        builder.Services.AddSingleton<ExternalSignerRegistry>();
        builder.Services.AddExceptionHandler<ExternalSignerUnavailableHandler>();
    }
}
