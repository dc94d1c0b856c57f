using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.ApiKeys;

/// <summary>Nobody gives a credential more than they have, nor gets hold of one that has more.</summary>
internal static class GrantedScopes
{
    /// <summary>The scopes of a new credential that names none: those of the default that the caller has.</summary>
    public static string[] DefaultOf(Caller caller) => [.. Scopes.Default.Where(caller.HasScope)];

    /// <summary>
    /// Why scopes that were sent name none; null when they name some or were left out. An empty list asks for no scope, and the default
    /// would be all that is usual.
    /// </summary>
    public static Problem? CheckNamed(IReadOnlyList<string>? scopes) => scopes is not { Count: 0 }
        ? null
        : Problem.Invalid(
            "/scopes", "required",
            $"scopes names none, so that the credential could do nothing. Name some of {string.Join(", ", Scopes.All)}, or leave scopes "
            + "out for those of passes that you have.");

    /// <summary>Why the caller may not have a credential with these scopes; null when it may.</summary>
    public static Problem? Check(Caller caller, IEnumerable<string> scopes) =>
        scopes.FirstOrDefault(scope => Scopes.All.Contains(scope) && !caller.HasScope(scope)) is { } missing
            ? Problem.Of(
                StatusCodes.Status403Forbidden, "missing_scope",
                $"You do not have the scope {missing}, so you cannot make or rotate a credential that has it. Leave it out, or ask " +
                "somebody who has it.")
            : null;
}
