using System.Net;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Requests;

/// <summary>Every operation of the API's document that has an <c>If-Match</c> parameter rejects a stale tag, whatever its verb.</summary>
[Trait("Category", "Integration")]
public sealed class IfMatchTests(PassFixture fixture)
{
    // A PNG of one pixel.
    private const string Pixel =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    public static TheoryData<string, string> Operations { get; } =
        [.. ApiOperations.All.Where(operation => operation.HasIfMatch).Select(operation => (operation.Method, operation.Path))];

    [Fact]
    public void The_document_has_operations_with_If_Match() => Assert.True(Operations.Count >= 8);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_stale_tag_is_412_and_changes_nothing(string method, string path)
    {
        var issuer = await fixture.NewIssuerAsync();
        var (client, id, name) = path.StartsWith("/templates", StringComparison.Ordinal)
            ? (issuer.Templates, issuer.TemplateId, "icon")
            : (issuer.Passes, (await issuer.IssueAsync("IF-MATCH")).Text("id"), "");
        Assert.Matches("^/(templates|passes)/", path);
        var read = $"/api/v1/{path.Split('/')[1]}/{id}";
        if (path.Contains("/images/", StringComparison.Ordinal))
            await SendAsync(client, HttpMethod.Put, $"{read}/images/icon", "*", isImage: true);
        var before = (await client.CallAsync(HttpMethod.Get, read)).GetRawText();

        var address = "/api/v1" + path.Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal);
        var isImage = method == "PUT" && path.Contains("/images/", StringComparison.Ordinal);
        var status = await SendAsync(client, new HttpMethod(method), address, "\"999\"", isImage);

        Assert.Equal(HttpStatusCode.PreconditionFailed, status);
        Assert.Equal(before, (await client.CallAsync(HttpMethod.Get, read)).GetRawText());
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, HttpMethod method, string path, string tag, bool isImage)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        if (isImage)
        {
            request.Content = new ByteArrayContent(Convert.FromBase64String(Pixel));
            request.Content.Headers.ContentType = new("image/png");
        }
        else if (method == HttpMethod.Put)
        {
            request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        }

        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
