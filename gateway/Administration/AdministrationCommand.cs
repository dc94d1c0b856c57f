using System.CommandLine;
using System.CommandLine.Help;
using System.Data.Common;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.AuditLog;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.SignIn;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.Administration;

/// <summary>
/// <c>admin VERB --option value ...</c>: the operations of the administration API for a shell. The exit code is 0 on success, and 1 with an
/// explanation on standard error when the operation failed.
/// </summary>
internal sealed class AdministrationCommand
{
    private readonly Func<AsyncServiceScope> _createScope;
    private readonly bool _jsonByDefault;

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one line of JSON instead of a table. Default when the output is redirected.",
        Recursive = true,
    };

    private readonly Option<bool> _table = new("--table")
    {
        Description = "Print a table, also when the output is redirected.",
        Recursive = true,
    };

    private AdministrationCommand(Func<AsyncServiceScope> createScope, bool jsonByDefault)
    {
        _createScope = createScope;
        _jsonByDefault = jsonByDefault;
    }

    /// <summary>The command. Services are created only when a verb runs.</summary>
    public static Command Create(Func<AsyncServiceScope> createScope, bool jsonByDefault) =>
        new AdministrationCommand(createScope, jsonByDefault).Create();

    private Command Create()
    {
        var command = new Command("admin", "Manage organizations, people, API keys, OAuth clients and signing keys.")
        {
            _json,
            _table,
            CreateOrganizationVerb(),
            Verb("list-organizations", "List all organizations.", [], async (_, services, cancellationToken) =>
                await ListOrganizations.HandleAsync(services.GetRequiredService<GatewayDbContext>(), cancellationToken)),
            CreateKeyVerb(),
            ListKeysVerb(),
            RotateKeyVerb(),
            RevokeKeyVerb(),
            CreateClientVerb(),
            ListClientsVerb(),
            RotateClientVerb(),
            RevokeClientVerb(),
            CreateSignInLinkVerb(),
            RevokeOperatorVerb(),
            Verb("rotate-signing-key", "Create a new key for signing access tokens.", [], async (_, services, cancellationToken) =>
                await RotateSigningKey.HandleAsync(services.GetRequiredService<SigningKeys>(), cancellationToken)),
            VerifyAuditLog.CreateCommand(_createScope, _json, _jsonByDefault),
        };
        foreach (var verb in OrganizationVerbs.Create(Verb))
            command.Add(verb);
        command.SetAction(result => new HelpAction().Invoke(result));
        return command;
    }

    private Command CreateOrganizationVerb()
    {
        var name = AdministrationOption.Text("--name", "NAME", "The display name.");
        var factor = new Option<double?>("--limit-factor") { HelpName = "NUMBER", Description = "Multiplies its rate limits. Default: 1." };
        return Verb("create-organization", "Create an organization.", [name, factor], async (result, services, cancellationToken) =>
            await CreateOrganization.HandleAsync(
                new(result.GetValue(name), result.GetValue(factor)), services.GetRequiredService<GatewayDbContext>(),
                services.GetRequiredService<TimeProvider>(), cancellationToken));
    }

    private Command CreateKeyVerb()
    {
        var organization = AdministrationOption.Text("--organization", "org_...", "The owner of the key.");
        var name = AdministrationOption.Text("--name", "NAME", "What the key is for.");
        var environment = new Option<string?>("--environment")
        {
            HelpName = "live|test",
            Description = "Default: the deployment's own.",
        };
        var scopes = AdministrationOption.List("--scopes", "SCOPE,SCOPE", "Default: everything about passes.");
        var publishable = new Option<bool>("--publishable") { Description = "The key may be part of an app or a web page." };
        var expiresAt = AdministrationOption.Time("--expires-at", "When the key expires. Default: never.");
        var origins = AdministrationOption.List("--allowed-origins", "URL,URL", "Web pages that may use a publishable key. Default: none.");
        var networks = AdministrationOption.List("--allowed-networks", "CIDR,CIDR", "Client addresses that may use it. Default: any.");
        return Verb(
            "create-key", "Create an API key. It is shown only once.",
            [organization, name, environment, scopes, publishable, expiresAt, networks, origins],
            async (result, services, cancellationToken) => await CreateKey.HandleAsync(
                new(
                    result.GetValue(organization), result.GetValue(name), result.GetValue(environment), result.GetValue(scopes),
                    result.GetValue(publishable), result.GetValue(expiresAt), result.GetValue(networks),
                    result.GetValue(origins)),
                services.GetRequiredService<GatewayDbContext>(), services.GetRequiredService<SecretHasher>(),
                services.GetRequiredService<DeploymentOptions>(), services.GetRequiredService<TimeProvider>(), cancellationToken));
    }

    private Command ListKeysVerb()
    {
        var organization = AdministrationOption.Text("--organization", "org_...", "The owner of the keys.");
        return Verb("list-keys", "List an organization's API keys.", [organization], async (result, services, cancellationToken) =>
            await ListKeys.HandleAsync(
                result.GetRequiredValue(organization), services.GetRequiredService<GatewayDbContext>(),
                services.GetRequiredService<TimeProvider>(), cancellationToken));
    }

    private Command RotateKeyVerb()
    {
        var key = AdministrationOption.Text("--key", "key_...", "The key's id.");
        var overlap = AdministrationOption.Overlap();
        return Verb(
            "rotate-key", "Give an API key a new secret. It is shown only once.", [key, overlap],
            async (result, services, cancellationToken) => await RotateKey.HandleAsync(
                result.GetRequiredValue(key), new(result.GetValue(overlap)), services.GetRequiredService<GatewayDbContext>(),
                services.GetRequiredService<UnitOfWork>(), services.GetRequiredService<SecretHasher>(),
                services.GetRequiredService<ApiKeyCache>(), services.GetRequiredService<TimeProvider>(), cancellationToken));
    }

    private Command RevokeKeyVerb()
    {
        var key = AdministrationOption.Text("--key", "key_...", "The key's id.");
        return Verb("revoke-key", "Revoke an API key within 5 seconds.", [key], async (result, services, cancellationToken) =>
            await RevokeKey.HandleAsync(
                result.GetRequiredValue(key), services.GetRequiredService<GatewayDbContext>(), services.GetRequiredService<ApiKeyCache>(),
                services.GetRequiredService<TimeProvider>(), cancellationToken));
    }

    private Command CreateClientVerb()
    {
        var organization = AdministrationOption.Text("--organization", "org_...", "The owner of the client.");
        var name = AdministrationOption.Text("--name", "NAME", "What the client is for.");
        var scopes = AdministrationOption.List("--scopes", "SCOPE,SCOPE", "Default: everything about passes.");
        return Verb(
            "create-client", "Create an OAuth client. Its secret is shown only once.", [organization, name, scopes],
            async (result, services, cancellationToken) => await CreateClient.HandleAsync(
                new(result.GetValue(organization), result.GetValue(name), result.GetValue(scopes)),
                services.GetRequiredService<GatewayDbContext>(), services.GetRequiredService<SecretHasher>(),
                services.GetRequiredService<DeploymentOptions>(), services.GetRequiredService<TimeProvider>(), cancellationToken));
    }

    private Command ListClientsVerb()
    {
        var organization = AdministrationOption.Text("--organization", "org_...", "The owner of the clients.");
        return Verb("list-clients", "List an organization's OAuth clients.", [organization], async (result, services, cancellationToken) =>
            await ListClients.HandleAsync(
                result.GetRequiredValue(organization), services.GetRequiredService<GatewayDbContext>(), cancellationToken));
    }

    private Command RotateClientVerb()
    {
        var client = AdministrationOption.Text("--client", "cli_...", "The client's id.");
        var overlap = AdministrationOption.Overlap();
        return Verb(
            "rotate-client", "Give an OAuth client a new secret. It is shown only once.", [client, overlap],
            async (result, services, cancellationToken) => await RotateClient.HandleAsync(
                result.GetRequiredValue(client), new(result.GetValue(overlap)), services.GetRequiredService<GatewayDbContext>(),
                services.GetRequiredService<UnitOfWork>(), services.GetRequiredService<SecretHasher>(),
                services.GetRequiredService<OAuthClientCache>(), services.GetRequiredService<TimeProvider>(), cancellationToken));
    }

    private Command RevokeClientVerb()
    {
        var client = AdministrationOption.Text("--client", "cli_...", "The client's id.");
        return Verb("revoke-client", "Revoke an OAuth client and its tokens.", [client], async (result, services, cancellationToken) =>
            await RevokeClient.HandleAsync(
                result.GetRequiredValue(client), services.GetRequiredService<GatewayDbContext>(),
                services.GetRequiredService<OAuthClientCache>(), services.GetRequiredService<TimeProvider>(), cancellationToken));
    }

    private Command CreateSignInLinkVerb()
    {
        var organization = AdministrationOption.Text("--organization", "org_...", "The organization.");
        var email = new Option<string?>("--email") { HelpName = "ADDRESS", Description = "The person. Default: the first owner." };
        var role = new Option<string?>("--role") { HelpName = "ROLE", Description = "The role of a new member. Default: owner." };
        var isOperator = new Option<bool>("--operator") { Description = "Make the person an operator of the deployment, too." };
        return Verb(
            "create-sign-in-link", "Create a link that signs a person in once. It is shown only once.",
            [organization, email, role, isOperator],
            async (result, services, cancellationToken) => await CreateSignInLink.HandleAsync(
                new(result.GetValue(organization), result.GetValue(email), result.GetValue(role), result.GetValue(isOperator)),
                services.GetRequiredService<GatewayDbContext>(), services.GetRequiredService<SecretHasher>(),
                services.GetRequiredService<IOptions<SignInOptions>>(), services.GetRequiredService<DeploymentOptions>(),
                services.GetRequiredService<TimeProvider>(), cancellationToken));
    }

    private Command RevokeOperatorVerb()
    {
        var email = AdministrationOption.Text("--email", "ADDRESS", "The person.");
        return Verb(
            "revoke-operator", "A person is no operator of the deployment any more, within 5 seconds.", [email],
            async (result, services, cancellationToken) => await RevokeOperator.HandleAsync(
                new(result.GetValue(email)), services.GetRequiredService<GatewayDbContext>(),
                services.GetRequiredService<CredentialCaches>(), cancellationToken));
    }

    private Command Verb(
        string name, string description, Option[] options,
        Func<ParseResult, IServiceProvider, CancellationToken, Task<IResult>> handle)
    {
        var verb = new Command(name, description);
        foreach (var option in options)
            verb.Add(option);

        verb.SetAction(async (result, cancellationToken) =>
        {
            var (output, errors) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            try
            {
                await using var scope = _createScope();
                using var audit = AuditScope.Begin(new AuditActor(AuditActorKinds.Command, null), OperationOf(name));
                var outcome = await handle(result, scope.ServiceProvider, cancellationToken);
                return AdministrationOutput.Write(outcome, UseJson(result), output, errors);
            }
            catch (Exception exception) when (FindDatabaseError(exception) is not null)
            {
                await errors.WriteLineAsync(
                    $"The database does not respond. Check ConnectionStrings__Postgres. {FindDatabaseError(exception)!.Message}");
                return AdministrationOutput.Failure;
            }
            catch (Exception exception) when (exception is OptionsValidationException or InvalidOperationException)
            {
                // A setting is missing or not valid.
                await errors.WriteLineAsync(exception.Message);
                return AdministrationOutput.Failure;
            }
        });
        return verb;
    }

    // As the administration API names it: create-key is createKey.
    private static string OperationOf(string verb) => string.Concat(
        verb.Split('-').Select((part, index) => index == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));

    private bool UseJson(ParseResult result) => result.GetValue(_json) || (_jsonByDefault && !result.GetValue(_table));

    // The database driver's error may be wrapped.
    private static DbException? FindDatabaseError(Exception? exception)
    {
        while (exception is not (null or DbException))
            exception = exception.InnerException;

        return (DbException?)exception;
    }
}
