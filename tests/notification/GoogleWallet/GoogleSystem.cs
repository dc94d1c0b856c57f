using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Notifications.Persistence;
using Passinstance.Notifications.Tests.Notifications;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Simulators.Google;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.GoogleWallet;

/// <summary>The real service with a simulated Google, and a stand-in for the template service.</summary>
internal sealed class GoogleSystem : IAsyncDisposable
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly WebApplication _templates;
    private readonly List<RunningService> _services = [];
    private readonly List<RSA> _keys = [];
    private string _privateKey = "";

    private GoogleSystem(WebApplication templates, GoogleSimulator google) => (_templates, Google) = (templates, google);

    internal GoogleSimulator Google { get; }

    internal RunningService Service => _services[^1];

    internal Guid OrganizationId { get; } = Guid.CreateVersion7();

    /// <summary>An issuer of this system's own, in a project of its own.</summary>
    internal string IssuerId { get; } = RandomNumberGenerator.GetInt32(1_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture);

    internal string Account { get; private set; } = "";

    /// <summary>What a service needs to use this system's Google and account.</summary>
    internal Dictionary<string, string?> Settings => new()
    {
        ["Services:Template"] = _templates.Urls.Single(),
        ["GoogleWallet:Url"] = Google.Url.ToString(),
        ["GoogleWallet:TokenUrl"] = Google.TokenUrl.ToString(),
        ["GoogleWallet:StoppedInterval"] = "00:00:00.250",
    };

    internal string ClassId => $"{IssuerId}.template";

    internal static async Task<GoogleSystem> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var deployment = await TestDeployment.CreateAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var system = new GoogleSystem(builder.Build(), await GoogleSimulator.StartAsync());
        var box = new SecretBox(new EncryptionOptions { CurrentKey = "k1", Keys = new() { ["k1"] = deployment.EncryptionKey } });
        system._templates.Run(context => system.AnswerAsync(context, box));
        await system._templates.StartAsync();
        system.Renew();
        await system.StartServiceAsync(deployment, settings);
        return system;
    }

    /// <summary>One more replica on the same database, or one in the place of those that ran.</summary>
    internal Task AddReplicaAsync(Dictionary<string, string?>? settings = null) => StartServiceAsync(Service.Deployment, settings, Service.Postgres);

    /// <summary>The issuer gets another account.</summary>
    internal void Renew()
    {
        var key = RSA.Create(2048);
        _keys.Add(key);
        Account = $"wallet-{_keys.Count}@project-{IssuerId}.iam.gserviceaccount.com";
        Google.Register(IssuerId, Account, key.ExportSubjectPublicKeyInfoPem());
        _privateKey = key.ExportPkcs8PrivateKeyPem();
    }

    internal string ObjectId(Guid pass) => $"{ClassId}.{pass:N}";

    /// <summary>Says that a pass has a content, and waits until it was heard.</summary>
    internal async Task<WalletContentChanged> ChangeAsync(Guid pass, int version = 1, Func<GoogleContent, GoogleContent>? change = null, Func<WalletContentChanged, WalletContentChanged>? also = null, bool heard = true)
    {
        var changed = new WalletContentChanged
        {
            EventId = Guid.CreateVersion7(), OrganizationId = OrganizationId, PassId = pass, Version = version, OccurredAt = DateTimeOffset.UtcNow,
            PassTypeIdentifier = "pass.test.members", Google = (change ?? (same => same))(Content(pass, $"Value {version}")),
        };
        changed = also?.Invoke(changed) ?? changed;
        await Service.App.Services.GetRequiredService<IBus>().Publish(changed, context => context.MessageId = changed.EventId);
        if (heard)
            await HeardAsync(changed.EventId);
        return changed;
    }

    internal Task HeardAsync(Guid eventId) => Eventually.TrueAsync(
        async token => await Service.ScalarAsync<long>($"SELECT count(*) FROM inbox_messages WHERE message_id = '{eventId}'", token) == 1, Deadline, "it was heard");

    /// <summary>A loyalty card with some points.</summary>
    internal GoogleContent Loyalty(Guid pass, string points, GoogleContent like) => like with
    {
        ClassResource = "loyaltyClass",
        ObjectResource = "loyaltyObject",
        Class = JsonSerializer.SerializeToElement(new
        {
            id = ClassId, issuerName = "Café", reviewStatus = "UNDER_REVIEW", programName = "Club", programLogo = new { sourceUri = new { uri = "https://example.com/logo.png" } },
        }),
        Object = JsonSerializer.SerializeToElement(new { id = ObjectId(pass), classId = ClassId, state = "ACTIVE", loyaltyPoints = new { balance = new { @string = points } } }),
    };

    /// <summary>A pass that a holder has saved gets the message of a notification.</summary>
    internal async Task<Guid> MessageAsync(Guid pass, string header, string body, Guid? notification = null)
    {
        var id = notification ?? Guid.CreateVersion7();
        await ChangeAsync(pass, change: content => content with { IsSaved = true }, also: changed => changed with { NotificationId = id, Message = new HolderMessage { Header = header, Body = body } });
        return id;
    }

    internal async Task SayAsync<T>(T said)
        where T : class, IEvent
    {
        await Service.App.Services.GetRequiredService<IBus>().Publish(said, context => context.MessageId = said.EventId);
        await HeardAsync(said.EventId);
    }

    internal async Task<string> OutcomeOfAsync(Guid notification)
    {
        await Eventually.TrueAsync(
            async token => await Service.ScalarAsync<string>($"SELECT status FROM google_messages WHERE notification_id = '{notification}'", token) != "pending", Deadline, "the message was settled");
        return (await Service.ScalarAsync<string>($"SELECT status FROM google_messages WHERE notification_id = '{notification}'"))!;
    }

    internal async Task NothingWaitsAsync()
    {
        await Eventually.TrueAsync(
            async token => await Service.ScalarAsync<long>("SELECT count(*) FROM google_objects WHERE available_at < 'infinity'", token) == 0, Deadline, "nothing waits");
        Assert.Null(await Service.ScalarAsync<string>("SELECT reason FROM google_issuers WHERE stopped_at IS NOT NULL"));
    }

    internal string Show(Guid pass) => Google.FindObject(ObjectId(pass))?["header"]?["defaultValue"]?["value"]?.GetValue<string>() ?? "";

    internal IEnumerable<string> CallsOf(Guid pass) => Google.Calls.Where(call => call.Path.Contains(ObjectId(pass), StringComparison.Ordinal) || (string?)call.Body?["id"] == ObjectId(pass)).Select(Short);

    internal IEnumerable<string> ClassCalls => Google.Calls.Where(call => call.Path.Contains("Class", StringComparison.Ordinal)).Select(Short);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
            await service.DisposeAsync();
        await _templates.DisposeAsync();
        await Google.DisposeAsync();
        _keys.ForEach(key => key.Dispose());
    }

    private static string Short(GoogleCallRecord call) => $"{call.Method} {call.Path.Split('/')[0]}{(call.Path.EndsWith("/addMessage", StringComparison.Ordinal) ? " message" : "")} {call.Status}";

    private GoogleContent Content(Guid pass, string value) => new()
    {
        IssuerId = IssuerId, ClassResource = "genericClass", ObjectResource = "genericObject", ClassId = ClassId, ObjectId = ObjectId(pass), ClassVersion = 1,
        Class = JsonSerializer.SerializeToElement(new { id = ClassId }),
        Object = JsonSerializer.SerializeToElement(new { id = ObjectId(pass), classId = ClassId, state = "ACTIVE", cardTitle = Text("Card"), header = Text(value) }),
        IsSaved = false, IsDeleted = false,
    };

    private static object Text(string value) => new { defaultValue = new { language = "en", value } };

    private async Task StartServiceAsync(TestDeployment deployment, Dictionary<string, string?>? settings, string? postgres = null) => _services.Add(await RunningService.StartAsync(
        NotificationHost.Build, (app, args) => app.RunCommandAsync<NotificationsDbContext>(args), deployment,
        new Dictionary<string, string?>((settings ?? []).Concat(Settings)), postgres));

    private Task AnswerAsync(HttpContext context, SecretBox box)
    {
        if (context.Request.Headers.Authorization.ToString().Split(' ') is not ["ServiceCall", var organization, var credential] ||
            !TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId) ||
            !Encoding.UTF8.GetString(box.Open("service-call", organizationId, Base64Url.DecodeFromChars(credential))).EndsWith($" {context.Request.GetEncodedPathAndQuery()}", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        }

        if (context.Request.Path != $"/internal/wallet-identities/google/{IssuerId}" || organizationId != OrganizationId)
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }

        var sealedSecret = box.Seal("wallet-identity", organizationId, Encoding.UTF8.GetBytes(_privateKey));
        return context.Response.WriteAsJsonAsync(new { id = Guid.CreateVersion7(), version = 1, clientEmail = Account, keyId = "k-1", sealedSecret });
    }
}
