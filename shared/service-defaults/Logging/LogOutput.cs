using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Passinstance.ServiceDefaults.Logging;

/// <summary>How a program writes its log: lines for people, or JSON for machines.</summary>
internal static class LogOutput
{
    private const string Text = "text";
    private const string Json = "json";

    /// <summary>The setting: <c>text</c> or <c>json</c>.</summary>
    internal const string FormatSetting = "Logging:Format";

    /// <summary>The setting: whether the program writes a line for every request.</summary>
    internal const string RequestsSetting = "Logging:Requests";

    internal static void AddLogOutput(this WebApplicationBuilder builder)
    {
        if (FormatOf(builder.Configuration) == Json)
        {
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, JsonLines>());
            builder.Logging.AddConsole(console => console.FormatterName = JsonLines.FormatterName);
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                console.UseUtcTimestamp = true;
            });
        }

        builder.Logging.Configure(logging => logging.ActivityTrackingOptions = ActivityTrackingOptions.None);

        // The gateway logs one line per request; here the frameworks log only warnings and errors.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // Keys of browser sessions and forms, which nothing here uses.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }

    private static string FormatOf(ConfigurationManager configuration)
    {
        // The .NET images set it.
        var format = configuration[FormatSetting] ?? (RunsInContainer() ? Json : Text);
        return format is Text or Json
            ? format
            : throw new InvalidOperationException($"{FormatSetting} is '{format}'; it must be text or json. Set Logging__Format.");
    }

    // Configuration drops the prefix DOTNET_.
    private static bool RunsInContainer() =>
        Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") is { } value
        && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));
}
