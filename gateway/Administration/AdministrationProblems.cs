using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

/// <summary>The problems that several operations share.</summary>
internal static class AdministrationProblems
{
    public static Problem OrganizationNotFound(string? organizationId) =>
        NotFound($"There is no organization '{organizationId}'. Create one with: admin create-organization --name NAME");

    public static Problem ApiKeyNotFound(string apiKeyId) =>
        NotFound($"There is no API key '{apiKeyId}'. List the keys with: admin list-keys --organization org_...");

    public static Problem ClientNotFound(string clientId) =>
        NotFound($"There is no client '{clientId}'. List the clients with: admin list-clients --organization org_...");

    public static InvalidValue InvalidName(string what, int maxLength) =>
        new("/name", "invalid_length", $"The name of the {what} must have 1 to {maxLength} characters.",
        ("minLength", 1), ("maxLength", maxLength));

    public static IEnumerable<InvalidValue> UnknownScopes(string[]? scopes) => (scopes ?? [])
        .Where(scope => !Scopes.All.Contains(scope))
        .Select(scope => new InvalidValue(
            "/scopes", "unknown_scope", $"There is no scope '{scope}'. The scopes are: {string.Join(", ", Scopes.All)}.",
            ("sent", scope)));

    private static Problem NotFound(string detail) => Problem.Of(StatusCodes.Status404NotFound, "not_found", detail);
}
