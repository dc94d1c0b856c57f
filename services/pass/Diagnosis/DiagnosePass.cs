using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Passes.Templates;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Diagnosis;

/// <summary>Examines a pass: what happened to it, and what is the matter.</summary>
internal sealed class DiagnosePass(
    PassesDbContext db, PassTemplates templates, PassRenderer renderer, PushStateClient pushes, DeploymentOptions deployment,
    TimeProvider time)
{
    private const int ReadLogs = 200;
    private const int ShownLogs = 5;

    internal static async Task<Results<Ok<PassDiagnosisResponse>, Problem>> HandleAsync(
        string id, HttpRequest request, ClaimsPrincipal caller, DiagnosePass diagnosis, PassesDbContext db,
        CancellationToken cancellationToken)
    {
        if (await db.FindPassAsync(id, caller.OrganizationId, cancellationToken) is not { } pass)
            return PassLookup.NotFound(id);
        var facts = await diagnosis.ReadAsync(pass, request, cancellationToken);
        var findings = DiagnosisRules.Find(facts);
        return TypedResults.Ok(new PassDiagnosisResponse
        {
            PassId = TypeId.Format(IdPrefixes.Pass, pass.Id),
            CheckedAt = facts.Now,
            Verdict = findings[0],
            Findings = findings,
            Timeline = DiagnosisTimeline.Of(facts),
            IsComplete = facts.Pushes is not null,
        });
    }

    private async Task<DiagnosisFacts> ReadAsync(Pass pass, HttpRequest request, CancellationToken cancellationToken)
    {
        // Meanwhile this service's own tables are read.
        var state = pushes.FindAsync(request, pass.Id, pass.PassTypeIdentifier, pass.GoogleIssuerId, cancellationToken);
        var (organizationId, passId) = (pass.OrganizationId, pass.Id);
        var template = await FindTemplateAsync(pass, cancellationToken);
        var usage = await db.PassUsage.AsNoTracking()
            .SingleOrDefaultAsync(u => u.OrganizationId == organizationId && u.PassId == passId, cancellationToken);
        var registrations = await db.Registrations.AsNoTracking()
            .Where(r => r.OrganizationId == organizationId && r.PassTypeIdentifier == pass.PassTypeIdentifier && r.PassId == passId)
            .OrderBy(r => r.RegisteredAt).Select(r => r.RegisteredAt).Take(ReadLogs).ToListAsync(cancellationToken);
        var databaseNow = await db.Database.SqlQuery<DateTimeOffset>($"SELECT clock_timestamp() AS \"Value\"")
            .SingleAsync(cancellationToken);
        return new DiagnosisFacts
        {
            Pass = pass,
            Now = time.GetUtcNow(),
            DatabaseNow = databaseNow,
            PublicUrl = new Uri(deployment.PublicUrl),
            HasTemplate = template is not null,
            SigningFailure = template is null ? null : renderer.FailureOf(pass, template),
            Certificate = await FindCertificateAsync(pass, cancellationToken),
            Usage = usage ?? new PassUsage(),
            Registrations = registrations,
            DeviceLogs = await FindLogsAsync(pass, cancellationToken),
            Pushes = await state,
        };
    }

    private async Task<RenderingTemplate?> FindTemplateAsync(Pass pass, CancellationToken cancellationToken)
    {
        try
        {
            return await templates.FindVersionAsync(pass, cancellationToken);
        }
        catch (TemplateServiceUnavailableException)
        {
            return null;
        }
    }

    private async Task<SigningCertificate?> FindCertificateAsync(Pass pass, CancellationToken cancellationToken)
    {
        var identity = await db.WalletIdentities.AsNoTracking()
            .Where(i => i.OrganizationId == pass.OrganizationId && i.Kind == WalletIdentityReplica.Apple
                && i.Name == pass.PassTypeIdentifier && i.DeletedAt == null && i.Certificate != null)
            .OrderBy(i => i.IsDevelopment).ThenByDescending(i => i.Id)
            .Select(i => new { i.IsDevelopment, i.Certificate }).FirstOrDefaultAsync(cancellationToken);
        if (identity is null)
            return null;
        using var certificate = X509Certificate2.CreateFromPem(identity.Certificate);
        return new SigningCertificate(
            identity.IsDevelopment, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
    }

    // A device names the pass by its serial number.
    private async Task<IReadOnlyList<(DateTimeOffset At, string Message)>> FindLogsAsync(Pass pass, CancellationToken cancellationToken)
    {
        var logs = await db.DeviceLogs.AsNoTracking().Where(l => l.OrganizationId == pass.OrganizationId)
            .OrderByDescending(l => l.Id).Take(ReadLogs).Select(l => new { l.ReceivedAt, l.Message }).ToListAsync(cancellationToken);
        return [.. logs.Where(log => log.Message.Contains(pass.SerialNumber, StringComparison.Ordinal) && log.ReceivedAt >= pass.CreatedAt)
            .Take(ShownLogs).Reverse().Select(log => (log.ReceivedAt, log.Message))];
    }
}
