using System.Text.Json.Nodes;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>How a claimed pass came out of a round.</summary>
internal sealed class ObjectOutcome(ClaimedObject claimed)
{
    internal ClaimedObject Claimed { get; } = claimed;

    /// <summary>Google has the claimed version.</summary>
    internal bool IsTaken { get; set; }

    /// <summary>Google will never have it, for this reason.</summary>
    internal string? Failure { get; set; }

    /// <summary>It is due again, as soon as this.</summary>
    internal TimeSpan? RetryAfter { get; set; }

    /// <summary>What of it told the holder something.</summary>
    internal int Notified { get; set; }

    /// <summary>The holder would have been told, and has been told too often today.</summary>
    internal bool IsSilent { get; set; }

    /// <summary>Nothing differed, so nothing was sent.</summary>
    internal bool IsUnchanged { get; set; }

    internal bool IsOpen => !IsTaken && Failure is null && RetryAfter is null;

    internal List<SettledMessage> Messages { get; } = [];

    internal void TryAgain(TimeSpan? asked) => RetryAfter = asked is { } wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
}

/// <summary>What became of a message.</summary>
internal sealed record SettledMessage(Guid NotificationId, string Status, string? Reason);

/// <summary>Google refuses an issuer's account.</summary>
internal sealed class AccountRefusedException(string reason) : Exception(reason);

/// <summary>
/// Brings some claimed passes of an issuer to Google: first the classes that they need, then the objects, then the messages, each in as few requests as
/// the quota allows.
/// </summary>
internal sealed class GoogleSync(GoogleApi api, GoogleStore store)
{
    // The class was there, as far as is known here: it is brought again with the next attempt.
    private static readonly TimeSpan ClassIsGone = TimeSpan.FromMilliseconds(200);

    /// <exception cref="AccountRefusedException">Nothing of the issuer's will be taken.</exception>
    internal async Task<IReadOnlyList<ObjectOutcome>> RunAsync(Issuer issuer, GoogleCredential credential, IReadOnlyList<ClaimedObject> claimed, CancellationToken cancellationToken)
    {
        var outcomes = claimed.Select(one => new ObjectOutcome(one)).ToList();
        await BringClassesAsync(issuer, credential, outcomes, cancellationToken);
        await BringObjectsAsync(issuer, credential, outcomes.FindAll(outcome => outcome.IsOpen), cancellationToken);
        await SendMessagesAsync(issuer, credential, outcomes, cancellationToken);
        return outcomes;
    }

    private async Task BringClassesAsync(Issuer issuer, GoogleCredential credential, List<ObjectOutcome> outcomes, CancellationToken cancellationToken)
    {
        var classes = await store.ClassesAsync(issuer, outcomes.Select(outcome => outcome.Claimed.ClassId), cancellationToken);
        var wanted = classes.Where(one => one.RefusedHash != one.Hash).ToList();
        var steps = wanted.ConvertAll(one => new Step(
            one.SentHash is null ? GoogleCall.Insert(one.Resource, one.Wanted) : GoogleCall.Replace(one.Resource, one.ClassId, one.Wanted),
            answer => answer.Outcome switch
            {
                GoogleOutcome.Exists => GoogleCall.Replace(one.Resource, one.ClassId, one.Wanted),
                GoogleOutcome.Missing => GoogleCall.Insert(one.Resource, one.Wanted),
                _ => null,
            }));
        var answers = await SendAsync(credential, steps, cancellationToken);
        var troubles = classes.Where(one => one.RefusedHash == one.Hash).ToDictionary(one => one.ClassId, one => new GoogleResponse(GoogleOutcome.Refused, one.Failure ?? "refused"));
        for (var i = 0; i < wanted.Count; i++)
        {
            if (answers[i].Outcome is GoogleOutcome.Done or GoogleOutcome.Refused)
                await store.KeepClassAsync(issuer, wanted[i], answers[i].Outcome == GoogleOutcome.Done ? null : answers[i].Reason, cancellationToken);
            if (answers[i].Outcome != GoogleOutcome.Done)
                troubles[wanted[i].ClassId] = answers[i];
        }

        foreach (var outcome in outcomes)
        {
            if (!troubles.TryGetValue(outcome.Claimed.ClassId, out var trouble))
                continue;
            if (trouble.Outcome == GoogleOutcome.Refused)
                outcome.Failure = $"class: {trouble.Reason}";
            else
                outcome.TryAgain(trouble.RetryAfter);
        }
    }

