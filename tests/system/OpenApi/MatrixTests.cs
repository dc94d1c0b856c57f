using System.Net;
using System.Text.Json.Nodes;
using Passinstance.System.Tests.FirstPass;

namespace Passinstance.System.Tests.OpenApi;

/// <summary>
/// Who may do what, for every operation of the document: no one without a credential or the scope, and nothing of another organization.
/// </summary>
[Trait("Category", "System")]
public sealed class MatrixTests(RunningSystem system, ITestOutputHelper output)
{
    [Fact]
    public async Task Without_a_valid_credential_every_operation_is_401()
    {
        using var tenant = await Tenant.CreateAsync(system);
        var key = tenant.Client.DefaultRequestHeaders.GetValues("X-API-Key").Single();
        (string Name, string Value)?[] credentials =
        [
            null, ("X-API-Key", key[..^1] + (key[^1] == 'A' ? 'B' : 'A')), ("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30."),
            ("Authorization", $"Basic {key}"),
        ];
        var count = 0;
        foreach (var operation in ApiOperation.All)
        {
            foreach (var credential in credentials)
            {
                using var anonymous = new HttpClient { BaseAddress = system.Gateway };
                using var request = new HttpRequestMessage(operation.Method, await ExamplePathAsync(operation));
                if (credential is var (name, value))
                    request.Headers.TryAddWithoutValidation(name, value);
                using var response = await anonymous.SendAsync(request);
                // Guessing is limited by address; before that limit, the answer is 401.
                Assert.True(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests,
                    $"{operation} with {credential?.Name ?? "no credential"} answered {(int)response.StatusCode}");
                if (credential is null)
                    Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
                count++;
            }
        }

        output.WriteLine($"{count} requests without a valid credential were refused, over {ApiOperation.All.Count} operations.");
    }

    [Fact]
    public async Task Without_its_scope_every_operation_is_403_and_names_it()
    {
        var organization = await system.NewOrganizationIdAsync();
        var scopes = ApiOperation.All.Select(operation => operation.Scope).Distinct().ToArray();
        foreach (var missing in scopes)
        {
            using var client = new HttpClient { BaseAddress = system.Gateway };
            client.DefaultRequestHeaders.Add("X-API-Key", await system.NewApiKeyAsync(organization, [.. scopes.Except([missing])]));
            foreach (var operation in ApiOperation.All.Where(operation => operation.Scope == missing))
            {
                using var request = new HttpRequestMessage(operation.Method, await ExamplePathAsync(operation));
                using var response = await client.SendAsync(request);
                Assert.True(response.StatusCode == HttpStatusCode.Forbidden,
                    $"{operation} without {missing} answered {(int)response.StatusCode}");
                var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
                Assert.Equal("missing_scope", problem["code"]!.GetValue<string>());
                Assert.Contains(missing, problem["message"]!.GetValue<string>(), StringComparison.Ordinal);
            }
        }

        output.WriteLine($"{ApiOperation.All.Count} operations were refused without their scope, {scopes.Length} scopes in all.");
    }

    [Fact]
    public async Task A_stranger_s_objects_do_not_exist()
    {
        using var owner = await Tenant.CreateAsync(system);
        using var stranger = await Tenant.CreateAsync(system);
        var (paths, bodies) = (0, 0);
        foreach (var operation in ApiOperation.All)
        {
            owner.Forget();
            var hasId = operation.PathParameters.Any(parameter => parameter.Prefix.Length > 0);
            var example = await owner.ExampleAsync(operation);
            if (hasId)
            {
                var path = await owner.PathAsync(operation);
                var answer = await stranger.SendAsync(operation.Method, path, example, operation.BodyType);
                Assert.True(answer.Status == HttpStatusCode.NotFound,
                    $"{operation} of a stranger answered {(int)answer.Status}: {answer.Text}");
                // A batch may have ended meanwhile, which is no stranger's doing.
                var own = await owner.CallAsync(operation);
                Assert.True(own.IsSuccess || (int)own.Status == ExampleTests.Expected.GetValueOrDefault(operation.Id),
                    $"{operation} no longer works for its owner after a stranger tried it: {own.Text}");
                paths++;
            }
            else if (operation.TakesJson && ApiOperation.TypeIdText().IsMatch(example!))
            {
                // An object of one's own, made of parts that are a stranger's. A batch and a push notification take the request and refuse,
                // or do not find, the passes.
                var answer = await stranger.SendAsync(operation.Method, "/api/v1" + operation.Path, example);
                Assert.True(operation.Path is "/batch" or "/push-notifications" || (int)answer.Status is 404 or 422,
                    $"{operation} with a stranger's ids answered {(int)answer.Status}: {answer.Text}");
                bodies++;
            }
        }

        output.WriteLine($"{paths} operations with a stranger's id in the path answered 404, {bodies} with one in the body 404 or 422.");
    }

    [Fact]
    public async Task A_new_organization_s_lists_are_empty_and_a_cursor_of_another_shows_nothing_of_it()
    {
        using var owner = await Tenant.CreateAsync(system);
        using var stranger = await Tenant.CreateAsync(system);
        var (lists, cursors) = (0, 0);
        foreach (var operation in ApiOperation.All.Where(operation => operation.IsList && operation.PathParameters.Count == 0
            // It shows how the organization and its key were made.
            && operation.Id != "listAuditLog"))
        {
            var creation = ApiOperation.All.FirstOrDefault(other => other.Path == operation.Path && other.Method == HttpMethod.Post);
            for (var i = 0; creation is not null && i < 3; i++)
            {
                owner.Forget();
                Assert.True((await owner.CallAsync(creation)).IsSuccess, $"{creation} failed");
            }

            var strange = await stranger.CallAsync(operation);
            Assert.True(strange.Json!["data"]!.AsArray().Count == 0, $"{operation} shows a stranger {strange.Text}");
            lists++;
            var page = await owner.CallAsync(operation, query: "?limit=1");
            if (page.Json?["nextCursor"]?.GetValue<string>() is not { } cursor)
                continue;
            var borrowed = await stranger.CallAsync(operation, query: $"?cursor={cursor}");
            Assert.True((int)borrowed.Status == 422 || borrowed.Json!["data"]!.AsArray().Count == 0,
                $"{operation} with another's cursor shows {borrowed.Text}");
            cursors++;
        }

        Assert.True(cursors >= 3, $"Only {cursors} cursors were tried.");
        output.WriteLine($"{lists} lists were empty for a stranger, {cursors} borrowed cursors showed nothing.");
    }

    // Nothing has to exist: a caller without the right does not learn what exists.
    private static Task<string> ExamplePathAsync(ApiOperation operation)
    {
        var path = operation.Path;
        foreach (var (name, _, example) in operation.PathParameters)
            path = path.Replace($"{{{name}}}", example, StringComparison.Ordinal);
        return Task.FromResult("/api/v1" + path);
    }
}
