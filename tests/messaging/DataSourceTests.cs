using Npgsql;
using Passinstance.Persistence;

namespace Passinstance.Messaging.Tests;

[Trait("Category", "Unit")]
public sealed class DataSourceTests
{
    private static readonly DataSourceDefaults Defaults = new("pass") { MaxPoolSize = 25, CommandTimeout = 5 };

    [Fact]
    public void What_the_connection_string_leaves_open_has_defaults()
    {
        var settings = DataSources.Settings("Host=db;Database=pass", Defaults, TimeSpan.FromSeconds(90));

        Assert.Equal("pass", settings.ApplicationName);
        Assert.Equal(25, settings.MaxPoolSize);
        Assert.Equal(5, settings.CommandTimeout);
        Assert.True(settings.MaxAutoPrepare > 0);
        Assert.True(settings.NoResetOnClose);
        Assert.Equal(GssEncryptionMode.Disable, settings.GssEncryptionMode);
        Assert.Equal("-c statement_timeout=90000", settings.Options);
    }

    [Theory]
    [InlineData("Maximum Pool Size=7;Command Timeout=30;Max Auto Prepare=0;No Reset On Close=false;Application Name=mine")]
    [InlineData("MaxPoolSize=7;CommandTimeout=30;MaxAutoPrepare=0;NoResetOnClose=false;ApplicationName=mine")]
    public void The_connection_string_wins(string given)
    {
        var settings = DataSources.Settings($"Host=db;{given};Options=-c work_mem=8MB", Defaults, TimeSpan.FromSeconds(90));

        Assert.Equal("mine", settings.ApplicationName);
        Assert.Equal(7, settings.MaxPoolSize);
        Assert.Equal(30, settings.CommandTimeout);
        Assert.Equal(0, settings.MaxAutoPrepare);
        Assert.False(settings.NoResetOnClose);
        Assert.Equal("-c work_mem=8MB", settings.Options);
    }

    [Fact]
    public void A_wrong_connection_string_is_named_without_its_text()
    {
        var exception = Assert.Throws<InvalidOperationException>(
            () => DataSources.Settings("Host=db;Password=secret;Colour=red", Defaults));

        Assert.Contains("ConnectionStrings:Postgres", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }
}
