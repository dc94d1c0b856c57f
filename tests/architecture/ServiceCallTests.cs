using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Passinstance.Architecture.Tests;

/// <summary>HTTP between services goes one way, and only the template service gives keys to others.</summary>
[Trait("Category", "Unit")]
public sealed partial class ServiceCallTests
{
    // Which service reads from which.
    private static readonly string[] Calls = [
        "dashboard -> Gateway", "notification -> Template", "pass -> Notification", "pass -> Template"];

    // The gateway asks every service for these, with the caller's own internal token or one that it gives to itself.
    private static readonly string[] ForGateway = [
        "internal/audit-log", "internal/audit-log/verification", "internal/dead-letters", "internal/dead-letters/resend",
        "internal/exports/{kind}", "internal/usage"];

    public static TheoryData<string> OtherServices => ["pass", "webhook-dispatch", "notification"];

    [Fact]
    public void The_calls_between_programs_are_these_and_form_no_circle()
    {
        var files = RepositoryTree.ProductionSources.Concat(
            RepositoryTree.Files.Where(file => Path.GetFileName(file) == "appsettings.json"));

        var settings = files.Where(file => file.StartsWith("services/", StringComparison.Ordinal))
            .SelectMany(file => Setting().Matches(RepositoryTree.Read(file))
                .Select(match => $"{file.Split('/')[1]} -> {match.Groups[1].Value}"));

        Assert.Equal(Calls, settings.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_deployment_gives_an_address_to_those_that_call_it_only()
    {
        var containers = Regex.Split(RepositoryTree.Read("docker-compose.yml"), "^x-", RegexOptions.Multiline)
            .SelectMany(part => Variable().Matches(part).Select(match => $"{part.Split(':')[0]} -> {match.Groups[1].Value}"));
        var launcher = Variable().Matches(RepositoryTree.Read("deploy/local/Programs/ProgramVariables.cs"))
            .Select(match => match.Groups[1].Value);

        Assert.Equal(Calls, containers.Order(StringComparer.Ordinal));
        Assert.Equal(["Gateway", "Notification", "Template"], launcher.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(OtherServices))]
    public async Task Only_template_and_notification_have_internal_routes(string service)
    {
        await using var app = UnstartedServices.Build(service);

        RepositoryTree.AssertNone(RoutesOf(app).Select(route => route.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => path.StartsWith("internal", StringComparison.OrdinalIgnoreCase))
            .Where(path => !ForGateway.Contains(path))
            // The state of a pass's pushes, for its diagnosis.
            .Where(path => path != "internal/passes/{passId:guid}/pushes"));
    }

    [Fact]
    public async Task The_template_service_gives_sealed_keys_to_services_only()
    {
        await using var app = UnstartedServices.Build("template");

        var routes = RoutesOf(app).Where(route => ResponseTypes(route).Any(HasKey)).ToList();

        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.StartsWith("/internal/wallet-identities/", route.RoutePattern.RawText,
            StringComparison.Ordinal));
        Assert.All(routes, route => Assert.Contains(
            route.Metadata.GetOrderedMetadata<Microsoft.AspNetCore.Authorization.IAuthorizeData>(), data =>
                data.Policy == "ServiceCallOnly"));
        Assert.DoesNotContain("/internal", RepositoryTree.Read("gateway/appsettings.json"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OtherServices))]
    public async Task No_other_service_responds_with_a_key(string service)
    {
        await using var app = UnstartedServices.Build(service);

        RepositoryTree.AssertNone(RoutesOf(app).Where(route => ResponseTypes(route).Any(HasKey))
            .Select(route => route.RoutePattern.RawText!));
        RepositoryTree.AssertNone(RepositoryTree.ProductionSources.Where(file =>
            file.StartsWith($"services/{service}/", StringComparison.Ordinal)
            && RepositoryTree.Read(file) is var text && UsesIdentity().IsMatch(text) && SendsSomething().IsMatch(text)));
    }

    [Fact]
    public void No_integration_event_has_a_member_for_a_key()
    {
        RepositoryTree.AssertNone(typeof(Contracts.V1.IEvent).Assembly.GetTypes().Where(HasKey).Select(type => type.Name));
    }

    private static IEnumerable<RouteEndpoint> RoutesOf(WebApplication app) =>
        ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    private static IEnumerable<Type> ResponseTypes(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Select(response => response.Type).OfType<Type>();

    private static bool HasKey(Type type) => Members(type, []).Any(name =>
        name.EndsWith("PrivateKey", StringComparison.Ordinal) || name.StartsWith("Sealed", StringComparison.Ordinal));

    // Names of the properties of a type and of the types of ours within it.
    private static IEnumerable<string> Members(Type type, HashSet<Type> seen)
    {
        var element = type.IsGenericType ? type.GetGenericArguments() : type.HasElementType ? [type.GetElementType()!] : [];
        var properties = type.FullName?.StartsWith("Passinstance.", StringComparison.Ordinal) == true && seen.Add(type)
            ? type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            : [];
        return properties.Select(property => property.Name)
            .Concat(properties.Select(property => property.PropertyType).Concat(element).SelectMany(inner => Members(inner, seen)));
    }

    // Configuration["Services:Template"], AddServiceClient<T>("Template"), and "Services": { "Template": ... } in appsettings.json.
    [GeneratedRegex("""(?:"Services:|AddServiceClient<\w+>\("|"Services":\s*\{\s*")(\w+)""")]
    private static partial Regex Setting();

    [GeneratedRegex(@"\bServices__(\w+)")]
    private static partial Regex Variable();

    // A row with its key, not the words for its kind.
    [GeneratedRegex(@"\bWalletIdentityReplica\b(?!\.(?:Apple|Google)\b)|\bFetchedIdentity\b|\bOpenPrivateKey\b")]
    private static partial Regex UsesIdentity();

    [GeneratedRegex(@"JsonSerializer\.Serialize|TypedResults\.|Results\.Ok|Response\.Write|JsonContent\.Create|\.Publish\(|\bIEvent\b")]
    private static partial Regex SendsSomething();
}
