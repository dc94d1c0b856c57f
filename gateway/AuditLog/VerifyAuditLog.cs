using System.CommandLine;
using Npgsql;
using Passinstance.Gateway.Forwarding;
using Passinstance.Persistence;
using Passinstance.Persistence.Auditing;

namespace Passinstance.Gateway.AuditLog;

/// <summary>
/// <c>admin audit verify</c>: verifies the audit log of the gateway's database, and asks every service to verify its own. The exit code is
/// 0 when all are sound, 1 when one could not be verified, and 3 when something was changed, removed or inserted.
/// </summary>
internal static class VerifyAuditLog
{
    internal static Command CreateCommand(Func<AsyncServiceScope> createScope, Option<bool> json, bool jsonByDefault)
    {
        var verify = new Command("verify", "Find entries of any program's audit log that were changed, removed or inserted.");
        verify.SetAction(async (result, cancellationToken) =>
        {
            var (output, errors) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            await using var scope = createScope();
            var services = scope.ServiceProvider;
            var results = new List<AuditVerificationResult>();
            var code = AuditCommand.Success;
            try
            {
                await using var database = DataSources.CreateForCommand(services.GetRequiredService<IConfiguration>(), "audit verify");
                results.Add(await AuditVerification.RunAsync(database, "gateway", cancellationToken));
            }
            catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
            {
                await errors.WriteLineAsync($"The gateway's audit log could not be read. {exception.Message}");
                code = AuditCommand.Failure;
            }

            var logs = services.GetRequiredService<AuditLogs>();
            foreach (var service in AuditLogs.Services)
            {
                try
                {
                    results.Add(await logs.VerifyAsync(service, cancellationToken));
                }
                catch (ServiceUnreachableException exception)
                {
                    await errors.WriteLineAsync(
                        $"{exception.Message} Start it, or run audit verify in its container. {exception.InnerException?.Message}");
                    code = AuditCommand.Failure;
                }
            }

            AuditCommand.Write(results, jsonByDefault || result.GetValue(json), output);
            return results.Exists(one => one.Findings.Count > 0) ? AuditCommand.Findings : code;
        });
        return new Command("audit", "The audit log of all programs.") { verify };
    }
}
