using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.HostedPages;

/// <summary>A form whose template cannot issue: the visitor did nothing wrong.</summary>
[Trait("Category", "Integration")]
public sealed class UnavailableFormTests : IDisposable
{
    private readonly AppleTestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task The_form_is_unavailable_without_a_certificate_and_works_with_one()
    {
        var deployment = await TestDeployment.CreateAsync();
        var (templates, passes) = await PassFixture.StartAsync(deployment, new() { ["Deployment:Environment"] = "production" });
        await using var _ = templates;
        await using var __ = passes;
        using var seen = new Measured(passes.App.Services.GetRequiredService<IMeterFactory>());
        var organization = Guid.CreateVersion7();
        var template = await templates.ClientOf(organization).CreateAsync("/api/v1/templates", FormTests.Template(10));
        var path = new Uri(template.Text("passFlowUrl")).AbsolutePath;

        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            using var english = await SendAsync(passes, method, path, "text/html", "en");
            using var french = await SendAsync(passes, method, path, "text/html", "fr-CA,fr;q=0.8");
            using var program = await SendAsync(passes, method, path, "application/json", "fr");
            Assert.All([english, french, program],
                answer => Assert.Equal(
                (HttpStatusCode.ServiceUnavailable, TimeSpan.FromMinutes(5)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta)));
            Assert.Contains("cannot issue passes at the moment", await english.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Contains("<html lang=\"fr\" dir=\"ltr\">", await french.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Contains("ne peut pas créer de carte pour le moment", await french.Content.ReadAsStringAsync(),
                StringComparison.Ordinal);
            Assert.Equal("application/problem+json", program.Content.Headers.ContentType?.MediaType);
            Assert.Equal("form_unavailable", JsonElement.Parse(await program.Content.ReadAsStringAsync()).Text("code"));
        }

        using (var head = await SendAsync(passes, HttpMethod.Head, path, "text/html", "en"))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, head.StatusCode);
        Assert.Equal(7, seen.Requests("no_certificate"));
        // A wrong link still gets 404.
        using (var forged = await SendAsync(passes, HttpMethod.Get, path[..^4] + (path[^4] == 'A' ? "BBBB" : "AAAA"), "text/html", "en"))
            Assert.Equal(HttpStatusCode.NotFound, forged.StatusCode);
        Assert.Equal(0L, await passes.ScalarAsync<long>("SELECT count(*) FROM passes"));

        using var certificate = _authority.Issue("pass.test.members");
        await templates.ClientOf(organization)
            .CreateAsync("/api/v1/wallet-identities/apple", new { pkcs12 = _authority.Pkcs12(certificate, null) });
        using var form = await SendAsync(passes, HttpMethod.Get, path, "text/html", "en");
        using var issued = await SendAsync(passes, HttpMethod.Post, path, "text/html", "en");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.SeeOther), (form.StatusCode, issued.StatusCode));
        Assert.Equal(7, seen.Requests("no_certificate"));
    }

    private static async Task<HttpResponseMessage> SendAsync(
        RunningService passes, HttpMethod method, string path, string accept, string languages)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(method, new Uri(passes.Url, path));
        if (method == HttpMethod.Post)
            request.Content = new FormUrlEncodedContent([KeyValuePair.Create("f.name", "Zoë")]);
        request.Headers.Add("Accept", accept);
        request.Headers.Add("Accept-Language", languages);
        return await http.SendAsync(request);
    }

    /// <summary>What one service counts: those of other tests have meters of the same name.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, long> _requests = new();

        internal Measured(IMeterFactory service)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "passinstance.forms.unavailable" && instrument.Meter.Scope == service)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>(
                (_, value, tags, _) => _requests.AddOrUpdate(tags[0].Value!.ToString()!, value, (_, sum) => sum + value));
            _listener.Start();
        }

        internal long Requests(string reason) => _requests.GetValueOrDefault(reason);

        public void Dispose() => _listener.Dispose();
    }
}