    private async Task BringObjectsAsync(Issuer issuer, GoogleCredential credential, List<ObjectOutcome> outcomes, CancellationToken cancellationToken)
    {
        var sent = new List<ObjectOutcome>();
        var steps = new List<Step>();
        foreach (var outcome in outcomes)
        {
            if (StepOf(outcome) is { } step)
            {
                sent.Add(outcome);
                steps.Add(step);
            }
            else
            {
                outcome.IsTaken = outcome.IsUnchanged = true;
            }
        }

        var answers = await SendAsync(credential, steps, cancellationToken);
        for (var i = 0; i < sent.Count; i++)
        {
            var (outcome, answer) = (sent[i], answers[i]);
            switch (answer.Outcome)
            {
                case GoogleOutcome.Done:
                    outcome.IsTaken = true;
                    outcome.Notified += steps[i].HasNotified ? 1 : 0;
                    outcome.IsSilent |= steps[i].WasSilenced;
                    break;
                case GoogleOutcome.Missing:
                    // Neither the object nor what it is made of.
                    await store.ForgetClassAsync(issuer, outcome.Claimed.ClassId, cancellationToken);
                    outcome.TryAgain(ClassIsGone);
                    break;
                case GoogleOutcome.Refused:
                    outcome.Failure = answer.Reason;
                    break;
                default:
                    outcome.TryAgain(answer.RetryAfter);
                    break;
            }
        }
    }

    // Null when Google has it so already.
    private static Step? StepOf(ObjectOutcome outcome)
    {
        var claimed = outcome.Claimed;
        var type = Enum.Parse<GooglePassType>(claimed.Resource[..^"Object".Length], ignoreCase: true);
        var mayNotify = claimed.NotifiedToday < GoogleMessage.MostNotificationsADay;
        if (claimed.Sent is { } sent)
        {
            if (GooglePatch.Between(type, sent, claimed.Wanted, notify: true) is not { } patch)
                return null;
            var wouldNotify = patch.ContainsKey(Notify);
            outcome.IsSilent = wouldNotify && !mayNotify;
            var first = claimed.IsDeleted
                ? GoogleCall.Replace(claimed.Resource, claimed.ObjectId, claimed.Wanted)
                : GoogleCall.Change(claimed.Resource, claimed.ObjectId, wouldNotify && !mayNotify ? Silently(patch) : patch);
            return new Step(first, answer => Otherwise(claimed, answer));
        }

        // What Google made from a save link is not known here, nor whether the holder sees a difference: Google tells where one of its members changed.
        return new Step(
            claimed.IsSaved ? GoogleCall.Replace(claimed.Resource, claimed.ObjectId, mayNotify && !claimed.IsDeleted ? Loudly(type, claimed.Wanted) : claimed.Wanted) : GoogleCall.Insert(claimed.Resource, claimed.Wanted),
            answer => Otherwise(claimed, answer));
    }

    private static GoogleCall? Otherwise(ClaimedObject claimed, GoogleResponse answer) => answer.Outcome switch
    {
        GoogleOutcome.Exists => GoogleCall.Replace(claimed.Resource, claimed.ObjectId, claimed.Wanted),
        GoogleOutcome.Missing => GoogleCall.Insert(claimed.Resource, claimed.Wanted),
        _ => null,
    };

    private async Task SendMessagesAsync(Issuer issuer, GoogleCredential credential, List<ObjectOutcome> outcomes, CancellationToken cancellationToken)
    {
        var byPass = outcomes.ToDictionary(outcome => outcome.Claimed.PassId);
        var pending = await store.MessagesAsync(issuer, byPass.Keys, cancellationToken);
        foreach (var message in pending.Where(message => byPass[message.PassId].Failure is not null))
            byPass[message.PassId].Messages.Add(new SettledMessage(message.NotificationId, ObjectMessageStatus.Rejected, byPass[message.PassId].Failure));
        var sent = pending.Where(message => byPass[message.PassId].IsTaken).ToList();
        var planned = new Dictionary<Guid, int>();
        var steps = sent.ConvertAll(message =>
        {
            var outcome = byPass[message.PassId];
            var toldBefore = outcome.Claimed.NotifiedToday + outcome.Notified + planned.GetValueOrDefault(message.PassId);
            var tells = toldBefore < GoogleMessage.MostNotificationsADay;
            planned[message.PassId] = planned.GetValueOrDefault(message.PassId) + (tells ? 1 : 0);
            var id = TypeId.Format(IdPrefixes.Notification, message.NotificationId);
            return new Step(
                GoogleCall.AddMessage(outcome.Claimed.Resource, outcome.Claimed.ObjectId, message.ToGoogle(id, tells)), static _ => null);
        });
        var answers = await SendAsync(credential, steps, cancellationToken);
        for (var i = 0; i < sent.Count; i++)
        {
            var outcome = byPass[sent[i].PassId];
            switch (answers[i].Outcome)
            {
                case GoogleOutcome.Done or GoogleOutcome.Exists:
                    outcome.Notified += steps[i].HasNotified ? 1 : 0;
                    outcome.Messages.Add(new SettledMessage(sent[i].NotificationId, steps[i].HasNotified ? ObjectMessageStatus.Accepted : ObjectMessageStatus.Silent, null));
                    break;
                case GoogleOutcome.Refused:
                    outcome.Messages.Add(new SettledMessage(sent[i].NotificationId, ObjectMessageStatus.Rejected, answers[i].Reason));
                    break;
                default:
                    outcome.TryAgain(answers[i].RetryAfter);
                    break;
            }
        }
    }

