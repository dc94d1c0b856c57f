using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Passinstance.Background;
using Passinstance.Notifications.Persistence;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>The outcomes of a claimed batch.</summary>
internal sealed record SettledBatch(ClaimedBatch Batch, IReadOnlyList<ObjectOutcome> Outcomes);

/// <summary>Writes the results of claimed passes. A claim that another process has taken over is not changed.</summary>
internal sealed partial class GoogleRecorder(
    IServiceScopeFactory scopes, GoogleMetrics metrics, TimeProvider time, ILogger<GoogleRecorder> logger)
    : BatchedWriter<SettledBatch>(new BatchedWriterOptions { MaxBatch = 20 }, time, logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);
    private readonly TimeProvider _time = time;

    internal Task RecordAsync(ClaimedBatch batch, IReadOnlyList<ObjectOutcome> outcomes) => EnqueueAsync(new SettledBatch(batch, outcomes));

    /// <summary>Makes a batch due again after <paramref name="delay"/>.</summary>
    internal Task RetryAsync(ClaimedBatch batch, TimeSpan delay)
    {
        var outcomes = batch.Objects.Select(one => new ObjectOutcome(one)).ToList();
        outcomes.ForEach(outcome => outcome.Retry(delay));
        return RecordAsync(batch, outcomes);
    }

    protected override async Task WriteAsync(IReadOnlyList<SettledBatch> batch, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var written = new List<ObjectOutcome>();
        foreach (var settled in batch)
            written.AddRange(await ApplyAsync(db, settled, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        written.ForEach(Report);
    }

    private static async Task<List<ObjectOutcome>> ApplyAsync(
        NotificationsDbContext db, SettledBatch settled, CancellationToken cancellationToken)
    {
        var issuer = settled.Batch.Issuer;
        var byPass = settled.Outcomes.ToDictionary(outcome => outcome.Claimed.PassId);
        var rows = await GoogleStore.LockAsync(db, settled.Batch, cancellationToken);
        foreach (var row in rows)
        {
            foreach (var message in byPass[row.PassId].Messages)
                await GoogleStore.SettleMessageAsync(db, issuer, row.PassId, message, cancellationToken);
        }

        var now = await GoogleStore.NowAsync(db, cancellationToken);
        var passes = rows.ConvertAll(row => row.PassId);
        var waiting = await db.GoogleMessages
            .Where(m => m.OrganizationId == issuer.OrganizationId && passes.Contains(m.PassId) && m.Status == GoogleMessageStatus.Pending)
            .Select(m => m.PassId).Distinct().ToListAsync(cancellationToken);
        foreach (var row in rows)
            Apply(row, byPass[row.PassId], waiting.Contains(row.PassId), now);
        return passes.ConvertAll(pass => byPass[pass]);
    }

    private static void Apply(GoogleObject row, ObjectOutcome outcome, bool hasMessages, DateTimeOffset now)
    {
        var claimed = outcome.Claimed;
        if (outcome.IsAccepted)
            row.Accept(claimed.Version, (JsonObject)claimed.Wanted.DeepClone(), outcome.Notified, now);
        if (outcome.Failure is { } failure)
            row.Fail(claimed.Version, failure, now);
        else if (outcome.RetryAfter is { } retryAfter)
            row.Retry(now + DelayAfter(claimed.Attempts, retryAfter));
        else
            row.Complete(claimed.Version, hasMessages, now);
    }

    private void Report(ObjectOutcome outcome)
    {
        var claimed = outcome.Claimed;
        foreach (var message in outcome.Messages)
            metrics.MessageSettled(message.Status);
        if (outcome.Failure is { } failure)
        {
            metrics.Rejected();
            LogRejected(TypeId.Format(IdPrefixes.Pass, claimed.PassId), failure);
        }
        else if (outcome.IsAccepted)
        {
            var result = outcome.IsUnchanged ? "unchanged" : outcome.IsSilent ? "silent" : "sent";
            metrics.Synced(result, _time.GetUtcNow() - claimed.RequestedAt);
        }
    }

    private static TimeSpan DelayAfter(int earlierAttempts, TimeSpan retryAfter)
    {
        var delay = Backoff.Exponential(earlierAttempts + 1, FirstDelay, MaxDelay, jitter: 0.25);
        return retryAfter > delay ? retryAfter : delay;
    }

    [LoggerMessage(LogLevel.Error,
        "Google Wallet rejects pass {PassId}: {Reason}. It is not sent again until the pass or its template changes.")]
    private partial void LogRejected(string passId, string reason);
}
