using System.Text.Json.Nodes;

namespace Passinstance.Simulators.Google;

/// <summary>A message or a change of which Google notified a holder.</summary>
/// <param name="ObjectId">The pass.</param>
/// <param name="What">The message's id, or <c>update</c>.</param>
public sealed record GoogleNotice(string ObjectId, string What);

/// <summary>The classes and objects of all issuers, with Google's rules for them. Calls are serialized.</summary>
internal sealed class GoogleWalletContents
{
    private const int MaxNoticesPerDay = 3;
    private static readonly string[] Kinds = ["eventTicket", "flight", "generic", "giftCard", "loyalty", "offer", "transit"];

    private static readonly Dictionary<string, string[]> Required = new()
    {
        ["eventTicketClass"] = ["id", "issuerName", "reviewStatus", "eventName"],
        ["flightClass"] = ["id", "issuerName", "reviewStatus", "origin", "destination", "flightHeader", "localScheduledDepartureDateTime"],
        ["genericClass"] = ["id"],
        ["giftCardClass"] = ["id", "issuerName", "reviewStatus"],
        ["loyaltyClass"] = ["id", "issuerName", "reviewStatus", "programName", "programLogo"],
        ["offerClass"] = ["id", "issuerName", "reviewStatus", "title", "provider", "redemptionChannel"],
        ["transitClass"] = ["id", "issuerName", "reviewStatus", "logo", "transitType"],
        ["eventTicketObject"] = ["id", "classId", "state"],
        ["flightObject"] = ["id", "classId", "state", "passengerName", "reservationInfo"],
        ["genericObject"] = ["id", "classId", "cardTitle", "header"],
        ["giftCardObject"] = ["id", "classId", "state", "cardNumber"],
        ["loyaltyObject"] = ["id", "classId", "state"],
        ["offerObject"] = ["id", "classId", "state"],
        ["transitObject"] = ["id", "classId", "state", "tripType"],
    };

    // Google notifies the holder of these changes; for a generic pass, of none.
    private static readonly Dictionary<string, string[]> Notified = new()
    {
        ["eventTicketObject"] = ["seatInfo", "reservationInfo", "ticketType", "ticketHolderName"],
        ["flightObject"] = ["boardingAndSeatingInfo", "reservationInfo", "passengerName"],
        ["loyaltyObject"] = ["loyaltyPoints", "secondaryLoyaltyPoints"],
        ["giftCardObject"] = ["balance"],
        ["transitObject"] = ["ticketLeg", "ticketLegs", "ticketStatus"],
    };

    private readonly Dictionary<string, JsonObject> _stored = [];
    private readonly List<(GoogleNotice Notice, DateTimeOffset At)> _notices = [];

    internal IReadOnlyList<GoogleNotice> Notices => _notices.ConvertAll(one => one.Notice);

    internal static bool IsResource(string name) => Required.ContainsKey(name);

    internal JsonObject? Find(string resource, string id) => _stored.GetValueOrDefault($"{resource} {id}");

    internal JsonObject? FindObject(string id) => Kinds.Select(kind => Find($"{kind}Object", id))
        .FirstOrDefault(found => found is not null);

    internal JsonObject? FindClassOf(string objectId, JsonObject found) =>
        Kinds.Select(kind => Find($"{kind}Object", objectId) is not null
            ? Find($"{kind}Class", found["classId"]!.GetValue<string>()) : null).FirstOrDefault(made => made is not null);

    internal IReadOnlyList<JsonObject> List(string resource, Func<JsonObject, bool> isWanted) =>
        [.. _stored.Where(one => one.Key.StartsWith($"{resource} ", StringComparison.Ordinal) && isWanted(one.Value))
            .Select(one => one.Value)];

    internal JsonObject Insert(string resource, JsonObject body)
    {
        Check(resource, body);
        var id = body["id"]!.GetValue<string>();
        if (Find(resource, id) is not null)
            throw new RefusedException(409, "resourceExists", $"A resource with id {id} exists already.");
        return Keep(resource, id, body);
    }

    internal JsonObject Replace(string resource, string id, JsonObject body)
    {
        var before = Existing(resource, id);
        Check(resource, body);
        CheckId(id, body);
        Notify(resource, id, before, body);
        // Google's own members are kept.
        foreach (var name in (string[])["hasUsers", "messages"])
        {
            if (before[name] is { } kept && !body.ContainsKey(name))
                body[name] = kept.DeepClone();
        }

        return Keep(resource, id, body);
    }

    internal JsonObject Patch(string resource, string id, JsonObject body)
    {
        var before = Existing(resource, id);
        GoogleFieldLists.Check(body, TypeOf(resource), "");
        CheckReview(resource, before, body);
        var after = before.DeepClone().AsObject();
        Merge(after, body);
        Check(resource, after, isMerged: true);
        CheckId(id, after);
        Notify(resource, id, before, after);
        return Keep(resource, id, after);
    }

