namespace Passinstance.ServiceDefaults.Problems;

/// <summary>One invalid value of a request.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) to the value in the request body, for example <c>/fields/tier/value</c>; <c>?limit</c> for
/// a query parameter.</param>
/// <param name="Code">Stable code to branch on, for example <c>required</c>.</param>
/// <param name="Detail">What is wrong and what to do.</param>
public sealed record InvalidValue(string Pointer, string Code, string Detail);
