using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence.Auditing;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Portal;

/// <summary>A link to a page about one webhook, for people without an API key.</summary>
public sealed record CreatePortalLinkRequest
{
    /// <summary>Id of the webhook to show.</summary>
    public string? WebhookId { get; init; }
    /// <summary>Minutes until the link expires, 1 to 1,440. Default: 60.</summary>
    public int? ExpiresInMinutes { get; init; }
    /// <summary>Whether the link may resend, test, enable and disable. Default: false.</summary>
    public bool? CanWrite { get; init; }
    /// <summary>Appearance of the page.</summary>
    public PortalTheme? Theme { get; init; }
}

/// <summary>A link that anyone who has it can use until it expires.</summary>
/// <param name="Url">URL of the page. The part after # is the permission; browsers do not send it to any server.</param>
/// <param name="ExpiresAt">When the link expires.</param>
public sealed record PortalLinkResponse(string Url, DateTimeOffset ExpiresAt);

internal static class CreateWebhookPortalLink
{
    private const int DefaultMinutes = 60;
    private const int MaxMinutes = 24 * 60;
    private const int MaxTitle = 60;

    internal static async Task<Results<Created<PortalLinkResponse>, Problem>> HandleAsync(
        CreatePortalLinkRequest request, ClaimsPrincipal caller, WebhooksDbContext db, SecretBox box, DeploymentOptions deployment,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = Check(request);
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        if (await db.FindWebhookAsync(request.WebhookId!, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(request.WebhookId!);

        var now = time.GetUtcNow();
        var link = new PortalLink(
            endpoint.OrganizationId, endpoint.Id, now, now.AddMinutes(request.ExpiresInMinutes ?? DefaultMinutes),
            request.CanWrite ?? false, request.Theme ?? new PortalTheme());
        await db.SaveAuditEntryAsync(endpoint.OrganizationId, IdPrefixes.Webhook, endpoint.Id, time, cancellationToken);
        var url = $"{deployment.PublicUrl}/portal/webhooks#{link.Seal(box)}";
        return TypedResults.Created((string?)null, new PortalLinkResponse(url, link.ExpiresAt));
    }

    private static List<InvalidValue> Check(CreatePortalLinkRequest request)
    {
        var errors = new List<InvalidValue>();
        if (request.WebhookId is null)
            errors.Add(new InvalidValue("/webhookId", "required", "webhookId is required: the webhook that the page shows."));
        if (request.ExpiresInMinutes is < 1 or > MaxMinutes)
            errors.Add(new InvalidValue("/expiresInMinutes", "out_of_range", $"expiresInMinutes must be between 1 and {MaxMinutes}.",
                ("minMinutes", 1), ("maxMinutes", MaxMinutes)));
        if (request.Theme?.Title is { Length: > MaxTitle })
            errors.Add(new InvalidValue("/theme/title", "too_long", $"Shorten the title to {MaxTitle} characters.",
                ("maxLength", MaxTitle)));
        CheckColor("/theme/accentColor", request.Theme?.AccentColor, errors);
        CheckColor("/theme/backgroundColor", request.Theme?.BackgroundColor, errors);
        CheckColor("/theme/textColor", request.Theme?.TextColor, errors);
        return errors;
    }

    private static void CheckColor(string pointer, string? color, List<InvalidValue> errors)
    {
        if (color is not null && !(color.Length == 7 && color[0] == '#' && color.Skip(1).All(char.IsAsciiHexDigit)))
            errors.Add(new InvalidValue(pointer, "invalid_color", "Write the color as #rrggbb."));
    }
}
