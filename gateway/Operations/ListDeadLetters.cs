using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Gateway.Forwarding;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Operations;

internal static class ListDeadLetters
{
    // Of each service: there can be thousands with one cause, and a person looks at the first.
    private const int MaxShown = 100;

    /// <summary>The dead letters of all services.</summary>
    /// <param name="Data">The first hundred of each service.</param>
    /// <param name="Total">How many there are; of a queue at most a thousand are counted.</param>
    /// <param name="Missing">Services that did not respond, whose dead letters are not in the list.</param>
    internal sealed record DeadLettersResponse(IReadOnlyList<DeadLetterItem> Data, int Total, IReadOnlyList<string> Missing);

    /// <summary>A message that needs an operator.</summary>
    /// <param name="Service">Whose it is.</param>
    /// <param name="Id">The message's id.</param>
    /// <param name="Place">The queue that holds it, or outbox for an event that could not be published.</param>
    /// <param name="Type">The event's type.</param>
    /// <param name="Reason">Why it is there.</param>
    internal sealed record DeadLetterItem(string Service, string Id, string Place, string Type, string Reason);

    public static async Task<Ok<DeadLettersResponse>> HandleAsync(
        HttpContext context, ServiceReads services, InternalTokenIssuer issuer, CancellationToken cancellationToken)
    {
        var read = await Task.WhenAll(DeadLetterCalls.Services.Select(
            async service => (service, Letters: await DeadLetterCalls.ListAsync(service, context, services, issuer, cancellationToken))));
        return TypedResults.Ok(new DeadLettersResponse(
            [
                .. read.SelectMany(one => (one.Letters ?? []).Take(MaxShown).Select(letter => new DeadLetterItem(
                    one.service, letter.Id, letter.Place, letter.Type, letter.Reason))),
            ],
            read.Sum(one => one.Letters?.Count ?? 0),
            [.. read.Where(one => one.Letters is null).Select(one => one.service)]));
    }
}
