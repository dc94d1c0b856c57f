using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.Wallet.Tests;

/// <summary>
/// Compares JSON with a reviewed file. PASSINSTANCE_WRITE_GOLDEN=1 rewrites the files: review the diff.
/// </summary>
internal static class Golden
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static void Matches(string name, JsonNode actual, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, "..", "Golden", name + ".json");
        var text = actual.ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("PASSINSTANCE_WRITE_GOLDEN") == "1")
            File.WriteAllText(path, text);
        Assert.True(File.Exists(path), $"{name}.json is missing: run with PASSINSTANCE_WRITE_GOLDEN=1, read it and commit it.");
        Assert.Equal(File.ReadAllText(path), text);
    }
}
