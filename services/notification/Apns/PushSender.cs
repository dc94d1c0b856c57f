using System.Security.Cryptography;
using Passinstance.Background;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Apns;

/// <summary>Makes one push and decides what follows from Apple's response.</summary>
internal sealed partial class PushSender(
    SuspendedTopics suspended, IServiceScopeFactory scopes, ApnsMetrics metrics, TimeProvider time, ILogger<PushSender> logger)
{
    // With the longest delay between them this is about four hours.
    private const int MaxAttempts = 50;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan NoCredentialDelay = TimeSpan.FromMinutes(1);

    /// <returns>What becomes of the claim; null when that has been written already.</returns>
    internal async Task<SettledPush?> SendAsync(ClaimedPush push, ApnsChannel channel, CancellationToken cancellationToken)
    {
        ApnsConnection? connection;
        try
        {
            connection = await channel.ConnectAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or CryptographicException ||
            (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogCredentialUnavailable(push.Topic.PassTypeIdentifier, OrganizationOf(push), exception);
            return Retry(push, DelayAfter(push.Attempts, null), isFailure: true);
        }

        if (connection is null)
        {
            metrics.Answered(new ApnsResponse(PushOutcome.Retry, "no_certificate"), TimeSpan.Zero);
            return Retry(push, NoCredentialDelay, isFailure: true);
        }

        if (connection.Credential.ExpiresAt <= time.GetUtcNow())
        {
            await suspended.SuspendAsync(
                push.Topic, connection.Credential.Reject(AppleTopic.Expired, "certificate expired"), cancellationToken);
            return null;
        }

        return await SendAsync(push, channel, connection, cancellationToken);
    }

    private async Task<SettledPush?> SendAsync(
        ClaimedPush push, ApnsChannel channel, ApnsConnection connection, CancellationToken cancellationToken)
    {
        await connection.Limiter.EnterAsync();
        ApnsResponse? response = null;
        try
        {
            if (connection.Health.Pause is { } pause && pause > TimeSpan.Zero)
                return Retry(push, pause, isFailure: false);
            var began = time.GetTimestamp();
            response = await connection.PushAsync(push, cancellationToken);
            metrics.Answered(response, time.GetElapsedTime(began));
        }
        finally
        {
            connection.Limiter.Leave(response);
        }

        if (!response.IsUnanswered)
            connection.Health.Succeeded();
        else if (connection.Health.Failed(response.Reason))
            response = new ApnsResponse(PushOutcome.CredentialRejected, response.Reason);
        else
            connection.Limiter.Collapse();
        return await FollowAsync(push, channel, connection, response, cancellationToken);
    }

    private async Task<SettledPush?> FollowAsync(
        ClaimedPush push, ApnsChannel channel, ApnsConnection connection, ApnsResponse response, CancellationToken cancellationToken)
    {
        var fingerprint = connection.Credential.Fingerprint;
        var outcome = response is { Outcome: PushOutcome.TokenRejected, IsTokenOfAnotherTopic: true }
            ? channel.Rejections.Rejected(fingerprint, push.PushToken, push.Attempts) : response.Outcome;
        switch (outcome)
        {
            case PushOutcome.Accepted:
                channel.Rejections.Accepted(fingerprint);
                metrics.Accepted(time.GetUtcNow() - push.RequestedAt);
                return new SettledPush(push, IsDone: true, TimeSpan.Zero, IsFailure: false);
            case PushOutcome.TokenRejected:
                // A device that has registered since is there: Apple will know its token again.
                if (await RejectTokenAsync(push, response, cancellationToken))
                    return null;
                return push.Attempts + 1 >= MaxAttempts
                    ? new SettledPush(push, IsDone: true, TimeSpan.Zero, IsFailure: false, response.Reason)
                    : Retry(push, DelayAfter(push.Attempts, response.RetryAfter), isFailure: true);
            case PushOutcome.CredentialRejected:
                await suspended.SuspendAsync(
                    push.Topic, connection.Credential.Reject(AppleTopic.Rejected, response.Reason), cancellationToken);
                channel.Forget();
                return null;
            case PushOutcome.Retry when push.Attempts + 1 < MaxAttempts:
                return Retry(push, DelayAfter(push.Attempts, response.RetryAfter), isFailure: true);
            default:
                LogDropped(push.Topic.PassTypeIdentifier, OrganizationOf(push), response.Reason);
                return new SettledPush(push, IsDone: true, TimeSpan.Zero, IsFailure: false, response.Reason);
        }
    }

    private async Task<bool> RejectTokenAsync(ClaimedPush push, ApnsResponse response, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var registrations = scope.ServiceProvider.GetRequiredService<RegistrationStore>();
        return await registrations.RejectTokenAsync(
            push.Topic.OrganizationId, push.PushToken, response.Reason, response.InvalidSince, cancellationToken);
    }

    private static SettledPush Retry(ClaimedPush push, TimeSpan delay, bool isFailure) => new(push, IsDone: false, delay, isFailure);

    private static TimeSpan DelayAfter(int earlierAttempts, TimeSpan? retryAfter)
    {
        var delay = Backoff.Exponential(earlierAttempts + 1, FirstDelay, MaxDelay, jitter: 0.25);
        return retryAfter > delay ? retryAfter.Value : delay;
    }

    private static string OrganizationOf(ClaimedPush push) => TypeId.Format(IdPrefixes.Organization, push.Topic.OrganizationId);

    [LoggerMessage(LogLevel.Warning,
        "The certificate of pass type {PassType} of {OrganizationId} could not be looked up; its pushes are retried. " +
        "Check the service that holds the certificates.")]
    private partial void LogCredentialUnavailable(string passType, string organizationId, Exception exception);

    [LoggerMessage(LogLevel.Error,
        "A push for pass type {PassType} of {OrganizationId} was dropped: {Reason}. The device gets the next change.")]
    private partial void LogDropped(string passType, string organizationId, string reason);
}
