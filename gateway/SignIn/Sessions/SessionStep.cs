using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Restores;

namespace Passinstance.Gateway.SignIn.Sessions;

/// <summary>
/// After a restore of the gateway's database every session ends: one that had ended since the backup would be valid again. It names what an
/// operator has to look at, because what was revoked since the backup is valid again, too.
/// </summary>
internal sealed class SessionStep(TimeProvider time) : IRestoreStep
{
    public string Name => "sessions";

    public bool IsFor(RestoreTask restore) => restore.IsOwn;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var gateway = (GatewayDbContext)db;
        var now = time.GetUtcNow();
        var ended = await gateway.Sessions.Where(session => session.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.RevokedAt, now), cancellationToken);
        return RestoreProgress.End(ended) with
        {
            Findings =
            [
                new
                {
                    validApiKeys = await gateway.ApiKeys.CountAsync(key => key.RevokedAt == null, cancellationToken),
                    validOAuthClients = await gateway.Clients.CountAsync(client => client.RevokedAt == null, cancellationToken),
                    message = "Those that were revoked since the backup are valid again: revoke them once more. Those that were made since "
                        + "do not exist any more.",
                },
            ],
        };
    }
}
