using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Passinstance.Gateway.Persistence;
using Passinstance.Messaging.Outbox;
using Passinstance.Notifications.Notifications;
using Passinstance.Notifications.Persistence;
using Passinstance.Passes.Batches;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Json;
using Passinstance.Templates.Persistence;
using Passinstance.Wallet.Json;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Architecture.Tests;

/// <summary>
/// What programs store and send to each other may be newer than the program that reads it: during an upgrade, and after a rollback.
/// </summary>
[Trait("Category", "Unit")]
public sealed partial class StoredJsonTests
{
    // Requests of clients, and the reader of merged ones.
    private static readonly string[] StrictReaders =
        ["services/pass/Batches/BatchItemForm.cs", "shared/service-defaults/Json/StoredJson.cs"];

    // v1.0.0-beta.1 reads these strictly. A member that is added to one of them breaks it after a rollback: store it in a column of its
    // own, as the images of a pass are, until no supported release is that old.
    private static readonly Dictionary<Type, string[]> ReadStrictlyByBeta1 = new()
    {
        [typeof(PassContent)] =
        [
            "backgroundColor", "barcodeAltText", "barcodeFormat", "barcodeMessage", "beacons", "expirationDate", "fields",
            "foregroundColor", "google", "groupingIdentifier", "labelColor", "locations",
            "logoText", "nfcMessage", "relevantDate", "relevantDates",
            "semantics", "upcomingPassInformation", "userInfo",
        ],
        [typeof(PushTarget)] = ["all", "bundleId", "passIds", "templateId"],
        [typeof(PushFilter)] = ["createdAfter", "createdBefore", "serialNumber", "status"],
        [typeof(PushText)] = ["message", "title"],
        [typeof(PushCounts)] =
            ["accepted", "apple", "google", "notFound", "pushed", "rejected", "targeted", "withoutDevice"],
        [typeof(ApplePushCounts)] = ["accepted", "pushed", "rejected"],
        [typeof(GooglePushCounts)] = ["accepted", "pushed", "rejected", "silent"],
        [typeof(AuditLogEntryResponse)] =
            ["actor", "address", "counts", "id", "members", "operation", "requestId", "resourceId", "service", "time"],
        [typeof(BatchItemError)] = ["code", "errors", "message", "status"],
    };

    private static readonly DbContext[] Contexts =
    [
        Make<TemplatesDbContext>(options => new TemplatesDbContext(options)),
        Make<PassesDbContext>(options => new PassesDbContext(options)),
        Make<WebhooksDbContext>(options => new WebhooksDbContext(options)),
        Make<NotificationsDbContext>(options => new NotificationsDbContext(options)),
        Make<GatewayDbContext>(options => new GatewayDbContext(options)),
    ];

    public static TheoryData<string> JsonColumns =>
        [.. Properties().Select(property => $"{property.DeclaringType.ShortName()}.{property.Name}").Distinct()];

    [Theory]
    [MemberData(nameof(JsonColumns))]
    public void A_column_is_read_with_members_that_this_program_does_not_know(string column)
    {
        var property = Properties().First(one => $"{one.DeclaringType.ShortName()}.{one.Name}" == column);
        var json = JsonSerializer.Serialize(Newer(property.ClrType));

        var value = property.GetValueConverter()!.ConvertFromProvider(json);

        Assert.NotNull(value);
    }

