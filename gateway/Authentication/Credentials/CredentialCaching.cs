using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;

namespace Passinstance.Gateway.Authentication.Credentials;

/// <summary>How long and how many credentials a gateway may remember without asking the database.</summary>
internal static class CredentialCaching
{
    /// <summary>
    /// The maximum age of cached credentials. A revocation takes effect on all gateways within 5 s; this leaves the time a request may
    /// spend between the cache lookup and the service.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(4);

    public const int MaxEntries = 20_000;

    /// <summary>An empty cache with a size limit whose entries expire by <paramref name="time"/>.</summary>
    public static MemoryCache Create(TimeProvider time, int maxEntries = MaxEntries) =>
        new(new MemoryCacheOptions { SizeLimit = maxEntries, Clock = new Clock(time) });

    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
