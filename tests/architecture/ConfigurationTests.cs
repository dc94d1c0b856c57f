using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Passinstance.Architecture.Tests;

/// <summary>docs/configuration.md lists every setting: of the options in the code, and of each program's appsettings.json.</summary>
[Trait("Category", "Unit")]
public sealed partial class ConfigurationTests
{
    private static readonly IReadOnlyList<string> Documented =
        [.. Row().Matches(Settings()).Select(row => row.Groups[1].Value).Distinct()];

    // What the framework reads; documented where it matters.
    private static readonly string[] OfTheFramework = ["Logging:", "AllowedHosts", "ReverseProxy:"];

    // The variables of the launcher and of Compose follow the programs' settings.
    private static string Settings()
    {
        var page = RepositoryTree.Read("docs/configuration.md");
        return page[..page.IndexOf("\n## The launcher", StringComparison.Ordinal)];
    }

    [Fact]
    public void Every_option_in_the_code_is_documented()
    {
        var options = Bound().SelectMany(bound => Settings(bound.Section, bound.Type)).Distinct().ToList();

        Assert.True(options.Count > 30, "The options were not found in the code.");
        RepositoryTree.AssertNone(
            options.Where(setting => !Documented.Any(documented => Matches(documented, setting))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_of_appsettings_is_documented()
    {
        var settings = RepositoryTree.Files.Where(file => Path.GetFileName(file) == "appsettings.json")
            .SelectMany(file => Leaves("", JsonDocument.Parse(RepositoryTree.Read(file), Lenient).RootElement))
            .Where(setting => !OfTheFramework.Any(name => setting.StartsWith(name, StringComparison.Ordinal)))
            .ToList();

        Assert.True(settings.Count > 20, "No appsettings.json was read.");
        RepositoryTree.AssertNone(
            settings.Where(setting => !Documented.Any(documented => Matches(documented, setting))).Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_documented_setting_is_read_by_the_code()
    {
        var sources = string.Concat(RepositoryTree.ProductionSources.Select(RepositoryTree.Read));
        var options = Bound().SelectMany(bound => Settings(bound.Section, bound.Type)).ToList();

        RepositoryTree.AssertNone(Documented.Where(documented =>
            !documented.StartsWith("ASPNETCORE_", StringComparison.Ordinal) && !documented.StartsWith("OTEL_", StringComparison.Ordinal)
            && !OfTheFramework.Any(name => documented.StartsWith(name, StringComparison.Ordinal))
            && !options.Any(option => Matches(documented, option) || option.StartsWith(Section(documented), StringComparison.Ordinal))
            && !sources.Contains($"\"{Section(documented)}", StringComparison.Ordinal)
            && !sources.Contains(
                $"\"{documented[(documented.IndexOf(':', StringComparison.Ordinal) + 1)..]}\"", StringComparison.Ordinal)));
    }

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    // Hosts:0 and RateLimits:Classes:<name>:Key:Rate stand for any index and name.
    private static bool Matches(string documented, string setting) =>
        Regex.IsMatch(
            setting,
            "^" + Regex.Escape(documented).Replace("<name>", "[^:]+", StringComparison.Ordinal)
                .Replace(":0", ":[0-9]+", StringComparison.Ordinal) + "$");

    private static string Section(string setting) => setting.Split(':')[0];

    private static IEnumerable<(string Section, Type Type)> Bound()
    {
        var types = AppDomain.CurrentDomain.GetAssemblies().Concat(Load())
            .Where(assembly => assembly.GetName().Name!.StartsWith("Passinstance.", StringComparison.Ordinal)).Distinct()
            .SelectMany(assembly => assembly.GetTypes()).Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
            .DistinctBy(type => type.FullName).ToLookup(type => type.Name);
        foreach (var source in RepositoryTree.ProductionSources.Select(RepositoryTree.Read))
        {
            foreach (Match match in OptionsBinding().Matches(source))
            {
                foreach (var type in types[match.Groups["type"].Value].Take(1))
                    yield return (match.Groups["section"].Value, type);
            }
        }
    }

    private static IEnumerable<Assembly> Load() =>
        Directory.GetFiles(AppContext.BaseDirectory, "Passinstance.*.dll")
            .Select(file => Assembly.Load(Path.GetFileNameWithoutExtension(file)));

    private static IEnumerable<string> Settings(string section, Type type)
    {
        foreach (
            var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(property => property.CanWrite))
        {
            var name = property.GetCustomAttribute<Microsoft.Extensions.Configuration.ConfigurationKeyNameAttribute>()?.Name
                ?? property.Name;
            if (name == "EqualityContract" || (property.GetMethod?.IsPublic ?? false) == false)
                continue;
            foreach (var setting in Of($"{section}:{name}", Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType))
                yield return setting;
        }
    }

    private static IEnumerable<string> Of(string setting, Type type)
    {
        if (type.IsGenericType && type.GetGenericArguments() is [var key, var value] && key == typeof(string))
            return Of($"{setting}:any", value);
        if (type.IsArray || (
            type.IsGenericType && type.GetGenericArguments() is [_] && type.IsAssignableTo(typeof(System.Collections.IEnumerable))))
            return Of($"{setting}:0", type.GetElementType() ?? type.GetGenericArguments()[0]);
        return type.Namespace!.StartsWith("Passinstance", StringComparison.Ordinal) && !type.IsEnum ? Settings(setting, type) : [setting];
    }

    private static IEnumerable<string> Leaves(string path, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object =>
            element.EnumerateObject().SelectMany(member => Leaves(path.Length == 0 ? member.Name : $"{path}:{member.Name}", member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Leaves($"{path}:{index}", item)),
        _ => [path],
    };

    [GeneratedRegex(@"^\| `([^`]+)` \| `", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(
        @"AddOptions<(?<type>\w+)>\(\)\s*\.BindConfiguration\(""(?<section>[^""]+)""\)|" +
        @"GetSection\(""(?<section>[^""]+)""\)\.Get<(?<type>\w+)>")]
    private static partial Regex OptionsBinding();
}
