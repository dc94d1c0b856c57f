using System.Globalization;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Passinstance.Security.Outbound;

namespace Passinstance.Persistence;

/// <summary>How a program uses its database, where the connection string leaves it open.</summary>
/// <param name="ApplicationName">The program's name, shown in <c>pg_stat_activity</c>.</param>
public sealed record DataSourceDefaults(string ApplicationName)
{
    /// <summary>Maximum number of connections of one process.</summary>
    public int MaxPoolSize { get; init; } = 15;

    /// <summary>Seconds to wait for a connection; null for the driver's default.</summary>
    public int? Timeout { get; init; }

    /// <summary>Seconds to wait for a statement; null for the driver's default.</summary>
    public int? CommandTimeout { get; init; }
}

/// <summary>
/// The one place that makes data sources. Whatever the connection string sets wins; the defaults are these, and each costs or saves
/// something at every statement:
/// <list type="bullet">
/// <item>Statements are prepared when they are repeated, so that the server does not parse and plan them anew.</item>
/// <item>A connection that returns to the pool is not reset. No code leaves state in a session: locks and settings are those of a
/// transaction, and what listens ends it.</item>
/// <item>The pool is small: a server serves a few connections faster than many, and replicas multiply them.</item>
/// <item>The server ends statements that run longer than <c>Database:StatementTimeout</c>.</item>
/// <item>Kerberos encryption is not negotiated, which would cost a round trip per connection.</item>
/// </list>
/// </summary>
public static class DataSources
{
    private const int PreparedStatements = 100;
    private static readonly TimeSpan DefaultStatementTimeout = TimeSpan.FromMinutes(1);

    /// <summary>The settings of <c>ConnectionStrings:Postgres</c>, with defaults for what it leaves open.</summary>
    /// <exception cref="InvalidOperationException">The connection string is missing or wrong; the message names the setting.</exception>
    public static NpgsqlConnectionStringBuilder Settings(IConfiguration configuration, DataSourceDefaults defaults)
    {
        var connection = configuration.RequireConnectionString("Postgres", "Host=127.0.0.1;Database=...;Username=...;Password=...");
        return Settings(connection, defaults, ReadStatementTimeout(configuration));
    }

    /// <summary>The settings of a connection string, with defaults for what it leaves open.</summary>
    public static NpgsqlConnectionStringBuilder Settings(string connection, DataSourceDefaults defaults, TimeSpan? statementTimeout = null)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connection);
        }
        catch (ArgumentException exception)
        {
            // The text holds a password and must not get into a log.
            throw new InvalidOperationException(
                $"ConnectionStrings:Postgres is not an Npgsql connection string: {exception.Message}", exception);
        }

        settings.ApplicationName ??= defaults.ApplicationName;
        SetDefault(settings, "Maximum Pool Size", defaults.MaxPoolSize);
        // The default of the driver may be above the pool's size when only the size is set.
        if (settings.MinPoolSize > settings.MaxPoolSize)
            settings.MinPoolSize = settings.MaxPoolSize;
        SetDefault(settings, "Max Auto Prepare", PreparedStatements);
        SetDefault(settings, "Auto Prepare Min Usages", 2);
        SetDefault(settings, "No Reset On Close", true);
        SetDefault(settings, "GSS Encryption Mode", GssEncryptionMode.Disable);
        if (defaults.Timeout is { } timeout)
            SetDefault(settings, "Timeout", timeout);
        if (defaults.CommandTimeout is { } commandTimeout)
            SetDefault(settings, "Command Timeout", commandTimeout);
        if (statementTimeout is { Ticks: > 0 } limit && string.IsNullOrEmpty(settings.Options))
            settings.Options = string.Create(CultureInfo.InvariantCulture, $"-c statement_timeout={(long)limit.TotalMilliseconds}");
        return settings;
    }

    /// <summary>A data source with these settings; certificates are checked as everywhere.</summary>
    public static NpgsqlDataSource Create(NpgsqlConnectionStringBuilder settings) =>
        new NpgsqlDataSourceBuilder(settings.ConnectionString)
            .UseSslClientAuthenticationOptionsCallback(tls => tls.CertificateChainPolicy ??= CertificateChecks.CreatePolicy()).Build();

    /// <summary>
    /// A data source for an operator's command, which may take longer than a request: no statement timeout, few connections.
    /// </summary>
    public static NpgsqlDataSource CreateForCommand(IConfiguration configuration, string applicationName)
    {
        var connection = configuration.RequireConnectionString("Postgres", "Host=127.0.0.1;Database=...;Username=...;Password=...");
        return Create(Settings(connection, new DataSourceDefaults(applicationName) { MaxPoolSize = 5, CommandTimeout = 0 }));
    }

    private static TimeSpan ReadStatementTimeout(IConfiguration configuration)
    {
        var timeout = configuration.GetValue<TimeSpan?>("Database:StatementTimeout") ?? DefaultStatementTimeout;
        return timeout >= TimeSpan.Zero && timeout <= TimeSpan.FromDays(1)
            ? timeout
            : throw new InvalidOperationException(
                "Database:StatementTimeout must be at most a day, for example 00:01:00; 00:00:00 for no limit.");
    }

    private static void SetDefault(NpgsqlConnectionStringBuilder settings, string name, object value)
    {
        if (!settings.ShouldSerialize(name))
            settings[name] = value;
    }
}