    [Fact]
    public void Members_of_stored_content_that_this_program_does_not_know_are_written_again_at_every_depth()
    {
        const string stored = """
            {"fields":{"tier":{"value":"Gold","shape":"round"}},"logoText":"A","locations":[{"latitude":1,"longitude":2,"floor":3}],
             "mood":{"is":["good"]}}
            """;
        var content = JsonSerializer.Deserialize<PassContent>(stored, StoredJson.Options)!;

        var copy = StoredJson.Carry(content, content with { LogoText = "B" });
        var written = JsonNode.Parse(JsonSerializer.Serialize(copy, StoredJson.Options))!;

        var expected = JsonNode.Parse(stored)!;
        expected["logoText"] = "B";
        Assert.True(JsonNode.DeepEquals(expected, written), written.ToJsonString());
        Assert.DoesNotContain("mood", JsonSerializer.Serialize(content, ApiJson.Options), StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_is_read_strictly_over_what_was_stored()
    {
        var merged = JsonNode.Parse("""{"logoText":"B","mood":{"is":["good"]}}""")!.AsObject();

        var content = StoredJson.ReadMerged<PassContent>(merged, JsonNode.Parse("""{"logoText":"B"}""")!.AsObject());

        Assert.Equal("""{"logoText":"B","mood":{"is":["good"]}}""", JsonSerializer.Serialize(content, StoredJson.Options));
        Assert.Throws<JsonException>(
            () => StoredJson.ReadMerged<PassContent>(merged, JsonNode.Parse("""{"mood":{"is":["bad"]}}""")!.AsObject()));
    }

    [Fact]
    public void Only_requests_are_read_strictly()
    {
        Assert.All(
            [StoredJson.Options, JsonColumn.DefaultOptions, EventTypes.Json, WalletJson.Options],
            options => Assert.Equal(JsonUnmappedMemberHandling.Skip, options.UnmappedMemberHandling));
        RepositoryTree.AssertNone(
            RepositoryTree.ProductionSources.Where(file => !StrictReaders.Contains(file))
                .Where(file => StrictRead().IsMatch(RepositoryTree.Read(file)))
                .Select(file => $"{file} reads with ApiJson.Options: use StoredJson.Options for what is stored or sent by a program."));
    }

    [Fact]
    public void What_the_first_release_reads_strictly_has_no_new_members()
    {
        Assert.All(ReadStrictlyByBeta1, type => Assert.Equal(
            type.Value,
            ApiJson.Options.GetTypeInfo(type.Key).Properties.Select(member => member.Name)
                // In a column of its own.
                .Where(name => type.Key != typeof(PassContent) || name != "images").Order(StringComparer.Ordinal)));
    }

    private static IEnumerable<IProperty> Properties() => Contexts.SelectMany(context => context.Model.GetEntityTypes())
        .SelectMany(entity => entity.GetProperties())
        .Where(property => property.GetColumnType() is "json" or "jsonb" && property.GetValueConverter() is not null);

    // A value of the kind that the type is read from, with a member of a later release wherever there is an object.
    private static JsonNode Newer(Type type)
    {
        if (type != typeof(string) && DictionaryValue(type) is { } value)
            return new JsonObject { ["key"] = IsLeaf(value) ? Leaf(value) : Newer(value) };
        if (type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType)
        {
            var item = type.GenericTypeArguments[0];
            return new JsonArray(IsLeaf(item) ? Leaf(item) : Newer(item));
        }

        var newer = new JsonObject { ["aMemberOfTheNextRelease"] = new JsonObject { ["x"] = new JsonArray(1) } };
        foreach (var member in type.GetProperties().Where(member => member.IsDefined(typeof(RequiredMemberAttribute), inherit: true)))
        {
            newer[JsonNamingPolicy.CamelCase.ConvertName(member.Name)] =
                IsLeaf(member.PropertyType) ? Leaf(member.PropertyType) : Newer(member.PropertyType);
        }

        return newer;
    }

    private static Type? DictionaryValue(Type type) => type.GetInterfaces().Append(type)
        .FirstOrDefault(one => one.IsGenericType && (one.GetGenericTypeDefinition() == typeof(IDictionary<,>)
            || one.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)))?.GenericTypeArguments[1];

    private static bool IsLeaf(Type type) =>
        type == typeof(string) || type.IsPrimitive || type == typeof(Guid) || type == typeof(DateTimeOffset);

    private static JsonNode Leaf(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(Guid) ? Guid.Empty.ToString()
        : type == typeof(DateTimeOffset) ? "2026-11-27T10:00:00Z"
        : JsonValue.Create(1);

    private static TContext Make<TContext>(Func<DbContextOptions<TContext>, TContext> make)
        where TContext : DbContext => make(new DbContextOptionsBuilder<TContext>().UseNpgsql("Host=nowhere").Options);

    [GeneratedRegex(@"(Deserialize|DeserializeAsync|FromJsonAsync|IsJson)(<[^;()]*>)?\([^;]*?ApiJson\.Options", RegexOptions.Singleline)]
    private static partial Regex StrictRead();
}
