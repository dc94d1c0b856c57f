using System.Text.Json.Nodes;
using Passinstance.OpenApi.Bundling;
using Passinstance.OpenApi.Checking;

namespace Passinstance.System.Tests.OpenApi;

/// <summary>The checked-in document says what the code does, to people and to programs, and keeps what it once said.</summary>
[Trait("Category", "Unit")]
public sealed class BundleTests
{
    [Fact]
    public async Task The_checked_in_document_matches_the_code()
    {
        Assert.True(
            Bundle.Write() == await File.ReadAllTextAsync(SourceTree.Bundled),
            "shared/openapi/v1.json differs from what the code says. Run: dotnet run --project shared/openapi -- bundle");
    }

    [Fact]
    public void The_17_documented_operations_are_there_and_all_others_are_marked_as_additions()
    {
        string[] documented =
        [
            "POST /batch", "GET /batch/{id}", "GET /bundles", "POST /bundles", "GET /passes", "POST /passes", "DELETE /passes/{id}",
            "GET /passes/{id}", "PUT /passes/{id}",
            "POST /passes/{id}/void", "GET /push-notifications", "POST /push-notifications", "GET /templates", "POST /templates",
            "GET /templates/{id}", "GET /webhooks", "POST /webhooks",
        ];
        var unmarked = ApiOperation.All.Where(operation => operation.Node["x-passinstance-addition"] is null)
            .Select(operation => operation.ToString()).ToArray();

        Assert.Equal([], unmarked.Except(documented));
        Assert.Equal([], documented.Except(unmarked));
    }

    [Fact]
    public void Every_body_has_an_example_that_fits_its_schema()
    {
        var errors = new List<string>();
        foreach (var operation in ApiOperation.All)
        {
            if (operation.BodyType is not null)
                Check($"{operation} request", operation.Node["requestBody"]!["content"]![operation.BodyType]!);
            foreach (var (status, reference) in operation.Node["responses"]!.AsObject())
            {
                foreach (var (type, content) in ApiOperation.Schemas.Resolve(reference!)["content"]?.AsObject() ?? [])
                {
                    if (ApiOperation.IsJson(type))
                        Check($"{operation} {status}", content!);
                }
            }
        }

        Assert.Equal([], errors);

        void Check(string at, JsonNode content)
        {
            if (content["example"] is not { } example)
                errors.Add($"{at} has no example");
            else if (content["schema"]?["format"]?.ToString() != "binary")
                errors.AddRange(ApiOperation.Schemas.Errors(example, content["schema"]!).Select(error => $"{at}: {error}"));
        }
    }

    [Fact]
    public void An_earlier_client_still_works()
    {
        Assert.Equal([], Compatibility.Breaks(SourceTree.Released(), JsonNode.Parse(Bundle.Write())!.AsObject()));
    }
}
