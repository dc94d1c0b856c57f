using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Persistence.Auditing;

/// <summary>
/// The operator command <c>audit verify</c>, which every program has for its own database; <c>admin audit verify</c> of the gateway runs it
/// for all of them.
/// </summary>
public static class AuditCommand
{
    /// <summary>Nothing is wrong.</summary>
    public const int Success = 0;
    /// <summary>It could not be verified.</summary>
    public const int Failure = 1;
    /// <summary>Something was changed, removed or inserted.</summary>
    public const int Findings = 3;

    /// <summary>Makes the command.</summary>
    /// <param name="build">Builds the program's services, without logs on standard output.</param>
    public static Command Create(Func<IServiceProvider> build)
    {
        var json = new Option<bool>("--json") { Description = "Print one line of JSON." };
        var verify = new Command("verify", "Find entries of this program's audit log that were changed, removed or inserted.") { json };
        verify.SetAction(async (result, cancellationToken) =>
        {
            var services = build();
            await using var database = DataSources.CreateForCommand(services.GetRequiredService<IConfiguration>(), "audit verify");
            try
            {
                var verified = await AuditVerification.RunAsync(
                    database, services.GetRequiredService<ProgramIdentity>().Name, cancellationToken);
                Write([verified], result.GetValue(json), result.InvocationConfiguration.Output);
                return verified.Findings.Count == 0 ? Success : Findings;
            }
            catch (NpgsqlException exception)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(
                    $"The audit log could not be read. Check ConnectionStrings__Postgres. {exception.Message}");
                return Failure;
            }
        });
        return new Command("audit", "The audit log of this program's database.") { verify };
    }

    /// <summary>Prints results: a line and its findings for each program, or one line of JSON.</summary>
    public static void Write(IReadOnlyList<AuditVerificationResult> results, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { programs = results }, ApiJson.Options));
            return;
        }

        foreach (var result in results)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Service}: {(result.Findings.Count == 0 ? "sound" : $"{result.Findings.Count} findings")}, {result.Entries} " +
                $"entries in {result.Blocks} blocks, {result.Waiting} not chained yet, head {result.Head ?? "none"}"));
            foreach (var finding in result.Findings)
                output.WriteLine("  " + finding);
        }
    }
}
