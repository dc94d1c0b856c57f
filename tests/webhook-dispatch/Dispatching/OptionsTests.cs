using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Dispatching;

namespace Passinstance.Webhooks.Tests.Dispatching;

[Trait("Category", "Unit")]
public sealed class OptionsTests
{
    [Fact]
    public void An_attempt_takes_at_most_15_seconds_and_its_connection_five()
    {
        var options = new DispatchOptions();

        Assert.Equal(TimeSpan.FromSeconds(15), options.AttemptTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), options.ConnectTimeout);
        Assert.True(options.Lease >= 2 * options.AttemptTimeout);
    }

    [Fact]
    public void Appsettings_holds_every_setting_with_its_default()
    {
        var settings = Settings();

        Assert.Equal(new DispatchOptions(), settings.GetRequiredSection("Dispatching").Get<DispatchOptions>());
        Assert.Equal(Names<DispatchOptions>(), Keys(settings, "Dispatching"));
        Assert.Equal(
            new RetryOptions(), settings.GetRequiredSection("Retries").Get<RetryOptions>()! with { Delays = new RetryOptions().Delays });
        Assert.Equal(RetryOptions.StandardDelays, settings.GetRequiredSection("Retries").Get<RetryOptions>()!.Delays);
        Assert.Equal(Names<RetryOptions>(), Keys(settings, "Retries"));
    }

    private static IEnumerable<string> Names<T>() =>
        typeof(T).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Keys(IConfiguration settings, string section) =>
        settings.GetSection(section).GetChildren().Select(child => child.Key).Order(StringComparer.Ordinal);

    private static IConfigurationRoot Settings([CallerFilePath] string here = "") => new ConfigurationBuilder()
        .AddJsonFile(
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../services/webhook-dispatch/appsettings.json"))).Build();
}
