using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.Rendering;

/// <summary>Renders a pass for Google Wallet.</summary>
internal static class GoogleRendering
{
    /// <summary>Null when Google cannot show the pass: a new version of its template may be of another class.</summary>
    /// <param name="google">The template as Google Wallet knows it.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="state">Whether it is valid.</param>
    /// <param name="isSaved">Whether a holder saved it, so that Google has the object.</param>
    /// <param name="isDeleted">Whether it was deleted: then the object's personal content is removed.</param>
    internal static GoogleContent? Render(GooglePassContext google, WalletPass pass, GoogleObjectState state, bool isSaved, bool isDeleted)
    {
        var template = google.Template;
        if (!template.Fits(pass))
            return null;
        return new GoogleContent
        {
            IssuerId = google.IssuerId,
            ClassResource = template.ClassResource,
            ObjectResource = template.ObjectResource,
            ClassId = template.ClassId(pass),
            ObjectId = template.ObjectId(pass.SerialNumber),
            ClassVersion = google.TemplateVersion,
            Class = JsonSerializer.SerializeToElement(template.Class(pass)),
            Object = JsonSerializer.SerializeToElement(isDeleted ? template.DeletedObject(pass) : template.Object(pass, state)),
            IsSaved = isSaved,
            IsDeleted = isDeleted,
        };
    }
}
