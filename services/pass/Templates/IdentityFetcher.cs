using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Passinstance.Background;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Templates;

/// <summary>
/// Fetches the keys that events have reported. A row that is being fetched is due again after 30 seconds, also when the process is killed;
/// storing a version twice changes nothing.
/// </summary>
internal sealed partial class IdentityFetcher(
    IServiceScopeFactory scopes, WorkSignal<IdentityFetcher> signal, TimeProvider time, ILogger<IdentityFetcher> logger)
    : WorkLoop(signal, Options, time, logger)
{
    private static readonly WorkLoopOptions Options =
        new() { PollInterval = TimeSpan.FromSeconds(2), RetryDelay = TimeSpan.FromSeconds(2) };

    protected override async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PassesDbContext>();
        var due = await db.Database.SqlQuery<DueIdentity>(
            $"""
             UPDATE wallet_identity_replicas SET fetch_at = clock_timestamp() + interval '30 seconds'
             WHERE (organization_id, id) = (
                 SELECT organization_id, id FROM wallet_identity_replicas WHERE fetch_at <= statement_timestamp()
                 ORDER BY fetch_at LIMIT 1 FOR UPDATE SKIP LOCKED)
             RETURNING organization_id AS "OrganizationId", id AS "Id"
             """).ToListAsync(cancellationToken);
        if (due is not [var next])
            return false;

        try
        {
            if (await scope.ServiceProvider.GetRequiredService<TemplateClient>()
                .ReadIdentityAsync(next.OrganizationId, next.Id, cancellationToken) is { } fetched)
            {
                await WalletIdentityReplica.UpsertAsync(db, next.OrganizationId, fetched, cancellationToken);
            }
        }
        catch (TemplateServiceUnavailableException exception)
        {
            LogNotFetched(TypeId.Format(IdPrefixes.WalletIdentity, next.Id), exception);
        }
        catch (CryptographicException exception)
        {
            LogNotOpened(TypeId.Format(IdPrefixes.WalletIdentity, next.Id), exception);
        }

        return true;
    }

    private sealed record DueIdentity(Guid OrganizationId, Guid Id);

    [LoggerMessage(LogLevel.Warning,
        "Wallet identity {IdentityId} could not be fetched from the template service. The next attempt is in 30 seconds.")]
    private partial void LogNotFetched(string identityId, Exception exception);

    [LoggerMessage(LogLevel.Error, "Wallet identity {IdentityId} cannot be opened with this service's key of service calls. "
        + "Set the same ServiceCalls__Keys__pass for template and pass.")]
    private partial void LogNotOpened(string identityId, Exception exception);
}
