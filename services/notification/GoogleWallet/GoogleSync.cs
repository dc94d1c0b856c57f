using System.Text.Json.Nodes;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>The result of a claimed pass.</summary>
internal sealed class ObjectOutcome(ClaimedObject claimed)
{
    internal ClaimedObject Claimed { get; } = claimed;

    /// <summary>Google has the claimed version.</summary>
    internal bool IsAccepted { get; set; }

    /// <summary>Why Google rejects it for good.</summary>
    internal string? Failure { get; set; }

    /// <summary>It is retried, not before this delay.</summary>
    internal TimeSpan? RetryAfter { get; private set; }

    /// <summary>How often the holder was notified.</summary>
    internal int Notified { get; set; }

    /// <summary>The change was sent without notifying the holder, who has been notified too often today.</summary>
    internal bool IsSilent { get; set; }

    /// <summary>Nothing differed, so nothing was sent.</summary>
    internal bool IsUnchanged { get; set; }

    internal bool IsOpen => !IsAccepted && Failure is null && RetryAfter is null;

    internal List<SettledMessage> Messages { get; } = [];

    internal void Retry(TimeSpan? retryAfter) => RetryAfter = retryAfter is { } wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
}

/// <summary>The outcome of a message.</summary>
internal sealed record SettledMessage(Guid NotificationId, string Status, string? Reason);

/// <summary>Google rejects an issuer's service account.</summary>
internal sealed class AccountRejectedException(string reason) : Exception(reason);

/// <summary>
/// Sends claimed passes of an issuer to Google: first the classes that they need, then the objects, then the messages, each in as few
/// requests as the quota allows.
/// </summary>
internal sealed class GoogleSync(GoogleApi api, GoogleStore store)
{
    private const string Notify = "notifyPreference";

    // Google no longer knew the class: it is sent again with the next attempt.
    private static readonly TimeSpan MissingClassDelay = TimeSpan.FromMilliseconds(200);

    /// <exception cref="AccountRejectedException">Google rejects all calls for the issuer.</exception>
    internal async Task<IReadOnlyList<ObjectOutcome>> RunAsync(
        ClaimedBatch batch, GoogleCredential credential, CancellationToken cancellationToken)
    {
        var outcomes = batch.Objects.Select(one => new ObjectOutcome(one)).ToList();
        await SyncClassesAsync(batch.Issuer, credential, outcomes, cancellationToken);
        await SyncObjectsAsync(batch.Issuer, credential, outcomes.FindAll(outcome => outcome.IsOpen), cancellationToken);
        await SendMessagesAsync(batch.Issuer, credential, outcomes, cancellationToken);
        return outcomes;
    }

    private async Task SyncClassesAsync(
        Issuer issuer, GoogleCredential credential, List<ObjectOutcome> outcomes, CancellationToken cancellationToken)
    {
        var pending = await store.ListPendingClassesAsync(issuer, outcomes.Select(outcome => outcome.Claimed.ClassId), cancellationToken);
        var sent = pending.Where(one => one.RejectedHash != one.Hash).ToList();
        var calls = sent.ConvertAll(one => new PendingCall(
            one.SentHash is null ? GoogleCall.Insert(one.Resource, one.Wanted) : GoogleCall.Replace(one.Resource, one.ClassId, one.Wanted),
            response => response.Outcome switch
            {
                GoogleOutcome.Exists => GoogleCall.Replace(one.Resource, one.ClassId, one.Wanted),
                GoogleOutcome.Missing => GoogleCall.Insert(one.Resource, one.Wanted),
                _ => null,
            }));
        var responses = await SendAsync(credential, calls, cancellationToken);
        var failures = pending.Where(one => one.RejectedHash == one.Hash)
            .ToDictionary(one => one.ClassId, one => new GoogleResponse(GoogleOutcome.Rejected, one.Failure ?? "rejected"));
        for (var i = 0; i < sent.Count; i++)
        {
            var response = responses[i];
            if (response.Outcome is GoogleOutcome.Done or GoogleOutcome.Rejected)
            {
                var failure = response.Outcome == GoogleOutcome.Done ? null : response.Reason;
                await store.RecordClassAsync(issuer, sent[i], failure, cancellationToken);
            }

            if (response.Outcome != GoogleOutcome.Done)
                failures[sent[i].ClassId] = response;
        }

        foreach (var outcome in outcomes)
        {
            if (!failures.TryGetValue(outcome.Claimed.ClassId, out var failure))
                continue;
            if (failure.Outcome == GoogleOutcome.Rejected)
                outcome.Failure = $"class: {failure.Reason}";
            else
                outcome.Retry(failure.RetryAfter);
        }
    }

