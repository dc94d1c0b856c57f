using Passinstance.Client;

namespace Passinstance.Dashboard.Components;

/// <summary>An error of the API as a page shows it: a sentence, and each invalid value at its field.</summary>
public sealed class ProblemView
{
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);

    private ProblemView(string message, string? code, string? requestId, IReadOnlyList<InvalidValue> errors) =>
        (Message, Code, RequestId, Errors) = (message, code, requestId, errors);

    /// <summary>What went wrong, a sentence of the API.</summary>
    public string Message { get; }

    /// <summary>What went wrong in the person's language, where the code is known; else the sentence of the API.</summary>
    public string Headline => ProblemWords.Of(Code, Message) ?? Message;

    /// <summary>The API's code.</summary>
    public string? Code { get; }

    /// <summary>The request that support can find.</summary>
    public string? RequestId { get; }

    /// <summary>All invalid values.</summary>
    public IReadOnlyList<InvalidValue> Errors { get; }

    /// <summary>The invalid values that no field of the form shows.</summary>
    public IReadOnlyList<InvalidValue> General => [.. Errors.Where(error => !_shown.Contains(error.Pointer))];

    /// <summary>Makes one from an exception; null for one that is a fault of this program.</summary>
    public static ProblemView? From(Exception exception) => exception switch
    {
        PassinstanceException api => new ProblemView(
            api.Problem?.Message ?? T("The API did not respond as expected. Try again in a moment."), api.Code, api.RequestId, api.Errors),
        HttpRequestException or TimeoutException =>
            new ProblemView(T("The API cannot be reached at the moment. Try again in a moment."), null, null, []),
        _ => null,
    };

    /// <summary>A problem that the page itself has found.</summary>
    public static ProblemView Of(string message) => new(message, null, null, []);

    /// <summary>Whether fields of the form tell everything, so that it need not be said twice.</summary>
    public bool IsShownAtFields => Errors.Count > 0 && General.Count == 0;

    /// <summary>What a field says, by the JSON pointer of its value; empty when it is right.</summary>
    /// <param name="pointer">For example <c>/fields/name</c>; with a star at its end for everything below.</param>
    public IReadOnlyList<ErrorText> For(string pointer)
    {
        var matching = Errors.Where(error => pointer.EndsWith('*')
            ? error.Pointer.StartsWith(pointer[..^1], StringComparison.Ordinal)
            : error.Pointer == pointer).ToList();
        foreach (var error in matching)
            _shown.Add(error.Pointer);
        return [.. matching.Select(ErrorWords.Of)];
    }
}
