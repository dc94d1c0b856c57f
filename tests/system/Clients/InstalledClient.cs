using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NSec.Cryptography;
using Passinstance.OpenApi.Bundling;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing.Services;

namespace Passinstance.System.Tests.Clients;

/// <summary>
/// A program outside the tree that has a client's packed file installed, and what it saw of the running system: the same for all clients.
/// </summary>
internal static class InstalledClient
{
    /// <summary>The program for a client.</summary>
    internal static string Program(string name) => Path.Combine(SourceTree.Root, "tests", "system", "Clients", "Programs", name);

    /// <summary>Copies a client's files, as a release does, so that packing writes nothing into the tree.</summary>
    internal static void Copy(string client, string folder)
    {
        var source = Path.Combine(SourceTree.Root, "shared", "clients", client);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(source, file);
            if (name.Split('/') is ["dist" or "node_modules" or "bin" or "obj", ..]
                || name.Contains("__pycache__", StringComparison.Ordinal))
                continue;
            var copy = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Runs a program in a folder and returns what it printed.</summary>
    internal static async Task<string> RunAsync(
        string folder, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {output}{await errors}");
        return output;
    }

    /// <summary>An organization's credentials and a signed webhook, as the programs take them from the environment.</summary>
    internal static async Task<Dictionary<string, string>> VariablesAsync(RunningSystem system)
    {
        var organization = await system.NewOrganizationIdAsync();
        return new Dictionary<string, string>
        {
            ["PASSINSTANCE_KEY"] = await system.NewApiKeyAsync(organization),
            ["PASSINSTANCE_CLIENT"] = await system.NewOAuthClientAsync(organization),
            ["WEBHOOK"] = JsonSerializer.Serialize(SignedWebhook.Create(DateTimeOffset.UtcNow), JsonSerializerOptions.Web),
        };
    }

    /// <summary>What a program with the client saw, as it prints it.</summary>
    internal static void AssertSeen(string output)
    {
        var seen = JsonElement.Parse(output);
        Assert.True(seen.GetProperty("repeated").GetBoolean(), "The caller's idempotency key did not hold over two clients.");
        Assert.Equal("Platinum", seen.Text("tier"));
        Assert.Equal("12", seen.Text("points"));
        Assert.Equal("none", seen.Text("barcode"));
        Assert.Equal(2, seen.GetProperty("listed").GetInt32());
        Assert.Equal(["ORDER-1001", "ORDER-1002"], seen.GetProperty("iterated").EnumerateArray().Select(each => each.GetString()!).Order());
        Assert.True(seen.GetProperty("file").GetInt32() > 1000);
        Assert.Equal("not_found", seen.Text("missing"));
        Assert.Contains("empty", seen.Text("emptyKey"), StringComparison.Ordinal);

        var invalid = seen.GetProperty("invalid");
        Assert.True(invalid.GetProperty("isError").GetBoolean());
        Assert.Equal(422, invalid.GetProperty("status").GetInt32());
        Assert.Equal("invalid_request", invalid.Text("code"));
        Assert.True(invalid.GetProperty("errors").GetInt32() > 1);
        Assert.StartsWith("req_", invalid.Text("requestId"), StringComparison.Ordinal);
        Assert.Contains("/name: ", invalid.Text("message"), StringComparison.Ordinal);

        Assert.Equal(3, seen.GetProperty("attempts").GetInt32());
        Assert.Equal(1, seen.GetProperty("keys").GetInt32());
        Assert.True(seen.GetProperty("waited").GetDouble() >= 990);
        // One at the start, one after the first was rejected.
        Assert.Equal(2, seen.GetProperty("tokens").GetInt32());
        Assert.Equal("frozen", seen.Text("newer"));
        Assert.Equal(["pass.created", "pass.created"], seen.GetProperty("events").EnumerateArray().Select(each => each.GetString()!));
        Assert.Equal(4, seen.GetProperty("forgeries").GetInt32());
    }
}

/// <summary>A webhook as the product signs it: with a shared secret and with a key pair.</summary>
/// <param name="Body">Its body.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Keys">The secret and the public key.</param>
internal sealed record SignedWebhook(string Body, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> Keys)
{
    internal static SignedWebhook Create(DateTimeOffset now)
    {
        const string id = "evt_01kb2ma1vtf7g8k4m0n5r2x9ce";
        const string body = $$"""
            {"id":"{{id}}","type":"pass.created","timestamp":"2026-11-01T12:00:00Z","organizationId":"org_1","data":{"name":"Müller" } }
            """;
        var secret = RandomNumberGenerator.GetBytes(32);
        using var pair = Key.Create(SignatureAlgorithm.Ed25519);
        var message = Encoding.UTF8.GetBytes($"{id}.{now.ToUnixTimeSeconds()}.{body}");
        return new SignedWebhook(body,
            new Dictionary<string, string>
            {
                ["Webhook-Id"] = id,
                ["webhook-timestamp"] = $"{now.ToUnixTimeSeconds()}",
                ["webhook-signature"] = $"v1,{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))} "
                    + $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, message))} "
                    + $"v1a,{Convert.ToBase64String(SignatureAlgorithm.Ed25519.Sign(pair, message))}",
            },
            [
                $"whsec_{Convert.ToBase64String(secret)}",
                $"whpk_{Convert.ToBase64String(pair.PublicKey.Export(KeyBlobFormat.RawPublicKey))}",
            ]);
    }
}
