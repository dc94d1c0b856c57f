using System.CommandLine;
using System.CommandLine.Help;
using System.Data.Common;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.AuditLog;
using Passinstance.Persistence.Auditing;

namespace Passinstance.Gateway.Administration;

/// <summary>Calls a handler of the administration API with what an operator has given, in the order of the handler's parameters.</summary>
internal delegate Task<IResult> HandlerCall(Delegate handler, params object[] given);

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
            Verb("list-organizations", "List all organizations.", [], (_, call) => call(ListOrganizations.HandleAsync)),
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
            Verb(
                "rotate-signing-key", "Create a new key for signing access tokens.", [], (_, call) => call(RotateSigningKey.HandleAsync)),
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
        return Verb("create-organization", "Create an organization.", [name, factor], (result, call) => call(
            CreateOrganization.HandleAsync, new CreateOrganization.Request(result.GetValue(name), result.GetValue(factor))));
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
            (result, call) => call(
                CreateKey.HandleAsync,
                new CreateKey.Request(
                    result.GetValue(organization), result.GetValue(name), result.GetValue(environment), result.GetValue(scopes),
                    result.GetValue(publishable), result.GetValue(expiresAt), result.GetValue(networks), result.GetValue(origins))));
    }

    private Command ListKeysVerb()
    {
        var organization = AdministrationOption.Text("--organization", "org_...", "The owner of the keys.");
        return Verb("list-keys", "List an organization's API keys.", [organization], (result, call) =>
            call(ListKeys.HandleAsync, result.GetRequiredValue(organization)));
    }

    private Command RotateKeyVerb()
    {
        var key = AdministrationOption.Text("--key", "key_...", "The key's id.");
        var overlap = AdministrationOption.Overlap();
        return Verb("rotate-key", "Give an API key a new secret. It is shown only once.", [key, overlap], (result, call) =>
            call(RotateKey.HandleAsync, result.GetRequiredValue(key), new RotateKey.Request(result.GetValue(overlap))));
    }

    private Command RevokeKeyVerb()
    {
        var key = AdministrationOption.Text("--key", "key_...", "The key's id.");
        return Verb("revoke-key", "Revoke an API key within 5 seconds.", [key], (result, call) =>
            call(RevokeKey.HandleAsync, result.GetRequiredValue(key)));
    }

    private Command CreateClientVerb()
    {
        var organization = AdministrationOption.Text("--organization", "org_...", "The owner of the client.");
        var name = AdministrationOption.Text("--name", "NAME", "What the client is for.");
        var scopes = AdministrationOption.List("--scopes", "SCOPE,SCOPE", "Default: everything about passes.");
        return Verb(
            "create-client", "Create an OAuth client. Its secret is shown only once.", [organization, name, scopes],
            (result, call) => call(
                CreateClient.HandleAsync,
                new CreateClient.Request(result.GetValue(organization), result.GetValue(name), result.GetValue(scopes))));
    }

    private Command ListClientsVerb()
    {
        var organization = AdministrationOption.Text("--organization", "org_...", "The owner of the clients.");
        return Verb("list-clients", "List an organization's OAuth clients.", [organization], (result, call) =>
            call(ListClients.HandleAsync, result.GetRequiredValue(organization)));
    }

    private Command RotateClientVerb()
    {
        var client = AdministrationOption.Text("--client", "cli_...", "The client's id.");
        var overlap = AdministrationOption.Overlap();
        return Verb("rotate-client", "Give an OAuth client a new secret. It is shown only once.", [client, overlap], (result, call) =>
            call(RotateClient.HandleAsync, result.GetRequiredValue(client), new RotateClient.Request(result.GetValue(overlap))));
    }

    private Command RevokeClientVerb()
    {
        var client = AdministrationOption.Text("--client", "cli_...", "The client's id.");
        return Verb("revoke-client", "Revoke an OAuth client and its tokens.", [client], (result, call) =>
            call(RevokeClient.HandleAsync, result.GetRequiredValue(client)));
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
            (result, call) => call(
                CreateSignInLink.HandleAsync,
                new CreateSignInLink.Request(
                    result.GetValue(organization), result.GetValue(email), result.GetValue(role), result.GetValue(isOperator))));
    }

    private Command RevokeOperatorVerb()
    {
        var email = AdministrationOption.Text("--email", "ADDRESS", "The person.");
        return Verb(
            "revoke-operator", "A person is no operator of the deployment any more, within 5 seconds.", [email],
            (result, call) => call(RevokeOperator.HandleAsync, new RevokeOperator.Request(result.GetValue(email))));
    }

    private Command Verb(string name, string description, Option[] options, Func<ParseResult, HandlerCall, Task<IResult>> handle)
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
                var outcome = await handle(
                    result, (handler, given) => CallAsync(handler, given, scope.ServiceProvider, cancellationToken));
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

    // As the route calls it: what is not given comes from the services.
    private static async Task<IResult> CallAsync(
        Delegate handler, object[] given, IServiceProvider services, CancellationToken cancellationToken)
    {
        var left = given.ToList();
        var arguments = handler.Method.GetParameters().Select(parameter =>
        {
            if (parameter.ParameterType == typeof(CancellationToken))
                return cancellationToken;
            if (left.Find(parameter.ParameterType.IsInstanceOfType) is not { } argument)
                return services.GetRequiredService(parameter.ParameterType);
            left.Remove(argument);
            return argument;
        });
        var task = (Task)handler.Method.Invoke(null, [.. arguments])!;
        await task;
        return (IResult)task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task)!;
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
