using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Passinstance.Passes.HostedPages.Forms;
using Passinstance.Passes.Rendering;
using Passinstance.Passes.Templates;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Tests.HostedPages;

/// <summary>A form whose template cannot issue: the visitor did nothing wrong.</summary>
public sealed class UnavailableFormTests(PassSystem system) : IDisposable
{
    private readonly AppleTestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Without_a_certificate_visitors_are_told_to_come_again_and_with_one_the_form_is_there()
    {
        var deployment = await TestDeployment.CreateAsync();
        var (templates, passes) = await PassSystem.StartAsync(deployment, new() { ["Deployment:Environment"] = "production" });
        await using var _ = templates;
        await using var __ = passes;
        using var seen = new Measured(passes.App.Services.GetRequiredService<IMeterFactory>());
        var organization = Guid.CreateVersion7();
        var template = await templates.ClientOf(organization).CreateAsync("/api/v1/templates", FormTests.Template(10));
        var path = new Uri(template.Text("passFlowUrl")).AbsolutePath;

        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            using var english = await EnqueueAsync(passes, method, path, "text/html", "en");
            using var french = await EnqueueAsync(passes, method, path, "text/html", "fr-CA,fr;q=0.8");
            using var program = await EnqueueAsync(passes, method, path, "application/json", "fr");
            Assert.All([english, french, program], answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromMinutes(5)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta)));
            Assert.Contains("cannot issue passes at the moment", await english.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Contains("<html lang=\"fr\">", await french.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Contains("ne peut pas créer de carte pour le moment", await french.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal("application/problem+json", program.Content.Headers.ContentType?.MediaType);
            Assert.Equal("form_unavailable", JsonElement.Parse(await program.Content.ReadAsStringAsync()).Text("code"));
        }

        using (var head = await EnqueueAsync(passes, HttpMethod.Head, path, "text/html", "en"))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, head.StatusCode);
        Assert.Equal(7, seen.Requests("no_certificate"));
        // A wrong link stays one, and tells nothing of the template.
        using (var forged = await EnqueueAsync(passes, HttpMethod.Get, path[..^4] + (path[^4] == 'A' ? "BBBB" : "AAAA"), "text/html", "en"))
            Assert.Equal(HttpStatusCode.NotFound, forged.StatusCode);
        Assert.Equal(0L, await passes.ScalarAsync<long>("SELECT count(*) FROM passes"));

        using var certificate = _authority.Issue("pass.test.members");
        await templates.ClientOf(organization).CreateAsync("/api/v1/wallet-identities/apple", new { pkcs12 = _authority.Pkcs12(certificate, null) });
        using var form = await EnqueueAsync(passes, HttpMethod.Get, path, "text/html", "en");
        using var issued = await EnqueueAsync(passes, HttpMethod.Post, path, "text/html", "en");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.SeeOther), (form.StatusCode, issued.StatusCode));
        Assert.Equal(7, seen.Requests("no_certificate"));
    }

    [Fact]
    public void A_certificate_that_expires_while_its_template_is_in_memory_ends_the_form()
    {
        var clock = new Clock { Now = DateTimeOffset.UtcNow };
        using var certificate = _authority.Issue("pass.test.members", notAfter: clock.Now.AddDays(60));
        using var key = certificate.GetRSAPrivateKey()!;
        using var signer = AppleSigningIdentity.FromPem(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), _authority.IntermediatePem);
        var definition = PassTemplates.Read(JsonSerializer.Serialize(Issuer.Template("generic")));
        var template = RenderingTemplate.Ready(1, definition, PreparedPassTemplate.Prepare(definition, [], signer), new OpenIdentity(signer, IsDevelopment: false), null, 0, clock);

        Assert.Null(template.RefusalNow);
        clock.Now = clock.Now.AddDays(61);

        Assert.Equal("certificate_unusable", template.RefusalNow?.Code);
    }

    [Fact]
    public void A_form_is_logged_once_in_ten_minutes_for_each_reason()
    {
        var (clock, log) = (new Clock { Now = DateTimeOffset.UtcNow }, new KeptLog());
        var unavailable = new UnavailableForms(system.Passes.App.Services.GetRequiredService<IMeterFactory>(), clock, log);
        var form = new TemplateForm(Guid.CreateVersion7(), Guid.CreateVersion7(), PassTemplates.Read(JsonSerializer.Serialize(Issuer.Template("generic"))), new(), "link", null);
        var missing = Failure.NoCertificate("pass.test.members");

        for (var i = 0; i < 5; i++)
            unavailable.SetMessage(form, missing);
        Assert.Single(log.Lines);
        Assert.Contains("no_certificate", log.Lines[0], StringComparison.Ordinal);
        unavailable.SetMessage(form, missing with { Code = "certificate_unusable" });
        unavailable.SetMessage(form with { TemplateId = Guid.CreateVersion7() }, missing);
        Assert.Equal(3, log.Lines.Count);
        clock.Now = clock.Now.AddMinutes(10);
        unavailable.SetMessage(form, missing);

        Assert.Equal(4, log.Lines.Count);
    }

    private static async Task<HttpResponseMessage> EnqueueAsync(RunningService passes, HttpMethod method, string path, string accept, string languages)
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
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => _requests.AddOrUpdate(tags[0].Value!.ToString()!, value, (_, sum) => sum + value));
            _listener.Start();
        }

        internal long Requests(string reason) => _requests.GetValueOrDefault(reason);

        public void Dispose() => _listener.Dispose();
    }

    private sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class KeptLog : ILogger<UnavailableForms>
    {
        internal List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
