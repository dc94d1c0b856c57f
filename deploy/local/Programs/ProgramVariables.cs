using Passinstance.Local.State;

namespace Passinstance.Local.Programs;

/// <summary>The inputs of the variables' values.</summary>
internal sealed record DeploymentValues(
    string PublicUrl,
    Func<ProgramDefinition, string> RabbitMq,
    Secrets Secrets,
    Func<ProgramDefinition, string> Postgres,
    Func<ProgramDefinition, string> Address,
    PushService PushService,
    GoogleAddresses Google)
{
    /// <summary>Where telemetry is sent; empty: nowhere.</summary>
    public string Telemetry { get; init; } = "";

    /// <summary>The build that a program runs from: this clone's, unless another release is tried.</summary>
    public Func<ProgramDefinition, string> Dll { get; init; } = static program => program.Dll;
}

/// <summary>The push service for Apple devices.</summary>
internal sealed record PushService(string Url, string TrustedRoot);

/// <summary>Google's addresses: its Wallet API, its access tokens, and the keys of its callbacks.</summary>
internal sealed record GoogleAddresses(string Api, string Tokens, string Keys);

/// <summary>
/// The single table of environment variables: which program gets which. The launcher starts programs with it, and a test compares the
/// containers' description with it, so that the two cannot drift apart.
/// </summary>
internal static class ProgramVariables
{
    private sealed record Variable(string Name, Func<ProgramDefinition, bool> IsFor,
        Func<ProgramDefinition, DeploymentValues, string> Value);

    private static readonly IReadOnlyList<Variable> Table =
    [
        new("ASPNETCORE_URLS", Everyone, static (program, values) => values.Address(program)),
        new("ConnectionStrings__Postgres", static program => program.HasDatabase, static (program, values) => values.Postgres(program)),
        new("ConnectionStrings__RabbitMq", static program => program.UsesBroker, static (program, values) => values.RabbitMq(program)),
        new("Deployment__Environment", Everyone, static (_, _) => "local"),
        new("Deployment__PublicUrl", Everyone, static (_, values) => values.PublicUrl),
        // The launcher looks for errors in the lines.
        new("Logging__Format", Everyone, static (_, _) => "text"),
        // Nothing sends requests to a program that the launcher stops.
        new("Shutdown__DrainSeconds", Everyone, static (_, _) => "0"),
        new("OTEL_EXPORTER_OTLP_ENDPOINT", Everyone, static (_, values) => values.Telemetry),
        new("Forwarding__ResolveDestinations", IsGateway, static (_, _) => "false"),
        new("InternalIdentity__PrivateKey", IsGateway, static (_, values) => values.Secrets.InternalIdentityPrivateKey),
        new("InternalIdentity__PublicKeys__0", IsService, static (_, values) => values.Secrets.InternalIdentityPublicKey),
        new("Encryption__CurrentKey", Everyone, static (_, _) => "k1"),
        new("Encryption__Keys__k1", Everyone, static (program, values) => values.Secrets.EncryptionKeys[program.Name]),
        new("EventEncryption__CurrentKey", HandlesLinks, static (_, _) => "k1"),
        new("EventEncryption__Keys__k1", HandlesLinks, static (_, values) => values.Secrets.EventEncryptionKey),
        new("ServiceCalls__CurrentKey", UsesTemplate, static (program, _) => program.Name),
        new("ServiceCalls__Keys__pass", static program => program == ProgramTable.Pass || program == ProgramTable.Template,
            static (_, values) => values.Secrets.ServiceCallKeys[ProgramTable.Pass.Name]),
        new("ServiceCalls__Keys__notification", static program => program == ProgramTable.Notification || program == ProgramTable.Template,
            static (_, values) => values.Secrets.ServiceCallKeys[ProgramTable.Notification.Name]),
        new("ApiKeys__Pepper", IsGateway, static (_, values) => values.Secrets.ApiKeyPepper),
        .. ProgramTable.Services.Append(ProgramTable.Dashboard).Select(service => new Variable(
            $"ReverseProxy__Clusters__{service.Name}__Destinations__primary__Address", IsGateway, (_, values) => values.Address(service))),
        new("Services__Template", UsesTemplate, static (_, values) => values.Address(ProgramTable.Template)),
        new("Services__Notification", static program => program == ProgramTable.Pass,
            static (_, values) => values.Address(ProgramTable.Notification)),
        new("Services__Gateway", static program => program == ProgramTable.Dashboard,
            static (_, values) => values.Address(ProgramTable.Gateway)),
        // Apple's own push service would reject passes signed here; the launcher runs a simulated one.
        new("Apns__Url", static program => program == ProgramTable.Notification, static (_, values) => values.PushService.Url),
        new("Apns__TrustedRoot", static program => program == ProgramTable.Notification,
            static (_, values) => values.PushService.TrustedRoot),
        // Google itself cannot send callbacks to a developer's machine.
        new("GoogleWallet__Url", CallsGoogle, static (_, values) => values.Google.Api),
        new("GoogleWallet__TokenUrl", CallsGoogle, static (_, values) => values.Google.Tokens),
        new("GoogleWallet__KeysUrl", static program => program == ProgramTable.Pass, static (_, values) => values.Google.Keys),
        // Webhook endpoints on private addresses are blocked, except here, where the endpoint under test runs on this machine.
        new("Outbound__AllowedNetworks__0", CallsOut, static (_, _) => "127.0.0.0/8"),
        new("Outbound__AllowHttp", CallsOut, static (_, _) => "true"),
    ];

    /// <summary>Names of the variables a program gets.</summary>
    public static IReadOnlyList<string> NamesFor(ProgramDefinition program) =>
        [.. Table.Where(variable => variable.IsFor(program)).Select(variable => variable.Name)];

    /// <summary>The variables of a program with their values.</summary>
    public static IReadOnlyDictionary<string, string> For(ProgramDefinition program, DeploymentValues values) =>
        Table.Where(variable => variable.IsFor(program))
            .ToDictionary(variable => variable.Name, variable => variable.Value(program, values));

    /// <summary>True for a variable that a program must not inherit from the shell: its variables are exactly those of the table.</summary>
    public static bool MustNotBeInherited(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
        || name.StartsWith("Logging__", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_ENVIRONMENT" or "DOTNET_URLS" or "URLS"
        // Telemetry's variables are the user's to set.
        || Table.Any(variable => !variable.Name.StartsWith("OTEL_", StringComparison.Ordinal)
            && string.Equals(variable.Name.Split("__")[0], name.Split("__")[0], StringComparison.OrdinalIgnoreCase));

    private static bool Everyone(ProgramDefinition program) => true;

    private static bool IsGateway(ProgramDefinition program) => program == ProgramTable.Gateway;

    private static bool IsService(ProgramDefinition program) => ProgramTable.Services.Contains(program);

    private static bool CallsGoogle(ProgramDefinition program) => program == ProgramTable.Notification || program == ProgramTable.Template;

    private static bool UsesTemplate(ProgramDefinition program) => program == ProgramTable.Pass || program == ProgramTable.Notification;

    private static bool HandlesLinks(ProgramDefinition program) =>
        program == ProgramTable.Template || program == ProgramTable.Pass || program == ProgramTable.WebhookDispatch;

    private static bool CallsOut(ProgramDefinition program) => program == ProgramTable.WebhookDispatch || CallsGoogle(program);
}
