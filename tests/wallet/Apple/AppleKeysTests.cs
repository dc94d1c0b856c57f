using System.Runtime.CompilerServices;
using System.Text.Json;
using Passinstance.Wallet.Apple.PassJson;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Tests.Apple;

/// <summary>Every key that Apple publishes has its place in the model, and the model has none that Apple does not publish.</summary>
[Trait("Category", "Unit")]
public sealed class AppleKeysTests
{
    public static TheoryData<string> Types => [.. Published().Keys.Where(k => k != "PassJson")];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_type_has_exactly_the_keys_that_apple_publishes(string type)
    {
        var model = typeof(WalletTemplate).Assembly.GetType($"{typeof(WalletTemplate).Namespace}.{type}", throwOnError: true)!;
        var keys = WalletJson.Options.GetTypeInfo(model).Properties.Select(p => p.Name);
        Assert.Equal(Published()[type].Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_top_level_of_pass_json_has_exactly_the_keys_that_apple_publishes() =>
        Assert.Equal(Published()["PassJson"].Order(StringComparer.Ordinal), AppleKeys.TopLevel.Order(StringComparer.Ordinal));

    [Fact]
    public void What_the_engine_writes_at_the_top_level_is_on_the_list()
    {
        foreach (var name in Samples.RichPasses.Names)
        {
            var sample = Samples.RichPasses.Of(name);
            var json = new PassJsonTemplate(sample.Template with { Extra = null });
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream))
                json.Write(writer, sample.Pass);
            Assert.All(JsonDocument.Parse(stream.ToArray()).RootElement.EnumerateObject(), member =>
                Assert.True(AppleKeys.TopLevel.Contains(member.Name), member.Name));
        }
    }

    private static Dictionary<string, string[]> Published([CallerFilePath] string caller = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(caller)!, "apple-keys.txt")).Where(l => !l.StartsWith('#'))
            .Select(l => l.Split(": ")).ToDictionary(l => l[0], l => l[1].Split(' '));
}
