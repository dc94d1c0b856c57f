using System.Text.Json.Nodes;

namespace Passinstance.OpenApi.Bundling;

/// <summary>Ids in paths: their type and an example.</summary>
internal static class Ids
{
    private static readonly Dictionary<string, (string What, string Prefix, string Example)> BySegment = new(StringComparer.Ordinal)
    {
        ["templates"] = ("template", "tpl", "tpl_01kb2m8c1nf4gtw2q9y6e3s7jb"),
        ["passes"] = ("pass", "pas", "pas_01kb2ma1vtf7g8k4m0n5r2x9ce"),
        ["images"] = ("image", "img", "img_01kb2mac2wg8h9m5p1r7t3y0df"),
        ["bundles"] = ("bundle", "bnd", "bnd_01kb2mc3y1h5j7m9p0r2t4w6xz"),
        ["batch"] = ("batch", "bat", "bat_01kb2mc8e2k4m6q8s0v1x3z5b7"),
        ["push-notifications"] = ("notification", "ntf", "ntf_01kb2mcb5f7h9k1n3q5s7v9x0z"),
        ["webhooks"] = ("webhook", "whk", "whk_01kb2mb4z0e1x6p8t3q7v9n2rd"),
        ["events"] = ("event", "evt", "evt_01kb2m9q6r3t5v7x9z1b3d5f7h"),
        ["deliveries"] = ("event", "evt", "evt_01kb2m9q6r3t5v7x9z1b3d5f7h"),
        ["organizations"] = ("organization", "org", "org_01kb2m6z0nf4gtw2q9y6e3s7jb"),
        ["members"] = ("user", "usr", "usr_01kb2m7a1bf3gts8q4y6e0r2jn"),
        ["invitations"] = ("invitation", "inv", "inv_01kb2m7e6gf7gtw8q0y2e4s6jb"),
        ["sessions"] = ("session", "ses", "ses_01kb2m7c4df5gtw6q8y0e2s4jb"),
        ["api-keys"] = ("API key", "key", "key_01kb2m7g8jf9gtw0q2y4e6s8jb"),
        ["oauth-clients"] = ("client", "cli", "cli_01kb2m7j0mf1gtw2q4y6e8s0jb"),
        ["erasures"] = ("erasure", "ers", "ers_01kb2m9q6r3t5v7x9z1b3d5f7h"),
        ["exports"] = ("export", "exp", "exp_01kb2mb1z4f8h2k6m0q4s8v2x6"),
        ["wallet-identities"] = ("wallet identity", "crt", "crt_01kb2mcf0g2j4m6p8r0t2w4y6a"),
    };

    /// <summary>Completes a path parameter that is an id; leaves others alone.</summary>
    internal static void Describe(JsonObject parameter, string path)
    {
        var segments = path.Split('/');
        var place = Array.IndexOf(segments, $"{{{parameter["name"]}}}");
        // What follows the images of a template is Apple's name.
        if (place < 1 || parameter["name"]!.GetValue<string>() == "name" || !BySegment.TryGetValue(segments[place - 1], out var id))
            return;
        parameter["description"] = $"Id of the {id.What}.";
        parameter["schema"]!["pattern"] = $"^{id.Prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$";
        parameter["example"] = id.Example;
    }
}
