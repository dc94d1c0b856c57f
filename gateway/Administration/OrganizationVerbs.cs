using System.CommandLine;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.Usage;
using Passinstance.Persistence.Quotas;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Gateway.Administration;

/// <summary>The verbs of <c>admin</c> that change an organization.</summary>
internal static class OrganizationVerbs
{
    /// <summary>How a verb is made.</summary>
    internal delegate Command MakeVerb(
        string name, string description, Option[] options, Func<ParseResult, IServiceProvider, CancellationToken, Task<IResult>> handle);

    public static IEnumerable<Command> Create(MakeVerb make)
    {
        yield return Change(
            make, "suspend-organization", "Stop the credentials of an organization within 5 seconds.",
            async (id, services, cancellationToken) => await ChangeOrganization.SuspendAsync(
                id, services.GetRequiredService<GatewayDbContext>(), services.GetRequiredService<CredentialCaches>(),
                services.GetRequiredService<TimeProvider>(), cancellationToken));
        yield return Change(
            make, "resume-organization", "Make the credentials of a suspended organization work again.",
            async (id, services, cancellationToken) => await ChangeOrganization.ResumeAsync(
                id, services.GetRequiredService<GatewayDbContext>(), services.GetRequiredService<CredentialCaches>(), cancellationToken));
        var organization = AdministrationOption.Text("--organization", "org_...", "The organization.");
        var factor = new Option<double?>("--limit-factor")
        {
            HelpName = "NUMBER",
            Description = "Multiplies its rate limits.",
            Required = true,
        };
        yield return make(
            "set-limit-factor", "Change the rate limits of an organization.", [organization, factor],
            async (result, services, cancellationToken) => await ChangeOrganization.SetLimitFactorAsync(
                result.GetRequiredValue(organization), new(result.GetValue(factor)), services.GetRequiredService<GatewayDbContext>(),
                services.GetRequiredService<CredentialCaches>(), cancellationToken));
        var owner = AdministrationOption.Text("--organization", "org_...", "The organization.");
        var name = AdministrationOption.Text("--name", "NAME", $"The quota: {string.Join(", ", Quota.Adjustable)}.");
        var limit = new Option<long?>("--limit") { HelpName = "NUMBER", Description = "Default: the services' settings." };
        yield return make(
            "set-quota", "Change a quota of an organization.", [owner, name, limit],
            async (result, services, cancellationToken) => await SetQuota.HandleAsync(
                result.GetRequiredValue(owner), result.GetRequiredValue(name), new(result.GetValue(limit)),
                services.GetRequiredService<GatewayDbContext>(), services.GetRequiredService<CredentialCaches>(), cancellationToken));
        var deleted = AdministrationOption.Text("--organization", "org_...", "The organization.");
        var confirm = AdministrationOption.Text("--confirm", "NAME", "Its name, since deleting cannot be undone.");
        yield return make(
            "delete-organization", "End an organization with all its credentials and memberships.", [deleted, confirm],
            async (result, services, cancellationToken) => await ChangeOrganization.DeleteAsync(
                result.GetRequiredValue(deleted), result.GetRequiredValue(confirm), services.GetRequiredService<GatewayDbContext>(),
                services.GetRequiredService<UnitOfWork>(), services.GetRequiredService<CredentialCaches>(),
                services.GetRequiredService<TimeProvider>(), cancellationToken));
    }

    private static Command Change(
        MakeVerb make, string name, string description, Func<string, IServiceProvider, CancellationToken, Task<IResult>> change)
    {
        var organization = AdministrationOption.Text("--organization", "org_...", "The organization.");
        return make(
            name, description, [organization],
            (result, services, cancellationToken) => change(result.GetRequiredValue(organization), services, cancellationToken));
    }
}
