using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Simulators.Google;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Notifications.Tests.Fixtures;

/// <summary>A new organization with an issuer of its own, in a Google Cloud project of its own.</summary>
internal sealed class GoogleTenant
{
    private readonly NotificationFixture _fixture;
    private readonly TestKeys _keys = new();
    private readonly int _earlierCalls;
    private readonly int _earlierTokens;
    private int _accounts;

    internal GoogleTenant(NotificationFixture fixture, Guid? organizationId = null)
    {
        _fixture = fixture;
        OrganizationId = organizationId ?? Guid.CreateVersion7();
        _earlierCalls = fixture.Google.Calls.Count;
        _earlierTokens = fixture.Google.TokensGiven;
        Renew();
    }

    internal Guid OrganizationId { get; }

    internal string IssuerId { get; } = RandomNumberGenerator.GetInt32(1_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture);

    /// <summary>Email of the issuer's present service account.</summary>
    internal string Account { get; private set; } = "";

    internal string ClassId => $"{IssuerId}.template";

    internal GoogleSimulator Google => _fixture.Google;

    internal RunningService Service => _fixture.Service;

    /// <summary>Calls since the tenant was created, oldest first.</summary>
    internal IReadOnlyList<GoogleCallRecord> Calls => [.. Google.Calls.Skip(_earlierCalls)];

    /// <summary>Notifications of this tenant's holders.</summary>
    internal IReadOnlyList<GoogleNotice> Notices =>
        [.. Google.Notices.Where(notice => notice.ObjectId.StartsWith(IssuerId, StringComparison.Ordinal))];

    /// <summary>Access tokens given since the tenant was created.</summary>
    internal int TokensGiven => Google.TokensGiven - _earlierTokens;

    internal IEnumerable<string> ClassCalls => Calls.Where(call => call.Path.Contains("Class", StringComparison.Ordinal)).Select(Describe);

    /// <summary>Gives the issuer another service account.</summary>
    internal void Renew()
    {
        using var key = _keys.Next();
        Account = $"wallet-{++_accounts}@project-{IssuerId}.iam.gserviceaccount.com";
        Google.Register(IssuerId, Account, key.ExportSubjectPublicKeyInfoPem());
        _fixture.Templates.SetAccount(IssuerId, OrganizationId, Account, key.ExportPkcs8PrivateKeyPem());
    }

    internal string ObjectId(Guid pass) => $"{ClassId}.{pass:N}";

    /// <summary>A pass gets a content; returns once the service has consumed the event.</summary>
    internal async Task<WalletContentChanged> ChangeAsync(
        Guid pass, int version = 1, Func<GoogleContent, GoogleContent>? change = null,
        Func<WalletContentChanged, WalletContentChanged>? also = null, bool awaitConsumption = true)
    {
        var changed = new WalletContentChanged
        {
            EventId = Guid.CreateVersion7(),
            OrganizationId = OrganizationId,
            PassId = pass,
            Version = version,
            OccurredAt = DateTimeOffset.UtcNow,
            PassTypeIdentifier = "pass.test.members",
            AppleUnchanged = false,
            Google = (change ?? (same => same))(Content(pass, $"Value {version}")),
        };
        changed = also?.Invoke(changed) ?? changed;
        await _fixture.PublishAsync(changed, awaitConsumption);
        return changed;
    }

    internal Task PublishAsync<T>(T published)
        where T : class, IEvent => _fixture.PublishAsync(published);

    /// <summary>A loyalty card with some points.</summary>
    internal GoogleContent Loyalty(Guid pass, string points, GoogleContent like) => like with
    {
        ClassResource = "loyaltyClass",
        ObjectResource = "loyaltyObject",
        Class = JsonSerializer.SerializeToElement(new
        {
            id = ClassId,
            issuerName = "Café",
            reviewStatus = "UNDER_REVIEW",
            programName = "Club",
            programLogo = new { sourceUri = new { uri = "https://example.com/logo.png" } },
        }),
        Object = JsonSerializer.SerializeToElement(new
        {
            id = ObjectId(pass),
            classId = ClassId,
            state = "ACTIVE",
            loyaltyPoints = new { balance = new { @string = points } },
        }),
    };

    /// <summary>A pass that a holder has saved gets the message of a notification.</summary>
    internal async Task<Guid> MessageAsync(Guid pass, string header, string body, Guid? notification = null)
    {
        var id = notification ?? Guid.CreateVersion7();
        await ChangeAsync(
            pass, change: content => content with { IsSaved = true },
            also: changed => changed with { NotificationId = id, Message = new HolderMessage { Header = header, Body = body } });
        return id;
    }

    /// <summary>The outcome of a notification's only message.</summary>
    internal async Task<string> OutcomeOfAsync(Guid notification)
    {
        var sql = $"SELECT status FROM google_messages WHERE notification_id = '{notification}' AND status <> 'pending'";
        return await Eventually.ValueAsync(
            token => Service.ScalarAsync<string>(sql, token), NotificationFixture.Deadline, "the message has an outcome");
    }

    internal async Task NothingWaitsAsync()
    {
        await Eventually.TrueAsync(
            async token =>
                await Service.ScalarAsync<long>("SELECT count(*) FROM google_objects WHERE available_at < 'infinity'", token) == 0,
            NotificationFixture.Deadline, "no object waits");
        Assert.Null(await Service.ScalarAsync<string>("SELECT reason FROM google_issuers WHERE suspended_at IS NOT NULL"));
    }

    internal string Show(Guid pass) => Google.FindObject(ObjectId(pass))?["header"]?["defaultValue"]?["value"]?.GetValue<string>() ?? "";

    internal IEnumerable<string> CallsOf(Guid pass) => Calls
        .Where(call => call.Path.Contains(ObjectId(pass), StringComparison.Ordinal) || (string?)call.Body?["id"] == ObjectId(pass))
        .Select(Describe);

    private static string Describe(GoogleCallRecord call)
    {
        var message = call.Path.EndsWith("/addMessage", StringComparison.Ordinal) ? " message" : "";
        return $"{call.Method} {call.Path.Split('/')[0]}{message} {call.Status}";
    }

    private GoogleContent Content(Guid pass, string value) => new()
    {
        IssuerId = IssuerId,
        ClassResource = "genericClass",
        ObjectResource = "genericObject",
        ClassId = ClassId,
        ObjectId = ObjectId(pass),
        ClassVersion = 1,
        Class = JsonSerializer.SerializeToElement(new { id = ClassId }),
        Object = JsonSerializer.SerializeToElement(new
        {
            id = ObjectId(pass),
            classId = ClassId,
            state = "ACTIVE",
            cardTitle = Text("Card"),
            header = Text(value),
        }),
        IsSaved = false,
        IsDeleted = false,
    };

    private static object Text(string value) => new { defaultValue = new { language = "en", value } };
}
