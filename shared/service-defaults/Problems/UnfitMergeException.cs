using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Passinstance.ServiceDefaults.Problems;

/// <summary>A merge patch whose result cannot be read: the response lists everything in the patch that does not fit.</summary>
/// <param name="type">What the patch is merged into.</param>
/// <param name="inner">Why the result cannot be read.</param>
public sealed class UnfitMergeException(Type type, JsonException inner)
    : BadHttpRequestException("The merged object cannot be read.", inner)
{
    /// <summary>The type whose members the patch may have.</summary>
    public Type Type { get; } = type;
}