    private async Task SyncObjectsAsync(
        Issuer issuer, GoogleCredential credential, List<ObjectOutcome> outcomes, CancellationToken cancellationToken)
    {
        var sent = new List<ObjectOutcome>();
        var calls = new List<PendingCall>();
        foreach (var outcome in outcomes)
        {
            if (CallOf(outcome) is { } call)
            {
                sent.Add(outcome);
                calls.Add(call);
            }
            else
            {
                outcome.IsAccepted = outcome.IsUnchanged = true;
            }
        }

        var responses = await SendAsync(credential, calls, cancellationToken);
        for (var i = 0; i < sent.Count; i++)
        {
            var (outcome, response) = (sent[i], responses[i]);
            switch (response.Outcome)
            {
                case GoogleOutcome.Done:
                    outcome.IsAccepted = true;
                    outcome.Notified += calls[i].Notifies ? 1 : 0;
                    outcome.IsSilent |= calls[i].WasSilenced;
                    break;
                case GoogleOutcome.Missing:
                    // Neither the object nor its class.
                    await store.ForgetClassAsync(issuer, outcome.Claimed.ClassId, cancellationToken);
                    outcome.Retry(MissingClassDelay);
                    break;
                case GoogleOutcome.Rejected:
                    outcome.Failure = response.Reason;
                    break;
                default:
                    outcome.Retry(response.RetryAfter);
                    break;
            }
        }
    }

    // Null when Google has the version already.
    private static PendingCall? CallOf(ObjectOutcome outcome)
    {
        var claimed = outcome.Claimed;
        var type = Enum.Parse<GooglePassType>(claimed.Resource[..^"Object".Length], ignoreCase: true);
        var mayNotify = claimed.NotifiedToday < GoogleMessage.MaxNotificationsPerDay;
        if (claimed.Sent is { } sent)
        {
            if (GooglePatch.Between(type, sent, claimed.Wanted, notify: true) is not { } patch)
                return null;
            outcome.IsSilent = patch.ContainsKey(Notify) && !mayNotify;
            var first = claimed.IsDeleted
                ? GoogleCall.Replace(claimed.Resource, claimed.ObjectId, claimed.Wanted)
                : GoogleCall.Change(claimed.Resource, claimed.ObjectId, outcome.IsSilent ? WithoutNotification(patch) : patch);
            return new PendingCall(first, response => Alternative(claimed, response));
        }

        if (!claimed.IsSaved)
            return new PendingCall(GoogleCall.Insert(claimed.Resource, claimed.Wanted), response => Alternative(claimed, response));
        // The object that Google created from a save link is unknown here: Google itself finds out whether a visible member changed.
        var body = mayNotify && !claimed.IsDeleted ? WithNotification(type, claimed.Wanted) : claimed.Wanted;
        return new PendingCall(GoogleCall.Replace(claimed.Resource, claimed.ObjectId, body), response => Alternative(claimed, response));
    }

    private static GoogleCall? Alternative(ClaimedObject claimed, GoogleResponse response) => response.Outcome switch
    {
        GoogleOutcome.Exists => GoogleCall.Replace(claimed.Resource, claimed.ObjectId, claimed.Wanted),
        GoogleOutcome.Missing => GoogleCall.Insert(claimed.Resource, claimed.Wanted),
        _ => null,
    };

