using System.Security.Cryptography;

namespace Passinstance.Notifications.Apns;

/// <summary>Makes one push and decides what follows from Apple's answer.</summary>
internal sealed partial class PushSender(PushFailures refusals, ApnsMetrics metrics, TimeProvider time, ILogger<PushSender> logger)
{
    // With the longest pause between them this is about four hours.
    private const int MaxAttempts = 50;
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WithoutCredential = TimeSpan.FromMinutes(1);

    /// <returns>What becomes of the claim; null when it has been dealt with already.</returns>
    internal async Task<SettledPush?> SendAsync(ClaimedPush push, ApnsChannel lane, CancellationToken cancellationToken)
    {
        ApnsConnection? connection;
        try
        {
            connection = await lane.ConnectionAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or CryptographicException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNoCredential(push.Topic.PassTypeIdentifier, push.Topic.OrganizationId, exception);
            return Again(push, Delay(push.Attempts, null), isFailure: true);
        }

        if (connection is null)
        {
            metrics.Answered(new ApnsResponse(PushOutcome.TryAgain, "no_certificate"), TimeSpan.Zero);
            return Again(push, WithoutCredential, isFailure: true);
        }

        if (connection.Credential.ExpiresAt <= time.GetUtcNow())
        {
            await refusals.StopAsync(push.Topic, "expired", "certificate expired", connection.Credential);
            return null;
        }

        return await SendAsync(push, lane, connection, cancellationToken);
    }

    private async Task<SettledPush?> SendAsync(ClaimedPush push, ApnsChannel lane, ApnsConnection connection, CancellationToken cancellationToken)
    {
        await connection.Limit.EnterAsync();
        ApnsResponse? answer = null;
        try
        {
            if (connection.Health.Pause is { } pause && pause > TimeSpan.Zero)
                return Again(push, pause, isFailure: false);
            var began = time.GetTimestamp();
            answer = await connection.PushAsync(push, cancellationToken);
            metrics.Answered(answer, time.GetElapsedTime(began));
        }
        finally
        {
            connection.Limit.Leave(answer);
        }

        if (!answer.IsUnanswered)
            connection.Health.Answered();
        else if (connection.Health.Failed(answer.Reason))
            answer = new ApnsResponse(PushOutcome.CredentialRejected, answer.Reason);
        else
            connection.Limit.Collapse();
        return await FollowAsync(push, lane, connection, answer, cancellationToken);
    }

    private async Task<SettledPush?> FollowAsync(ClaimedPush push, ApnsChannel lane, ApnsConnection connection, ApnsResponse answer, CancellationToken cancellationToken)
    {
        switch (answer.Outcome)
        {
            case PushOutcome.Accepted:
                metrics.Told(time.GetUtcNow() - push.RequestedAt);
                return new SettledPush(push, IsDone: true, TimeSpan.Zero, IsFailure: false);
            case PushOutcome.TokenRejected:
                await refusals.RejectTokenAsync(push.Topic.OrganizationId, push.PushToken, answer.Reason, cancellationToken);
                return null;
            case PushOutcome.CredentialRejected:
                await refusals.StopAsync(push.Topic, "rejected", answer.Reason, connection.Credential);
                lane.Forget();
                return null;
            case PushOutcome.TryAgain when push.Attempts + 1 < MaxAttempts:
                return Again(push, Delay(push.Attempts, answer.RetryAfter), isFailure: true);
            default:
                LogDropped(push.Topic.PassTypeIdentifier, push.Topic.OrganizationId, answer.Reason);
                return new SettledPush(push, IsDone: true, TimeSpan.Zero, IsFailure: false, answer.Reason);
        }
    }

    private static SettledPush Again(ClaimedPush push, TimeSpan delay, bool isFailure) => new(push, IsDone: false, delay, isFailure);

    // Half a second, doubled each time, and scattered so that what failed together does not come back together.
    private static TimeSpan Delay(int attempts, TimeSpan? asked)
    {
        var pause = TimeSpan.FromSeconds(0.5 * Math.Pow(2, Math.Min(attempts, 12)));
        pause = (pause < MaxPause ? pause : MaxPause) * (0.75 + (0.5 * Random.Shared.NextDouble()));
        return asked > pause ? asked.Value : pause;
    }

    [LoggerMessage(LogLevel.Warning, "The certificate for {PassType} of organisation {OrganizationId} cannot be had; its pushes are tried again.")]
    private partial void LogNoCredential(string passType, Guid organizationId, Exception exception);

    [LoggerMessage(LogLevel.Error, "A push for {PassType} of organisation {OrganizationId} was dropped: {Reason}.")]
    private partial void LogDropped(string passType, Guid organizationId, string reason);
}
