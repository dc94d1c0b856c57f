using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Passinstance.Security.Outbound;

namespace Passinstance.GoogleFederation;

/// <summary>A token source of an organization.</summary>
/// <param name="Name">Its name in <c>GoogleFederation:Sources</c>.</param>
/// <param name="Location">The file or address.</param>
/// <param name="IsFile">Whether it is a file.</param>
/// <param name="JsonField">The member that has the token; empty when it is the token itself.</param>
public sealed record ConfiguredSource(string Name, string Location, bool IsFile, string JsonField);

/// <summary>
/// The token sources that the operator has configured, and the service accounts that are acted for with them. An account's tokens are
/// shared by all that act for it.
/// </summary>
public sealed class FederationRegistry : IDisposable
{
    private const int MaxResponse = 256 * 1024;
    private const int MaxKnown = 10_000;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<(Guid, string, FederatedAccount), FederatedCredential> _known = new();
    private readonly FederationOptions _options;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _free;
    private readonly TimeProvider _time;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="options">The section <c>GoogleFederation</c>.</param>
    /// <param name="addresses">The guard of outbound requests.</param>
    /// <param name="resolve">Resolves host names.</param>
    /// <param name="time">The time.</param>
    public FederationRegistry(
        IOptions<FederationOptions> options, OutboundAddresses addresses, ResolveName resolve, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        _handler = OutboundHttp.CreateHandler(addresses, ConnectTimeout, resolve);
        _http = new HttpClient(_handler, disposeHandler: false)
        {
            Timeout = FederatedCredential.Timeout,
            MaxResponseContentBufferSize = MaxResponse,
        };
        _free = new SemaphoreSlim(_options.Concurrency, _options.Concurrency);
    }

    /// <summary>The sources that an organization may name; another one's are not among them.</summary>
    /// <param name="organizationId">The organization.</param>
    public IReadOnlyList<ConfiguredSource> SourcesOf(Guid organizationId) =>
        [.. _options.Sources.Where(source => source.Value.OrganizationId == organizationId)
            .OrderBy(source => source.Key, StringComparer.Ordinal).Select(source => new ConfiguredSource(
                source.Key, source.Value.File.Length > 0 ? source.Value.File : source.Value.Url, source.Value.File.Length > 0,
                source.Value.JsonField))];

    /// <summary>Whether an address is where tokens are exchanged: Google's, or the operator's own setting.</summary>
    /// <param name="address">The address.</param>
    public bool IsTokenUrl(Uri address) =>
        address == _options.TokenUrl || (IsGoogle(address, "sts") && address.AbsolutePath == "/v1/token");

    /// <summary>Whether an address is one of Google's IAM Service Account Credentials API, or of the operator's own setting.</summary>
    /// <param name="address">The address.</param>
    public bool IsCredentialsUrl(Uri address) =>
        IsGoogle(address, "iamcredentials")
            || address.GetLeftPart(UriPartial.Authority) == _options.Url.GetLeftPart(UriPartial.Authority);

    /// <summary>Acts for a service account. Nothing is read or asked yet.</summary>
    /// <param name="organizationId">The organization; another one's source is not found.</param>
    /// <param name="email">The service account.</param>
    /// <param name="account">How it is acted for.</param>
    public FederatedCredential Open(Guid organizationId, string email, FederatedAccount account)
    {
        if (_known.Count >= MaxKnown)
            _known.Clear();
        return _known.GetOrAdd((organizationId, email, account), _ => Create(organizationId, email, account));
    }

    /// <summary>The same with tokens of its own, for a check.</summary>
    /// <param name="organizationId">The organization; another one's source is not found.</param>
    /// <param name="email">The service account.</param>
    /// <param name="account">How it is acted for.</param>
    public FederatedCredential Create(Guid organizationId, string email, FederatedAccount account)
    {
        var source = _options.Sources.TryGetValue(account.Source, out var found) && found.OrganizationId == organizationId ? found : null;
        return new FederatedCredential(
            email, account, new TokenSource(account.Source, source, _http), _options, _handler, _http, _free, _time);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
        _free.Dispose();
    }

    // Google has an endpoint for the world and one in each region.
    private static bool IsGoogle(Uri address, string service) =>
        address is { Scheme: "https", IsDefaultPort: true, UserInfo: "" }
        && (address.Host == $"{service}.googleapis.com"
            || (address.Host.StartsWith($"{service}.", StringComparison.Ordinal)
                && address.Host.EndsWith(".rep.googleapis.com", StringComparison.Ordinal)));
}

/// <summary>Registers the services of this project.</summary>
public static class FederationServices
{
    /// <summary>Registers <see cref="FederationRegistry"/> with the section <c>GoogleFederation</c>.</summary>
    public static void AddGoogleFederation(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<FederationOptions>().BindConfiguration("GoogleFederation").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<FederationRegistry>();
    }
}
