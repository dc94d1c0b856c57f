using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passinstance.ServiceDefaults.Problems;

/// <summary>The body of every error.</summary>
public sealed record ProblemResponse
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Link to the explanation of the error code.</summary>
    public required string Type { get; init; }
    /// <summary>Name of the HTTP status.</summary>
    public required string Title { get; init; }
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }
    /// <summary>What happened and what to do next.</summary>
    public required string Detail { get; init; }
    /// <summary>Name of the HTTP status; same as <c>title</c>.</summary>
    public required string Error { get; init; }
    /// <summary>What happened and what to do next; same as <c>detail</c>.</summary>
    public required string Message { get; init; }
    /// <summary>Stable code to branch on.</summary>
    public required string Code { get; init; }
    /// <summary>Id of this request. Include it when you ask for help.</summary>
    public required string RequestId { get; init; }
    /// <summary>With the code <c>duplicate_serial_number</c>: the id of the pass that has the serial number.</summary>
    public string? ExistingPassId { get; init; }
    /// <summary>All invalid values of the request.</summary>
    public IReadOnlyList<InvalidValue>? Errors { get; init; }
}
