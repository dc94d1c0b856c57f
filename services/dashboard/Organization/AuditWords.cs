using System.Text;

namespace Passinstance.Dashboard.Organization;

/// <summary>Entries of the audit log in the words of people.</summary>
internal static class AuditWords
{
    // Where the resources are that have a page.
    private static readonly (string Prefix, string Path)[] Pages =
    [
        ("pas_", "passes/"), ("tpl_", "templates/"), ("whk_", "webhooks/"), ("key_", "api-keys/"), ("cli_", "oauth-clients/"),
        ("bnd_", "bundles/"), ("bat_", "batches/"), ("ntf_", "notifications/"),
    ];

    /// <summary>The kinds of actors, by the API's names.</summary>
    public static IReadOnlyList<(string Kind, string Text)> Kinds { get; } =
    [
        ("user", "A person"), ("apiKey", "An API key"), ("client", "An OAuth client"), ("external", "Another issuer's token"),
        ("holder", "A holder"), ("portalLink", "A portal link"), ("anonymous", "A visitor of the sign-in page"),
        ("administrator", "The operator"), ("command", "A command of the operator"), ("system", "Passinstance itself"),
    ];

    /// <summary>A kind of actor.</summary>
    public static string OfKind(string kind) => Kinds.FirstOrDefault(one => one.Kind == kind).Text ?? kind;

    /// <summary><c>rotateApiKey</c> is "Rotate api key".</summary>
    public static string OfOperation(string operation)
    {
        var text = new StringBuilder();
        foreach (var character in operation)
        {
            if (char.IsUpper(character) && text.Length > 0)
                text.Append(' ');
            text.Append(text.Length == 0 ? char.ToUpperInvariant(character) : char.ToLowerInvariant(character));
        }

        return text.ToString().Replace("o auth", "OAuth", StringComparison.Ordinal).Replace(" api ", " API ", StringComparison.Ordinal);
    }

    /// <summary>The page of a resource; null when it has none.</summary>
    public static string? PageOf(string? resource) => resource is null
        ? null
        : Pages.FirstOrDefault(page => resource.StartsWith(page.Prefix, StringComparison.Ordinal)) is { Path: { } path }
            ? path + resource : null;
}
