using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Notifications.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Rules;

namespace Passinstance.Notifications.Notifications;

/// <summary>A message to the holders of passes.</summary>
public sealed record SendPushNotificationRequest
{
    /// <summary>The passes that it targets.</summary>
    public PushTarget? Target { get; init; }

    /// <summary>Restricts the target.</summary>
    public PushFilter? Filter { get; init; }

    /// <summary>The title, at most 100 characters, with placeholders as in <c>message</c>.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// The text, at most 1,000 characters. <c>{memberName}</c> is replaced by the value of the pass's field with that key, or by nothing if
    /// the pass has no such field. Write <c>{{</c> and <c>}}</c> for braces.
    /// </summary>
    public string? Message { get; init; }

    /// <summary>
    /// Language of <c>title</c> and <c>message</c>, as a language tag. Default: the default language of each pass's template.
    /// </summary>
    public string? Language { get; init; }

    /// <summary>Translations, by language tag (<c>fr</c>, <c>pt-BR</c>). Holders see the one for their device's language.</summary>
    public Dictionary<string, PushText?>? Localized { get; init; }

    /// <summary>When to send it, at most one year ahead. Default: immediately.</summary>
    public DateTimeOffset? SendAt { get; init; }
}

/// <summary>Validates a push notification and stores it. The workers do the rest.</summary>
internal static class SendPushNotification
{
    private const int MaxPasses = 1000;
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(366);
    // A client's clock may be a little slow.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    internal static async Task<Results<Accepted<PushNotificationResponse>, Problem>> HandleAsync(
        SendPushNotificationRequest request, ClaimsPrincipal caller, NotificationsDbContext db, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = Check(request, time.GetUtcNow());
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        var notification = PushNotification.Create(
            caller.OrganizationId, request.Target!, request.Filter, new PushText { Title = request.Title, Message = request.Message },
            request.Language, request.Localized is { Count: > 0 } localized
                ? localized.ToDictionary(text => text.Key, text => text.Value!)
                : null,
            request.SendAt, time);
        db.PushNotifications.Add(notification);
        await db.SaveChangesAsync(cancellationToken);
        var response = PushNotificationResponse.From(notification, null);
        return TypedResults.Accepted($"/api/v1/push-notifications/{response.Id}", response);
    }

    internal static List<InvalidValue> Check(SendPushNotificationRequest request, DateTimeOffset now)
    {
        var errors = new List<InvalidValue>();
        CheckTarget(request.Target, errors);
        CheckFilter(request.Filter, errors);
        errors.AddRange(PushTextRules.Check(
            new PushTexts(request.Title, request.Message), request.Language,
            request.Localized?.ToDictionary(
                text => text.Key, text => text.Value is { } given ? new PushTexts(given.Title, given.Message) : null))
            .Select(error => new InvalidValue(error.Pointer, error.Code, error.Message) { Values = error.Values }));
        if (request.SendAt < now - Grace)
            errors.Add(new InvalidValue("/sendAt", "in_the_past", "sendAt has passed. Leave it out to send at once."));
        else if (request.SendAt > now + MaxAhead)
            errors.Add(new InvalidValue("/sendAt", "too_far_ahead", "sendAt may be at most a year ahead."));
        return errors;
    }

    private static void CheckTarget(PushTarget? target, List<InvalidValue> errors)
    {
        bool[] chosen = [target?.PassIds is not null, target?.TemplateId is not null, target?.BundleId is not null, target?.All == true];
        var choices = chosen.Count(isChosen => isChosen);
        if (target is null || choices == 0)
            errors.Add(new InvalidValue("/target", "required", "target is required: passIds, templateId, bundleId, or all: true."));
        else if (choices > 1)
            errors.Add(new InvalidValue("/target", "ambiguous", "Give exactly one of passIds, templateId, bundleId and all."));
        if (target?.PassIds is { Count: 0 or > MaxPasses })
        {
            errors.Add(new InvalidValue(
                "/target/passIds", "out_of_range",
                $"Name 1 to {MaxPasses} passes. For more, send to a template or a bundle, or send several notifications.",
                ("minCount", 1), ("maxCount", MaxPasses)));
        }
        else if (target?.PassIds is { } passes)
        {
            errors.AddRange(passes.Index().Where(pass => !TypeId.TryParse(IdPrefixes.Pass, pass.Item, out _)).Take(100).Select(pass =>
                new InvalidValue($"/target/passIds/{pass.Index}", "invalid_id", "A pass's id is pas_ and 26 characters.")));
        }

        if (target?.TemplateId is { } template && !TypeId.TryParse(IdPrefixes.Template, template, out _))
            errors.Add(new InvalidValue("/target/templateId", "invalid_id", "templateId must be a template's id, tpl_ and 26 characters."));
        if (target?.BundleId is { } bundle && !TypeId.TryParse(IdPrefixes.Bundle, bundle, out _))
            errors.Add(new InvalidValue("/target/bundleId", "invalid_id", "bundleId must be a bundle's id, bnd_ and 26 characters."));
    }

    private static void CheckFilter(PushFilter? filter, List<InvalidValue> errors)
    {
        if (filter?.Status is not (null or "active" or "expired"))
            errors.Add(
                new InvalidValue(
                    "/filter/status", "unknown_status", "status must be active or expired; void and deleted passes get no messages."));
        if (filter?.SerialNumber?.Any(char.IsControl) == true)
            errors.Add(new InvalidValue("/filter/serialNumber", "invalid_characters", "A serial number has no control characters."));
    }
}
