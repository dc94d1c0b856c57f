using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Passinstance.Passes.HostedPages.Forms;
using Passinstance.Passes.Rendering;
using Passinstance.Passes.Templates;
using Passinstance.Testing.Wallet;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Tests.HostedPages;

[Trait("Category", "Unit")]
public sealed class UnavailableFormLogTests : IDisposable
{
    private readonly AppleTestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void A_certificate_that_expires_while_its_template_is_cached_makes_the_form_unavailable()
    {
        var clock = new Clock { Now = DateTimeOffset.UtcNow };
        using var certificate = _authority.Issue("pass.test.members", notAfter: clock.Now.AddDays(60));
        using var key = certificate.GetRSAPrivateKey()!;
        using var signer = AppleSigningIdentity.FromPem(
            certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), _authority.IntermediatePem);
        var definition = PassTemplates.ReadDefinition(JsonSerializer.Serialize(Issuer.Template("generic")));
        var template = RenderingTemplate.Ready(
            1, definition, PreparedPassTemplate.Prepare(definition, [], signer), new OpenIdentity(signer, IsDevelopment: false), null, 0,
            clock);

        Assert.Null(template.FailureNow);
        clock.Now = clock.Now.AddDays(61);

        Assert.Equal("certificate_unusable", template.FailureNow?.Code);
    }

    [Fact]
    public void A_form_is_logged_once_in_ten_minutes_for_each_reason()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var (clock, log) = (new Clock { Now = DateTimeOffset.UtcNow }, new KeptLog());
        var unavailable = new UnavailableForms(services.GetRequiredService<IMeterFactory>(), clock, log);
        var form = new TemplateForm(
            Guid.CreateVersion7(), Guid.CreateVersion7(),
            PassTemplates.ReadDefinition(JsonSerializer.Serialize(Issuer.Template("generic"))), new(), "link", null);
        var missing = RenderingFailure.NoCertificate("pass.test.members");

        for (var i = 0; i < 5; i++)
            unavailable.Report(form, missing);
        Assert.Single(log.Lines);
        Assert.Contains("no_certificate", log.Lines[0], StringComparison.Ordinal);
        unavailable.Report(form, missing with { Code = "certificate_unusable" });
        unavailable.Report(form with { TemplateId = Guid.CreateVersion7() }, missing);
        Assert.Equal(3, log.Lines.Count);
        clock.Now = clock.Now.AddMinutes(10);
        unavailable.Report(form, missing);

        Assert.Equal(4, log.Lines.Count);
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

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
