using Microsoft.AspNetCore.Http;

namespace Passinstance.ServiceDefaults.Problems;

/// <summary>
/// A request that cannot be read, with a sentence of ours for the client: 400. The messages of the framework's own exceptions name its
/// types, and are not shown.
/// </summary>
/// <param name="message">What is allowed, what was sent, and what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class UnreadableRequestException(string message, Exception? inner = null) : BadHttpRequestException(message, inner!);
