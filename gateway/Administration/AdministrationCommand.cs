using System.Globalization;
using System.Text.Json;
using Passinstance.Gateway.AccessTokens;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

/// <summary>
/// <c>dotnet Passinstance.Gateway.dll admin VERB --option value ...</c>: the verbs of the administration API for a shell. Each prints one
/// line of JSON; a refusal goes to standard error, with exit code 1.
/// </summary>
internal static class AdministrationCommand
{
    private const string Usage = """
        admin create-organization --name NAME [--limit-factor NUMBER]
        admin list-organizations
        admin create-key --organization org_... --name NAME [--environment live|test] [--scopes a,b] [--publishable] [--expires-at TIME] [--allowed-networks CIDR,CIDR]
        admin list-keys --organization org_...
        admin rotate-key --key key_... [--overlap 1.00:00:00]
        admin revoke-key --key key_...
        admin create-client --organization org_... --name NAME [--scopes a,b]
        admin list-clients --organization org_...
        admin rotate-client --client cli_... [--overlap 1.00:00:00]
        admin revoke-client --client cli_...
        admin rotate-signing-key
        """;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<int> RunAsync(string[] arguments, IServiceProvider services, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (Parse(arguments) is not { } options)
        {
            await errors.WriteLineAsync(Usage);
            return 1;
        }

        await using var scope = services.CreateAsyncScope();
        IResult? result;
        try
        {
            result = await DispatchAsync(arguments[0], options, scope.ServiceProvider, cancellationToken);
        }
        catch (FormatException exception)
        {
            await errors.WriteLineAsync(exception.Message);
            return 1;
        }

        switch (result)
        {
            case IValueHttpResult { Value: { } value }:
                await output.WriteLineAsync(JsonSerializer.Serialize(value, value.GetType(), Json));
                return 0;
            case Problem problem:
                await errors.WriteLineAsync(string.Join(Environment.NewLine, problem.Errors?.Select(error => $"{error.Pointer}: {error.Detail}") ?? [problem.Detail]));
                return 1;
            default:
                await errors.WriteLineAsync(Usage);
                return 1;
        }
    }

    private static async Task<IResult?> DispatchAsync(string verb, Dictionary<string, string> options, IServiceProvider services, CancellationToken cancellationToken)
    {
        var database = services.GetRequiredService<GatewayDbContext>();
        var time = services.GetRequiredService<TimeProvider>();
        return verb switch
        {
            "create-organization" => (await CreateOrganization.HandleAsync(new(options.GetValueOrDefault("name"), Number(options, "limit-factor")), database, time, cancellationToken)).Result,
            "list-organizations" => await ListOrganizations.HandleAsync(database, cancellationToken),
            "create-key" => (await CreateKey.HandleAsync(
                new(options.GetValueOrDefault("organization"), options.GetValueOrDefault("name"), options.GetValueOrDefault("environment"),
                    List(options, "scopes"), options.ContainsKey("publishable"), Time(options, "expires-at"), List(options, "allowed-networks")),
                database, services.GetRequiredService<SecretHasher>(), services.GetRequiredService<DeploymentOptions>(), time, cancellationToken)).Result,
            "list-keys" => (await ListKeys.HandleAsync(options.GetValueOrDefault("organization", ""), database, time, cancellationToken)).Result,
            "rotate-key" => (await RotateKey.HandleAsync(
                options.GetValueOrDefault("key", ""), new(Duration(options, "overlap")), database, services.GetRequiredService<SecretHasher>(),
                services.GetRequiredService<KeyCache>(), time, cancellationToken)).Result,
            "revoke-key" => (await RevokeKey.HandleAsync(
                options.GetValueOrDefault("key", ""), database, services.GetRequiredService<KeyCache>(), time, cancellationToken)).Result,
            "create-client" => (await ClientAdministration.CreateAsync(
                new(options.GetValueOrDefault("organization"), options.GetValueOrDefault("name"), List(options, "scopes")),
                database, services.GetRequiredService<SecretHasher>(), services.GetRequiredService<DeploymentOptions>(), time, cancellationToken)).Result,
            "list-clients" => (await ClientAdministration.ListAsync(options.GetValueOrDefault("organization", ""), database, cancellationToken)).Result,
            "rotate-client" => (await ClientAdministration.RotateAsync(
                options.GetValueOrDefault("client", ""), new(Duration(options, "overlap")), database, services.GetRequiredService<SecretHasher>(),
                services.GetRequiredService<ClientCache>(), time, cancellationToken)).Result,
            "revoke-client" => (await ClientAdministration.RevokeAsync(options.GetValueOrDefault("client", ""), database, services.GetRequiredService<ClientCache>(), time, cancellationToken)).Result,
            "rotate-signing-key" => await RotateSigningKey.HandleAsync(services.GetRequiredService<SigningKeys>(), cancellationToken),
            _ => null,
        };
    }

    // A verb, then --name value pairs; --publishable stands alone.
    private static Dictionary<string, string>? Parse(string[] arguments)
    {
        if (arguments.Length == 0)
            return null;
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
                return null;
            var name = arguments[i][2..];
            if (name == "publishable")
                options[name] = "";
            else if (++i < arguments.Length)
                options[name] = arguments[i];
            else
                return null;
        }
        return options;
    }

    private static string[]? List(Dictionary<string, string> options, string name) =>
        options.TryGetValue(name, out var text) ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : null;

    private static double? Number(Dictionary<string, string> options, string name) =>
        !options.TryGetValue(name, out var text) ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"--{name} takes a number.");

    private static DateTimeOffset? Time(Dictionary<string, string> options, string name) =>
        !options.TryGetValue(name, out var text) ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new FormatException($"--{name} takes a time such as 2030-01-31T00:00:00Z.");

    private static TimeSpan? Duration(Dictionary<string, string> options, string name) =>
        !options.TryGetValue(name, out var text) ? null
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) ? duration
        : throw new FormatException($"--{name} takes a duration such as 1.00:00:00 (one day) or 00:30:00.");
}
