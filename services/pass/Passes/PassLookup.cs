using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>Finds passes of one organization. A deleted pass and one of another organization do not exist for it.</summary>
internal static class PassLookup
{
    // Compiled once: building and comparing a query takes a sixth of what this process needs for such a request.
    private static readonly Func<PassesDbContext, Guid, Guid, CancellationToken, Task<Pass?>> Find = EF.CompileAsyncQuery(
        (PassesDbContext db, Guid organizationId, Guid id, CancellationToken cancellationToken) => db.Passes.AsNoTracking()
            .SingleOrDefault(p => p.OrganizationId == organizationId && p.Id == id && p.DeletedAt == null));

    private static readonly Func<PassesDbContext, Guid, Guid, bool, CancellationToken, Task<Pass?>> FindToChange = EF.CompileAsyncQuery(
        (PassesDbContext db, Guid organizationId, Guid id, bool includeDeleted, CancellationToken cancellationToken) =>
            db.Passes.SingleOrDefault(
                p => p.OrganizationId == organizationId && p.Id == id && (includeDeleted || p.DeletedAt == null)));

    private static readonly Func<PassesDbContext, Guid, Guid, CancellationToken, Task<Pass?>> FindDeletedToo = EF.CompileAsyncQuery(
        (PassesDbContext db, Guid organizationId, Guid id, CancellationToken cancellationToken) =>
            db.Passes.AsNoTracking().SingleOrDefault(p => p.OrganizationId == organizationId && p.Id == id));

    internal static Problem NotFound(string id) => Problem.NotFound("pass", id);

    extension(PassesDbContext db)
    {
        /// <summary>For reading, by the public id.</summary>
        internal async Task<Pass?> FindPassAsync(string id, Guid organizationId, CancellationToken cancellationToken) =>
            TypeId.TryParse(IdPrefixes.Pass, id, out var passId) ? await db.FindPassAsync(passId, organizationId, cancellationToken) : null;

        /// <summary>For reading.</summary>
        internal Task<Pass?> FindPassAsync(Guid id, Guid organizationId, CancellationToken cancellationToken) =>
            Find(db, organizationId, id, cancellationToken);

        /// <summary>The id of an existing pass.</summary>
        internal async Task<Guid?> FindPassIdAsync(string id, Guid organizationId, CancellationToken cancellationToken) =>
            TypeId.TryParse(IdPrefixes.Pass, id, out var passId) &&
            await db.Passes.AnyAsync(p => p.OrganizationId == organizationId && p.Id == passId && p.DeletedAt == null, cancellationToken)
                ? passId
                : null;

        /// <summary>For a change.</summary>
        internal async Task<Pass?> FindPassToChangeAsync(
            string id, Guid organizationId, bool includeDeleted, bool tracked, CancellationToken cancellationToken)
        {
            if (!TypeId.TryParse(IdPrefixes.Pass, id, out var passId))
                return null;
            return tracked ? await FindToChange(db, organizationId, passId, includeDeleted, cancellationToken)
                : includeDeleted ? await FindDeletedToo(db, organizationId, passId, cancellationToken)
                : await Find(db, organizationId, passId, cancellationToken);
        }

        /// <summary>Locked, in the order of their ids so that two transactions that lock several do not deadlock.</summary>
        internal Task<List<Pass>> LockPassesAsync(Guid organizationId, Guid[] ids, CancellationToken cancellationToken) =>
            db.Passes
                .FromSql($"SELECT * FROM passes WHERE organization_id = {organizationId} AND id = ANY({ids}) ORDER BY id FOR UPDATE")
                .ToListAsync(cancellationToken);

        /// <summary>Several for reading.</summary>
        internal Task<List<Pass>> FindPassesAsync(Guid organizationId, Guid[] ids, CancellationToken cancellationToken) => ids.Length == 0
            ? Task.FromResult(new List<Pass>())
            : db.Passes.AsNoTracking().Where(p => p.OrganizationId == organizationId && ids.Contains(p.Id)).ToListAsync(cancellationToken);

        /// <summary>Locked like <see cref="LockPassesAsync"/> and not tracked, to be written by one statement.</summary>
        internal Task<List<Pass>> LockPassesToChangeAsync(Guid organizationId, Guid[] ids, CancellationToken cancellationToken) =>
            db.Passes
                .FromSql($"SELECT * FROM passes WHERE organization_id = {organizationId} AND id = ANY({ids}) ORDER BY id FOR UPDATE")
                .AsNoTracking().ToListAsync(cancellationToken);

        /// <summary>One pass, locked.</summary>
        internal async Task<Pass> LockPassAsync(Guid organizationId, Guid id, CancellationToken cancellationToken) =>
            (await db.LockPassesAsync(organizationId, [id], cancellationToken)).Single();
    }

    extension(PassTemplates templates)
    {
        /// <summary>The version that the pass names.</summary>
        internal Task<RenderingTemplate?> FindVersionAsync(Pass pass, CancellationToken cancellationToken) =>
            templates.FindVersionAsync(pass.OrganizationId, pass.TemplateId, pass.TemplateVersion, cancellationToken);

        /// <summary>The same version in Google Wallet; null for a pass that Google Wallet does not have.</summary>
        internal async Task<GooglePassContext?> FindGoogleAsync(Pass pass, CancellationToken cancellationToken) =>
            pass.IsInGoogle ? (await templates.FindVersionAsync(pass, cancellationToken))?.Google : null;
    }
}
