using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Passinstance.Persistence.Status;
using Passinstance.ServiceDefaults.Status;
using Passinstance.Testing;

namespace Passinstance.Templates.Tests.Status;

/// <summary>What a service reports to an operator.</summary>
[Trait("Category", "Integration")]
public sealed class StatusReportTests
{
    [Fact]
    public async Task A_service_reports_its_version_its_numbers_and_what_to_do_about_a_certificate_that_expires()
    {
        await using var service = await TemplateFixture.StartAsync();
        using var http = new HttpClient();
        await Eventually.TrueAsync(
            async token => (await http.GetAsync(new Uri(service.Url, "/health/ready"), token)).IsSuccessStatusCode,
            TimeSpan.FromSeconds(30), "the service is ready");

        await MeasureAsync();
        var before = await ReadAsync();
        Assert.Equal("template", before.Program);
        Assert.NotEmpty(before.Version);
        Assert.DoesNotContain(before.Findings, finding => finding.Level == StatusLevel.Critical);
        Assert.Contains(before.Numbers, number => number is { Name: "passinstance.certificate.expired", Number: 0 });

        await service.ScalarAsync<object>(
            """
            INSERT INTO wallet_identities (organization_id, id, kind, name, team_identifier, certificate, intermediates, fingerprint,
                serial_number, issuer, not_before, not_after, sealed_secret, sealed_request_key, key_location, is_demo, version, created_at,
                updated_at)
            VALUES (gen_random_uuid(), gen_random_uuid(), 'apple', 'pass.test', 'A1B2C3D4E5', '', '', 'f', 's', 'i',
                now() - interval '1 year', now() + interval '5 days', ''::bytea, ''::bytea, '', false, 1, now(), now())
            """);
        await MeasureAsync();
        var after = await ReadAsync();

        Assert.Equal(StatusLevel.Warning, after.Level);
        Assert.Equal(1, StatusReader.ExitCodeOf([after]));
        var finding = Assert.Single(
            after.Findings, one => one.What.StartsWith("passinstance.certificate.days_left is ", StringComparison.Ordinal));
        Assert.Contains("renewed", finding.Advice, StringComparison.Ordinal);
        Assert.Contains(finding.Advice, StatusReader.Format([after]), StringComparison.Ordinal);

        await service.ScalarAsync<object>("DELETE FROM wallet_identities");
        await MeasureAsync();
        Assert.DoesNotContain(
            (await ReadAsync()).Findings, one => one.What.StartsWith("passinstance.certificate.days_left", StringComparison.Ordinal));

        Task MeasureAsync() => service.App.Services.GetServices<IHostedService>().OfType<DatabaseValues>().Single()
            .MeasureAsync(CancellationToken.None);
        Task<StatusReport> ReadAsync() => StatusReader.ReadAsync(http, "template", service.Url, CancellationToken.None);
    }
}
