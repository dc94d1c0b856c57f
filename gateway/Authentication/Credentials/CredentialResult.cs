using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Authentication.Credentials;

/// <summary>The result of checking a credential: a caller, or the problem to respond with.</summary>
internal readonly record struct CredentialResult(Caller? Caller, Problem? Rejection)
{
    public static implicit operator CredentialResult(Caller caller) => new(caller, null);

    public static implicit operator CredentialResult(Problem rejection) => new(null, rejection);
}
