namespace Passinstance.ServiceDefaults.Problems;

/// <summary>One thing that is wrong with a request, as the 422 body shows it under <c>errors</c>.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) to the value in the request body, for example <c>/fields/tier/value</c>; <c>?limit</c> for
/// a query parameter.</param>
/// <param name="Code">Stable word a program can branch on, for example <c>required</c>.</param>
/// <param name="Detail">A sentence that says what is wrong and what to do.</param>
public sealed record InvalidValue(string Pointer, string Code, string Detail);