    internal JsonObject AddMessage(string resource, string id, JsonObject body)
    {
        GoogleFieldLists.Check(body, "AddMessageRequest", "");
        var kept = Existing(resource, id);
        if (body["message"] is not JsonObject message || message["header"] is null || message["body"] is null)
            throw new RefusedException(400, "badRequest", "A message needs header and body.");
        var messages = kept["messages"] as JsonArray ?? [];
        var messageId = message["id"]?.GetValue<string>() ?? Guid.NewGuid().ToString();
        if (messages.FirstOrDefault(one => one?["id"]?.GetValue<string>() == messageId) is { } same)
            messages.Remove(same);
        else if (message["messageType"]?.GetValue<string>() == "TEXT_AND_NOTIFY")
            Notify(id, messageId);
        messages.Add(message.DeepClone());
        kept["messages"] = messages.DeepClone();
        return kept;
    }

    private JsonObject Existing(string resource, string id) =>
        Find(resource, id) ?? throw new RefusedException(404,
            resource.EndsWith("Class", StringComparison.Ordinal) ? "classNotFound" : "objectNotFound", $"There is no {resource} {id}.");

    private JsonObject Keep(string resource, string id, JsonObject body)
    {
        var kept = body.DeepClone().AsObject();
        // It applies to this call only.
        kept.Remove("notifyPreference");
        // Approved at once.
        if (kept["reviewStatus"]?.GetValue<string>() == "UNDER_REVIEW")
            kept["reviewStatus"] = "APPROVED";
        return _stored[$"{resource} {id}"] = kept;
    }

    private void Check(string resource, JsonObject body, bool isMerged = false)
    {
        if (!isMerged)
        {
            GoogleFieldLists.Check(body, TypeOf(resource), "");
            CheckReview(resource, before: null, body);
        }

        foreach (var name in Required[resource].Where(name => body[name] is null))
            throw new RefusedException(400, "required", $"Required: {name}.");
        var id = body["id"]!.GetValue<string>();
        if (id.Split('.', 2) is not [{ Length: > 0 } issuer, { Length: > 0 } rest] || !issuer.All(char.IsAsciiDigit)
            || !rest.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            throw new RefusedException(400, "invalidResource", $"Invalid resource id {id}.");
        if (!resource.EndsWith("Object", StringComparison.Ordinal))
            return;
        var classId = body["classId"]!.GetValue<string>();
        if (Find($"{resource[..^"Object".Length]}Class", classId) is not { } made)
            throw new RefusedException(404, "classNotFound", $"Class {classId} not found.");
        if (made["reviewStatus"]?.GetValue<string>() == "DRAFT")
            throw new RefusedException(400, "badRequest", "A class that is a draft cannot have objects.");
    }

    private static void CheckReview(string resource, JsonObject? before, JsonObject body)
    {
        if (resource.EndsWith("Class", StringComparison.Ordinal) && before?["reviewStatus"]?.GetValue<string>() == "APPROVED"
            && body["reviewStatus"]?.GetValue<string>() != "UNDER_REVIEW")
            throw new RefusedException(400, "badRequest", "An approved class must be sent for review again.");
        if (body["reviewStatus"] is { } status && status.GetValue<string>() is not ("DRAFT" or "UNDER_REVIEW"))
            throw new RefusedException(400, "badRequest", "reviewStatus must be DRAFT or UNDER_REVIEW.");
    }

    private static void CheckId(string id, JsonObject body)
    {
        if (body["id"]!.GetValue<string>() != id)
            throw new RefusedException(400, "badRequest", "The id of a resource cannot change.");
    }

    private void Notify(string resource, string id, JsonObject before, JsonObject after)
    {
        if (after["notifyPreference"] is null)
            return;
        if (Notified.GetValueOrDefault(resource)?.Any(name => !JsonNode.DeepEquals(before[name], after[name])) == true)
            Notify(id, "update");
    }

    private void Notify(string id, string what)
    {
        var day = DateTimeOffset.UtcNow.AddDays(-1);
        if (_notices.Count(one => one.Notice.ObjectId == id && one.At > day) >= MaxNoticesPerDay)
            throw new RefusedException(429, "quotaExceeded",
                "QuotaExceededException: the holder has been notified three times in 24 hours.");
        _notices.Add((new GoogleNotice(id, what), DateTimeOffset.UtcNow));
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch.ToList())
        {
            if (value is null)
                target.Remove(name);
            else if (value is JsonObject inner && target[name] is JsonObject current)
                Merge(current, inner);
            else
                target[name] = value.DeepClone();
        }
    }

    private static string TypeOf(string resource) => char.ToUpperInvariant(resource[0]) + resource[1..];
}
