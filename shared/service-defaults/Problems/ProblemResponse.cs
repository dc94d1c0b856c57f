using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passinstance.ServiceDefaults.Problems;

/// <summary>The JSON of an error, as OpenAPI documents it.</summary>
public sealed record ProblemResponse
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Where the error is explained, with cause and cure.</summary>
    public required string Type { get; init; }
    /// <summary>The status in words.</summary>
    public required string Title { get; init; }
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }
    /// <summary>What happened this time and what to do next.</summary>
    public required string Detail { get; init; }
    /// <summary>The status in words, under the documented name.</summary>
    public required string Error { get; init; }
    /// <summary>What happened, under the documented name.</summary>
    public required string Message { get; init; }
    /// <summary>Stable word a program can branch on.</summary>
    public required string Code { get; init; }
    /// <summary>Id of this request; give it to support.</summary>
    public required string RequestId { get; init; }
    /// <summary>Every invalid value of the request.</summary>
    public IReadOnlyList<InvalidValue>? Errors { get; init; }
}
