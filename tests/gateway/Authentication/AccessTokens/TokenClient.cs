using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.Authentication.AccessTokens;

/// <summary>An OAuth client, used as a customer's program uses it.</summary>
internal sealed record TokenClient(GatewayFixture Gateway, string OrganizationId, string Id, string Secret)
{
    public static async Task<TokenClient> CreateAsync(GatewayFixture gateway, string? organization = null, params string[] options)
    {
        organization ??= await gateway.CreateOrganizationAsync();
        var created = await gateway.AdministerAsync(["create-client", "--organization", organization, "--name", "erp", .. options]);
        return new TokenClient(
            gateway, organization, created.GetProperty("clientId").GetString()!, created.GetProperty("clientSecret").GetString()!);
    }

    public Task<HttpResponseMessage> RequestTokenAsync(params (string Name, string Value)[] form) => PostAsync("/oauth/token", form);

    public async Task<string> TokenAsync(string? scope = null)
    {
        (string, string)[] form = scope is null
            ? [("grant_type", "client_credentials")]
            : [("grant_type", "client_credentials"), ("scope", scope)];
        var response = await RequestTokenAsync(form);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    public async Task<HttpResponseMessage> PostAsync(string path, (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
        };
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Id}:{Secret}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        return await Gateway.Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string token) =>
        Gateway.GetAsync(path, apiKey: null, ("Authorization", $"Bearer {token}"));
}
