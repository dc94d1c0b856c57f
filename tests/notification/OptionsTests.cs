using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Passinstance.Notifications.Apns;
using Passinstance.Notifications.GoogleWallet;
using Passinstance.Notifications.Notifications;

namespace Passinstance.Notifications.Tests;

[Trait("Category", "Unit")]
public sealed class OptionsTests
{
    [Fact]
    public void Appsettings_holds_every_setting_with_its_default()
    {
        var settings = Settings();

        var keys = new Dictionary<string, ApnsKey>();
        Assert.Equal(new ApnsOptions { Keys = keys }, settings.GetRequiredSection("Apns").Get<ApnsOptions>()! with { Keys = keys });
        Assert.Equal(Names<ApnsOptions>(), Keys(settings, "Apns"));
        Assert.Equal(new GoogleOptions(), settings.GetRequiredSection("GoogleWallet").Get<GoogleOptions>());
        Assert.Equal(Names<GoogleOptions>(), Keys(settings, "GoogleWallet"));
        Assert.Equal(new NotificationOptions(), settings.GetRequiredSection("Notifications").Get<NotificationOptions>());
        Assert.Equal(Names<NotificationOptions>(), Keys(settings, "Notifications"));
    }

    private static IEnumerable<string> Names<T>() =>
        typeof(T).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Keys(IConfiguration settings, string section) =>
        settings.GetSection(section).GetChildren().Select(child => child.Key).Order(StringComparer.Ordinal);

    private static IConfigurationRoot Settings([CallerFilePath] string here = "") => new ConfigurationBuilder()
        .AddJsonFile(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../services/notification/appsettings.json"))).Build();
}
