using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Passinstance.ServiceDefaults.Json;
using Passinstance.Wallet;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Architecture.Tests;

/// <summary>
/// A member that a request must have is never filled in silently: it is required by the reader, it may be absent, or a rule reports that it
/// is empty. Walks every type that a request can hold.
/// </summary>
[Trait("Category", "Unit")]
public sealed class RequestMemberTests
{
    /// <summary>Members that may be absent, with the documented value that they have then.</summary>
    private static readonly string[] Defaults =
    [
        "SendAgainRequest.DryRun", // false: the deliveries are scheduled
        "SendAgainRequest.IncludePending", // false: what waits is sent when it is due
        "MessageField.Key", // message
        "UpcomingPassInformationEntry.Type", // event, the only one
    ];

    /// <summary>Members that a rule of the engine reports when they are absent or empty.</summary>
    private static readonly Dictionary<string, (string Json, string Pointer)> Reported = new()
    {
        ["WalletTemplate.Description"] = ("{}", "/description"),
        ["WalletTemplate.OrganizationName"] = ("{}", "/organizationName"),
        ["WalletTemplate.TeamIdentifier"] = ("{}", "/teamIdentifier"),
        ["WalletTemplate.PassTypeIdentifier"] = ("{}", "/passTypeIdentifier"),
        ["PassField.Key"] = ("""{"layout":{"backFields":[{}]}}""", "/layout/backFields/0/key"),
        ["PassBeacon.ProximityUuid"] = ("""{"beacons":[{}]}""", "/beacons/0/proximityUUID"),
        ["PassNfc.EncryptionPublicKey"] = ("""{"nfc":{}}""", "/nfc/encryptionPublicKey"),
        ["FeaturedAction.Identifier"] = ("""{"featuredActions":[{}]}""", "/featuredActions/0/identifier"),
        ["FeaturedAction.Type"] = ("""{"featuredActions":[{}]}""", "/featuredActions/0/type"),
        ["UpcomingPassInformationEntry.Identifier"] = ("""{"upcomingPassInformation":[{}]}""", "/upcomingPassInformation/0/identifier"),
        ["UpcomingPassInformationEntry.Name"] = ("""{"upcomingPassInformation":[{}]}""", "/upcomingPassInformation/0/name"),
        ["RemoteImageUrl.Sha256"] = (
            """{"upcomingPassInformation":[{"images":{"headerImage":{"URLs":[{}]}}}]}""",
            "/upcomingPassInformation/0/images/headerImage/URLs/0/SHA256"),
        ["RemoteImageUrl.Url"] = (
            """{"upcomingPassInformation":[{"images":{"headerImage":{"URLs":[{}]}}}]}""",
            "/upcomingPassInformation/0/images/headerImage/URLs/0/URL"),
        ["PassPersonalization.Description"] = ("""{"personalization":{}}""", "/personalization/description"),
        ["PassPersonalization.RequiredPersonalizationFields"] = (
            """{"personalization":{}}""", "/personalization/requiredPersonalizationFields"),
        ["PassFlowForm.Fields"] = ("""{"passFlow":{"form":{}}}""", "/passFlow/form/fields"),
        ["PassFlowField.Key"] = ("""{"passFlow":{"form":{"fields":[{}]}}}""", "/passFlow/form/fields/0/key"),
        ["PassFlowField.Label"] = ("""{"passFlow":{"form":{"fields":[{}]}}}""", "/passFlow/form/fields/0/label"),
    };

    [Fact]
    public void No_member_that_must_be_given_is_filled_in_silently()
    {
        var nullability = new NullabilityInfoContext();
        var seen = new HashSet<Type>();
        var silent = new List<string>();
        var requests = Requests().ToList();
        foreach (var request in requests)
            Walk(request);

        Assert.True(requests.Count >= 12, string.Join(", ", requests.Select(type => type.Name)));
        Assert.Contains(typeof(SemanticTags), seen);
        Assert.Empty(silent);

        void Walk(Type type)
        {
            var info = ApiJson.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
            if (!seen.Add(info.Type))
                return;
            if (info.ElementType is { } element)
                Walk(element);
            foreach (var member in info.Kind == JsonTypeInfoKind.Object ? info.Properties : [])
            {
                Walk(member.PropertyType);
                if (member is { Set: not null, IsRequired: false, AttributeProvider: PropertyInfo property } && !MayBeAbsent(property))
                    silent.Add($"{property.DeclaringType!.Name}.{property.Name}");
            }
        }

        bool MayBeAbsent(PropertyInfo property)
        {
            var name = $"{property.DeclaringType!.Name}.{property.Name}";
            return Nullable.GetUnderlyingType(property.PropertyType) is not null
                || (!property.PropertyType.IsValueType && nullability.Create(property).WriteState == NullabilityState.Nullable)
                || Defaults.Contains(name, StringComparer.Ordinal) || Reported.ContainsKey(name);
        }
    }

    [Fact]
    public void A_member_that_no_reader_requires_is_reported_by_a_rule()
    {
        foreach (var (member, (json, pointer)) in Reported)
        {
            var template = System.Text.Json.JsonSerializer.Deserialize<WalletTemplate>(json, ApiJson.Options)!;
            Assert.True(
                WalletTemplateRules.Validate(template, []).Any(f => f.Pointer == pointer && f.Severity == FindingSeverity.Error),
                $"{member} is not reported at {pointer}.");
        }
    }

    // What the handlers of all services bind to a body.
    private static IEnumerable<Type> Requests() => ((Assembly[])
    [
        typeof(Passinstance.Templates.Templates.CreateTemplateRequest).Assembly,
        typeof(Passinstance.Passes.Passes.CreatePassRequest).Assembly,
        typeof(Passinstance.Webhooks.WebhookEndpoints.CreateWebhookRequest).Assembly,
        typeof(Passinstance.Notifications.Notifications.SendPushNotificationRequest).Assembly,
    ]).SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsPublic && type.Name.EndsWith("Request", StringComparison.Ordinal));
}
