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
        ("user", Key("A person")), ("apiKey", Key("An API key")),
        ("client", Key("An OAuth client")), ("external", Key("Another issuer's token")),
        ("holder", Key("A holder")), ("portalLink", Key("A portal link")), ("anonymous", Key("A visitor of the sign-in page")),
        ("administrator", Key("The operator")), ("command", Key("A command of the operator")), ("system", Key("Passinstance itself")),
    ];

    /// <summary>The operations that have entries, as keys.</summary>
    internal static IReadOnlyList<string> Operations { get; } =
    [
        Key("Accept invitation"), Key("Add bundle passes"), Key("Cancel batch"), Key("Cancel push notification"),
        Key("Complete batch"), Key("Copy template"), Key("Create API key"), Key("Create OAuth client"), Key("Create access token"),
        Key("Create bundle"), Key("Create export"), Key("Create invitation"), Key("Create organization"), Key("Create pass"),
        Key("Create passkey"), Key("Create recovery codes"), Key("Create template"), Key("Create test pass"), Key("Create webhook"),
        Key("Create webhook portal link"), Key("Delete bundle"), Key("Delete organization"), Key("Delete pass"),
        Key("Delete template"), Key("Delete template image"), Key("Delete wallet identity"), Key("Delete webhook"),
        Key("Disable webhook"), Key("Download export"), Key("Enable webhook"), Key("End session"), Key("Erase pass"),
        Key("Import template"), Key("Patch webhook"), Key("Publish template"), Key("Put certificate"), Key("Put template image"),
        Key("Recover webhook"), Key("Remove bundle pass"), Key("Remove member"), Key("Remove passkey"),
        Key("Replay missing webhook events"), Key("Request apple certificate"), Key("Resend dead letters"),
        Key("Resend webhook delivery"), Key("Resume organization"), Key("Revoke API key"), Key("Revoke OAuth client"),
        Key("Revoke access token"), Key("Revoke invitation"), Key("Revoke webhook portal links"), Key("Rotate API key"),
        Key("Rotate OAuth client"), Key("Rotate pass link"), Key("Rotate webhook secret"), Key("Send push notification"),
        Key("Set up sign in"), Key("Sign in"), Key("Sign in by link"), Key("Sign in by passkey"), Key("Sign in by recovery code"),
        Key("Sign out"), Key("Start batch"), Key("Start erasure"), Key("Suspend organization"), Key("Test webhook"),
        Key("Update member"), Key("Update organization"), Key("Update pass"), Key("Update retention"), Key("Update template"),
        Key("Update webhook"), Key("Upload apple identity"), Key("Upload google identity"), Key("Upload image"), Key("Void pass"),
    ];

    /// <summary>A kind of actor.</summary>
    public static string OfKind(string kind) => Kinds.FirstOrDefault(one => one.Kind == kind).Text is { } text ? T(text) : kind;

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

        return T(text.ToString().Replace("o auth", "OAuth", StringComparison.Ordinal).Replace(" api ", " API ", StringComparison.Ordinal));
    }

    /// <summary>The page of a resource; null when it has none.</summary>
    public static string? PageOf(string? resource) => resource is null
        ? null
        : Pages.FirstOrDefault(page => resource.StartsWith(page.Prefix, StringComparison.Ordinal)) is { Path: { } path }
            ? path + resource : null;
}
