using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence;

namespace Passinstance.Gateway.Authentication.Credentials;

/// <summary>
/// The ids of keys and clients that were good lately. They are checked also while their address may present no further bad credentials:
/// somebody who guesses behind the same address does not lock them out. An id is no secret, so a check still costs at most one query per
/// <see cref="CredentialCaching.Lifetime"/> for each of these ids.
/// </summary>
internal sealed partial class KnownCredentials(
    IDbContextFactory<GatewayDbContext> contexts, TimeProvider time, ILogger<KnownCredentials> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);
    private readonly MemoryCache _good = CredentialCaching.Create(time);

    /// <summary>Whether the credential was good lately.</summary>
    public bool WasGood(Guid id) => _good.TryGetValue(id, out _);

    public void RecordGood(Guid id)
    {
        if (!_good.TryGetValue(id, out _))
            Add(id);
    }

    // After a restart, while somebody guesses, no key would get a chance to be good.
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var since = time.GetUtcNow() - Age;
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var keys = await db.ApiKeys.Where(key => key.RevokedAt == null && key.LastUsedAt > since)
                .OrderByDescending(key => key.LastUsedAt).Take(CredentialCaching.MaxEntries / 2).Select(key => key.Id)
                .ToListAsync(cancellationToken);
            var clients = await db.Clients.Where(client => client.RevokedAt == null)
                .OrderByDescending(client => client.Id).Take(CredentialCaching.MaxEntries / 4).Select(client => client.Id)
                .ToListAsync(cancellationToken);
            keys.ForEach(Add);
            clients.ForEach(Add);
        }
        catch (Exception exception) when (PostgresErrors.IsFailure(exception))
        {
            LogNotRead(exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _good.Dispose();

    private void Add(Guid id) =>
        _good.Set(id, true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Age });

    [LoggerMessage(
        LogLevel.Warning,
        "Could not read which credentials were used lately. Until they are used again, too many invalid credentials from an address " +
        "block them there. Check the database of ConnectionStrings__Postgres.")]
    private partial void LogNotRead(Exception exception);
}