    private async Task SendMessagesAsync(
        Issuer issuer, GoogleCredential credential, List<ObjectOutcome> outcomes, CancellationToken cancellationToken)
    {
        var byPass = outcomes.ToDictionary(outcome => outcome.Claimed.PassId);
        var pending = await store.ListPendingMessagesAsync(issuer, byPass.Keys, cancellationToken);
        foreach (var message in pending.Where(message => byPass[message.PassId].Failure is not null))
        {
            var failed = byPass[message.PassId];
            failed.Messages.Add(new SettledMessage(message.NotificationId, GoogleMessageStatus.Rejected, failed.Failure));
        }

        var sent = pending.Where(message => byPass[message.PassId].IsAccepted).ToList();
        var planned = new Dictionary<Guid, int>();
        var calls = sent.ConvertAll(message =>
        {
            var outcome = byPass[message.PassId];
            var earlier = planned.GetValueOrDefault(message.PassId);
            var notifies = outcome.Claimed.NotifiedToday + outcome.Notified + earlier < GoogleMessage.MaxNotificationsPerDay;
            planned[message.PassId] = earlier + (notifies ? 1 : 0);
            var body = message.ToGoogle(TypeId.Format(IdPrefixes.Notification, message.NotificationId), notifies);
            return new PendingCall(GoogleCall.AddMessage(outcome.Claimed.Resource, outcome.Claimed.ObjectId, body), static _ => null);
        });
        var responses = await SendAsync(credential, calls, cancellationToken);
        for (var i = 0; i < sent.Count; i++)
        {
            var outcome = byPass[sent[i].PassId];
            switch (responses[i].Outcome)
            {
                case GoogleOutcome.Done or GoogleOutcome.Exists:
                    var status = calls[i].Notifies ? GoogleMessageStatus.Accepted : GoogleMessageStatus.Silent;
                    outcome.Notified += calls[i].Notifies ? 1 : 0;
                    outcome.Messages.Add(new SettledMessage(sent[i].NotificationId, status, null));
                    break;
                case GoogleOutcome.Rejected:
                    outcome.Messages.Add(new SettledMessage(sent[i].NotificationId, GoogleMessageStatus.Rejected, responses[i].Reason));
                    break;
                default:
                    outcome.Retry(responses[i].RetryAfter);
                    break;
            }
        }
    }

    /// <summary>Sends the calls together, and then together the alternatives that their responses require.</summary>
    private async Task<GoogleResponse[]> SendAsync(
        GoogleCredential credential, List<PendingCall> calls, CancellationToken cancellationToken)
    {
        var responses = new GoogleResponse[calls.Count];
        var open = Enumerable.Range(0, calls.Count).ToList();
        // At most a call and its alternative, and each of them again without notifying the holder.
        for (var round = 0; open.Count > 0 && round < 4; round++)
        {
            var received = await CallAsync(credential, open.ConvertAll(i => calls[i].Call), cancellationToken);
            for (var i = 0; i < open.Count; i++)
                responses[open[i]] = received[i];
            open = open.FindAll(i => calls[i].Continue(responses[i]));
        }

        return responses;
    }

    private async Task<GoogleResponse[]> CallAsync(GoogleCredential credential, List<GoogleCall> calls, CancellationToken cancellationToken)
    {
        var responses = await api.SendAsync(credential, calls, cancellationToken);
        var rejected = Enumerable.Range(0, calls.Count).Where(i => responses[i].Outcome == GoogleOutcome.TokenRejected).ToList();
        if (rejected.Count > 0)
        {
            // A token may end before its time. If a new one is rejected too, it is the account.
            credential.ForgetToken();
            var again = await api.SendAsync(credential, rejected.ConvertAll(i => calls[i]), cancellationToken);
            for (var i = 0; i < rejected.Count; i++)
                responses[rejected[i]] = again[i];
        }

        var denied = Array.Find(responses, response => response.Outcome is GoogleOutcome.AccountRejected or GoogleOutcome.TokenRejected);
        return denied is null ? responses : throw new AccountRejectedException(denied.Reason);
    }

    private static JsonObject WithoutNotification(JsonObject body)
    {
        var silent = body.DeepClone().AsObject();
        silent.Remove(Notify);
        if (silent["message"] is JsonObject message)
            message["messageType"] = "TEXT";
        return silent;
    }

    private static JsonObject WithNotification(GooglePassType type, JsonObject body)
    {
        var notifying = body.DeepClone().AsObject();
        // Google does not notify holders of changes to these types.
        if (type is not (GooglePassType.Generic or GooglePassType.Offer))
            notifying[Notify] = "NOTIFY_ON_UPDATE";
        return notifying;
    }

    /// <summary>A call, and the call to make instead when its response requires one.</summary>
    private sealed class PendingCall(GoogleCall first, Func<GoogleResponse, GoogleCall?> alternative)
    {
        private bool _isAlternative;

        internal GoogleCall Call { get; private set; } = first;

        internal bool WasSilenced { get; private set; }

        internal bool Notifies => Call.Body.ContainsKey(Notify) ||
            (Call.Body["message"] as JsonObject)?["messageType"]?.GetValue<string>() == "TEXT_AND_NOTIFY";

        /// <returns>Whether <see cref="Call"/> is to be made now.</returns>
        internal bool Continue(GoogleResponse response)
        {
            if (response.Outcome == GoogleOutcome.NotifiedTooOften && Notifies)
            {
                Call = Call with { Body = WithoutNotification(Call.Body) };
                return WasSilenced = true;
            }

            if (_isAlternative || alternative(response) is not { } other)
                return false;
            _isAlternative = true;
            Call = other;
            return true;
        }
    }
}
