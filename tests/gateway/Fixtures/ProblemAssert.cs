using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Passinstance.Gateway.Tests.Fixtures;

/// <summary>Checks that an error has the documented body and its request id.</summary>
internal static class ProblemAssert
{
    public static async Task<JsonElement> IsAsync(HttpStatusCode status, string code, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"Expected {(int)status} {code}, got {(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("type").GetString()!);
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("error").GetString()!);
        Assert.Equal(problem.GetProperty("detail").GetString(), problem.GetProperty("message").GetString());
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), problem.GetProperty("requestId").GetString());
        return problem;
    }
}
