using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Passinstance.Gateway.Tests.Running;

namespace Passinstance.Gateway.Tests.AccessTokens;

/// <summary>An OAuth client as a customer's program is one.</summary>
internal sealed record TokenClient(RunningGateway Gateway, string OrganizationId, string Id, string Secret)
{
    public static async Task<TokenClient> CreateAsync(RunningGateway gateway, string? organization = null, params string[] options)
    {
        organization ??= await gateway.CreateOrganizationAsync();
        var created = await gateway.AdministerAsync(["create-client", "--organization", organization, "--name", "erp", .. options]);
        return new TokenClient(gateway, organization, created.GetProperty("clientId").GetString()!, created.GetProperty("clientSecret").GetString()!);
    }

    public Task<HttpResponseMessage> AskAsync(params (string Name, string Value)[] form) => PostAsync("/oauth/token", form);

    public async Task<string> TokenAsync(string? scope = null)
    {
        var response = await AskAsync(scope is null ? [("grant_type", "client_credentials")] : [("grant_type", "client_credentials"), ("scope", scope)]);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    public async Task<HttpResponseMessage> PostAsync(string path, (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Id}:{Secret}")));
        return await Gateway.Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string token) => Gateway.GetAsync(path, apiKey: null, ("Authorization", $"Bearer {token}"));
}
