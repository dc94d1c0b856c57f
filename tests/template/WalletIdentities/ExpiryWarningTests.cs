using Microsoft.Extensions.DependencyInjection;
using Passinstance.Templates.WalletIdentities;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Templates.Tests.WalletIdentities;

[Trait("Category", "Integration")]
public sealed class ExpiryWarningTests
{
    [Fact]
    public async Task Several_replicas_publish_each_warning_once_and_a_renewal_starts_again()
    {
        await using var service = await TemplateFixture.StartAsync();
        using var authority = new AppleTestAuthority();
        var organization = service.ClientOf(Guid.CreateVersion7());
        using var certificate = authority.Issue("pass.test.expiring", notAfter: DateTimeOffset.UtcNow.AddDays(100));
        await organization.CreateAsync("/api/v1/wallet-identities/apple", new { pkcs12 = authority.Pkcs12(certificate, null) });
        var end = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());

        Assert.Equal(0, await PublishAsync(service, end.AddDays(-31)));
        foreach (var days in (int[])[30, 14, 7, 1])
        {
            Assert.Equal(1, await PublishAsync(service, end.AddDays(-days)));
            Assert.Equal(0, await PublishAsync(service, end.AddDays(-days).AddMinutes(1)));
        }

        Assert.Equal(0, await PublishAsync(service, end.AddDays(1)));
        Assert.Equal("1,7,14,30", await DaysAsync(service));

        using var renewed = authority.Issue("pass.test.expiring", notBefore: DateTimeOffset.UtcNow.AddMinutes(-1),
            notAfter: DateTimeOffset.UtcNow.AddDays(200));
        await organization.CallAsync(HttpMethod.Post, "/api/v1/wallet-identities/apple", new { pkcs12 = authority.Pkcs12(renewed, null) });
        Assert.Equal(0, await PublishAsync(service, end));
        // After weeks without a check only the most urgent warning is published.
        Assert.Equal(1, await PublishAsync(service, new DateTimeOffset(renewed.NotAfter.ToUniversalTime()).AddDays(-3)));
        Assert.Equal("1,7,7,14,30", await DaysAsync(service));
    }

    // Four replicas at the same time.
    private static async Task<int> PublishAsync(RunningService service, DateTimeOffset now)
    {
        var published = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var scope = service.App.Services.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<CertificateExpiryWarnings>().PublishDueAsync(now, CancellationToken.None);
        }));
        return published.Sum();
    }

    private static Task<string?> DaysAsync(RunningService service) => service.ScalarAsync<string>("""
        SELECT string_agg(body::json ->> 'daysLeft', ',' ORDER BY (body::json ->> 'daysLeft')::int)
        FROM (SELECT type, body::text AS body FROM outbox_messages UNION ALL SELECT type, body::text AS body FROM outbox_history) e
        WHERE type = 'V1.CertificateExpiring'
        """);
}
