using System.CommandLine;
using Passinstance.Gateway.Usage;
using Passinstance.Persistence.Quotas;

namespace Passinstance.Gateway.Administration;

/// <summary>The verbs of <c>admin</c> that change an organization.</summary>
internal static class OrganizationVerbs
{
    /// <summary>How a verb is made.</summary>
    internal delegate Command MakeVerb(
        string name, string description, Option[] options, Func<ParseResult, HandlerCall, Task<IResult>> handle);

    public static IEnumerable<Command> Create(MakeVerb make)
    {
        var organization = AdministrationOption.Text("--organization", "org_...", "The organization.");
        yield return make(
            "suspend-organization", "Stop the credentials of an organization within 5 seconds.", [organization],
            (result, call) => call(ChangeOrganization.SuspendAsync, result.GetRequiredValue(organization)));
        yield return make(
            "resume-organization", "Make the credentials of a suspended organization work again.", [organization],
            (result, call) => call(ChangeOrganization.ResumeAsync, result.GetRequiredValue(organization)));
        var factor = new Option<double?>("--limit-factor")
        {
            HelpName = "NUMBER",
            Description = "Multiplies its rate limits.",
            Required = true,
        };
        yield return make(
            "set-limit-factor", "Change the rate limits of an organization.", [organization, factor],
            (result, call) => call(
                ChangeOrganization.SetLimitFactorAsync, result.GetRequiredValue(organization),
                new ChangeOrganization.SetLimitFactorRequest(result.GetValue(factor))));
        var name = AdministrationOption.Text("--name", "NAME", $"The quota: {string.Join(", ", Quota.Adjustable)}.");
        var limit = new Option<long?>("--limit") { HelpName = "NUMBER", Description = "Default: the services' settings." };
        yield return make(
            "set-quota", "Change a quota of an organization.", [organization, name, limit],
            (result, call) => call(
                SetQuota.HandleAsync, result.GetRequiredValue(organization), result.GetRequiredValue(name),
                new SetQuota.Request(result.GetValue(limit))));
        var confirm = AdministrationOption.Text("--confirm", "NAME", "Its name, since deleting cannot be undone.");
        yield return make(
            "delete-organization", "End an organization with all its credentials and memberships.", [organization, confirm],
            (result, call) => call(
                ChangeOrganization.DeleteAsync, result.GetRequiredValue(organization), result.GetRequiredValue(confirm)));
    }
}
