using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Passes;
using Passinstance.Wallet.Google;

namespace Passinstance.Passes.Rendering;

/// <summary>A pass as Google Wallet is to have it.</summary>
internal static class GoogleRendering
{
    /// <summary>Null when Google has nothing to do with the pass, or could not show it.</summary>
    internal static GoogleContent? Of(Pass pass, DateTimeOffset now)
    {
        if (!pass.IsInGoogle || pass.Google is not { } google)
            return null;
        var content = pass.ToWalletPass();
        // A template's new version may have made a flight of what was none.
        if (!google.Template.Fits(content))
            return null;
        var isDeleted = pass.DeletedAt is not null;
        return new GoogleContent
        {
            IssuerId = google.IssuerId,
            ClassResource = google.Template.ClassResource,
            ObjectResource = google.Template.ObjectResource,
            ClassId = google.Template.ClassId(content),
            ObjectId = google.Template.ObjectId(pass.SerialNumber),
            ClassVersion = google.TemplateVersion,
            Class = JsonSerializer.SerializeToElement(google.Template.Class(content)),
            Object = JsonSerializer.SerializeToElement(isDeleted ? google.Template.DeletedObject(content) : google.Template.Object(content, StateOf(pass, now))),
            IsSaved = pass.GoogleInstalls > 0,
            IsDeleted = isDeleted,
        };
    }

    private static GoogleObjectState StateOf(Pass pass, DateTimeOffset now) => pass.StatusAt(now) switch
    {
        PassStatus.Active => GoogleObjectState.Active,
        PassStatus.Expired => GoogleObjectState.Expired,
        _ => GoogleObjectState.Inactive,
    };
}