    /// <summary>Sends first calls together, then together what their answers ask for instead.</summary>
    private async Task<GoogleResponse[]> SendAsync(GoogleCredential credential, List<Step> steps, CancellationToken cancellationToken)
    {
        var answers = new GoogleResponse[steps.Count];
        var open = Enumerable.Range(0, steps.Count).ToList();
        // A call, what takes its place, and either without telling the holder.
        for (var wave = 0; open.Count > 0 && wave < 4; wave++)
        {
            var answered = await CallAsync(credential, open.ConvertAll(i => steps[i].Call), cancellationToken);
            for (var i = 0; i < open.Count; i++)
                answers[open[i]] = answered[i];
            open = open.FindAll(i => steps[i].GoesOn(answers[i]));
        }

        return answers;
    }

    private async Task<GoogleResponse[]> CallAsync(GoogleCredential credential, List<GoogleCall> calls, CancellationToken cancellationToken)
    {
        var answers = await api.SendAsync(credential, calls, cancellationToken);
        var refused = Enumerable.Range(0, calls.Count).Where(i => answers[i].Outcome == GoogleOutcome.TokenRefused).ToList();
        if (refused.Count > 0)
        {
            // A token may end before its time; a new one that is refused too is the account's fault.
            credential.ForgetToken();
            var again = await api.SendAsync(credential, refused.ConvertAll(i => calls[i]), cancellationToken);
            for (var i = 0; i < refused.Count; i++)
                answers[refused[i]] = again[i];
        }

        return Array.Find(answers, answer => answer.Outcome is GoogleOutcome.AccountRefused or GoogleOutcome.TokenRefused) is { } denied
            ? throw new AccountRefusedException(denied.Reason)
            : answers;
    }

    private const string Notify = "notifyPreference";

    private static JsonObject Silently(JsonObject body)
    {
        var silent = body.DeepClone().AsObject();
        silent.Remove(Notify);
        if (silent["message"] is JsonObject message)
            message["messageType"] = "TEXT";
        return silent;
    }

    private static JsonObject Loudly(GooglePassType type, JsonObject body)
    {
        var loud = body.DeepClone().AsObject();
        // Google knows no notification of changes for these.
        if (type is not (GooglePassType.Generic or GooglePassType.Offer))
            loud[Notify] = "NOTIFY_ON_UPDATE";
        return loud;
    }

    /// <summary>A call, and what to call instead when its answer asks for it.</summary>
    private sealed class Step(GoogleCall first, Func<GoogleResponse, GoogleCall?> otherwise)
    {
        private bool _hasGoneOn;

        internal GoogleCall Call { get; private set; } = first;

        internal bool WasSilenced { get; private set; }

        internal bool HasNotified => Call.Body.ContainsKey(Notify) || (Call.Body["message"] as JsonObject)?["messageType"]?.GetValue<string>() == "TEXT_AND_NOTIFY";

        internal bool GoesOn(GoogleResponse answer)
        {
            if (answer.Outcome == GoogleOutcome.ToldTooOften && HasNotified)
            {
                Call = Call with { Body = Silently(Call.Body) };
                return WasSilenced = true;
            }

            if (_hasGoneOn || otherwise(answer) is not { } other)
                return false;
            _hasGoneOn = true;
            Call = other;
            return true;
        }
    }
}
