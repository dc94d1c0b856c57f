using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Writes what became of claimed passes. A claim that another process has taken over meanwhile stays that process's.</summary>
internal sealed partial class GoogleRecorder(IServiceScopeFactory scopes, GoogleMetrics metrics, TimeProvider time, ILogger<GoogleRecorder> logger)
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);

    internal async Task RecordAsync(Issuer issuer, IReadOnlyList<ObjectOutcome> outcomes, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var byPass = outcomes.ToDictionary(outcome => outcome.Claimed.PassId);
        var rows = await LockAsync(db, issuer, outcomes, cancellationToken);
        foreach (var row in rows)
        {
            foreach (var message in byPass[row.PassId].Messages)
                await SettleAsync(db, issuer, row.PassId, message, cancellationToken);
        }

        var now = await db.Database.SqlQuery<DateTimeOffset>($"""SELECT clock_timestamp() AS "Value" """).SingleAsync(cancellationToken);
        var passes = rows.ConvertAll(row => row.PassId);
        var waiting = await db.GoogleMessages.Where(m => m.OrganizationId == issuer.OrganizationId && passes.Contains(m.PassId) && m.Status == ObjectMessageStatus.Pending)
            .Select(m => m.PassId).Distinct().ToListAsync(cancellationToken);
        foreach (var row in rows)
            Apply(row, byPass[row.PassId], waiting.Contains(row.PassId), now);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var row in rows)
            SetMessage(byPass[row.PassId]);
    }

    /// <summary>Gives claims back, due after <paramref name="pause"/>.</summary>
    internal async Task ReleaseAsync(Issuer issuer, IReadOnlyList<ClaimedObject> claimed, TimeSpan pause, CancellationToken cancellationToken)
    {
        var outcomes = claimed.Select(one => new ObjectOutcome(one)).ToList();
        outcomes.ForEach(outcome => outcome.TryAgain(pause));
        await RecordAsync(issuer, outcomes, cancellationToken);
    }

    private static Task<List<GoogleObject>> LockAsync(NotificationsDbContext db, Issuer issuer, IReadOnlyList<ObjectOutcome> outcomes, CancellationToken cancellationToken)
    {
        var (claimId, passes) = (outcomes[0].Claimed.ClaimId, outcomes.Select(outcome => outcome.Claimed.PassId).ToArray());
        return db.GoogleObjects.FromSql(
            $"SELECT * FROM google_objects WHERE organization_id = {issuer.OrganizationId} AND pass_id = ANY({passes}) AND claim_id = {claimId} ORDER BY pass_id FOR UPDATE")
            .ToListAsync(cancellationToken);
    }

    private static void Apply(GoogleObject row, ObjectOutcome outcome, bool hasMessages, DateTimeOffset now)
    {
        var claimed = outcome.Claimed;
        if (outcome.IsTaken)
            row.Take(claimed.Version, (JsonObject)claimed.Wanted.DeepClone(), outcome.Notified, now);
        if (outcome.Failure is { } refusal)
            row.SetAside(claimed.Version, refusal, now);
        else if (outcome.RetryAfter is { } asked)
            row.TryAgain(now + Delay(claimed.Attempts, asked), isFailure: true);
        else
            row.Rest(claimed.Version, hasMessages, now);
    }

    private static Task<int> SettleAsync(NotificationsDbContext db, Issuer issuer, Guid passId, SettledMessage message, CancellationToken cancellationToken) =>
        // The text was for the holder; the outcome is what stays.
        db.Database.ExecuteSqlAsync(
            $"""
             UPDATE google_messages SET status = {message.Status}, reason = {message.Reason}, header = '', body = '', localized = NULL, settled_at = clock_timestamp()
             WHERE organization_id = {issuer.OrganizationId} AND notification_id = {message.NotificationId} AND pass_id = {passId} AND status = {ObjectMessageStatus.Pending}
             """,
            cancellationToken);

    private void SetMessage(ObjectOutcome outcome)
    {
        var claimed = outcome.Claimed;
        foreach (var message in outcome.Messages)
            metrics.MessageSettled(message.Status);
        if (outcome.Failure is { } refusal)
        {
            metrics.SetAside();
            LogSetAside(claimed.PassId, refusal);
        }
        else if (outcome.IsTaken)
        {
            metrics.Brought(outcome.IsUnchanged ? "unchanged" : outcome.IsSilent ? "silent" : "sent", time.GetUtcNow() - claimed.RequestedAt);
        }
    }

    // Half a second, doubled each time, and scattered so that what failed together does not come back together.
    private static TimeSpan Delay(int attempts, TimeSpan asked)
    {
        var pause = TimeSpan.FromSeconds(0.5 * Math.Pow(2, Math.Min(attempts, 12)));
        pause = (pause < MaxPause ? pause : MaxPause) * (0.75 + (0.5 * Random.Shared.NextDouble()));
        return asked > pause ? asked : pause;
    }

    [LoggerMessage(LogLevel.Error, "Google Wallet refuses pass {PassId}; it is set aside until it changes: {Reason}.")]
    private partial void LogSetAside(Guid passId, string reason);
}
