using Passinstance.Passes.HostedPages.Badges;
using Passinstance.Passes.HostedPages.Forms;
using Passinstance.Passes.HostedPages.Links;
using Passinstance.Passes.HostedPages.Passes;
using Passinstance.Persistence.Auditing;

namespace Passinstance.Passes.HostedPages;

internal static class HostedPageEndpoints
{
    internal static void MapHostedPages(this IEndpointRouteBuilder routes)
    {
        // Public: the link itself is the permission.
        var pages = routes.MapGroup("/p").AllowAnonymous();
        pages.MapMethods("/{link}", ["GET", "HEAD"], ShowPass.HandleAsync);
        pages.MapGet("/{link}/apple", DownloadByLink.HandleAsync);
        pages.MapGet("/{link}/google", SaveToGoogle.HandleAsync);
        pages.MapGet("/{link}/images/{file}", ShowPass.ImageAsync);
        pages.MapGet("/{link}/barcode.svg", ShowPass.BarcodeAsync);
        pages.MapGet("/{link}/picture.png", ShowPass.PictureAsync);
        pages.MapGet("/icon.svg", PageIcon.Handle);
        pages.MapGet("/badges/{file}", ShowBadge.Handle);
        pages.MapMethods("/t/{link}", ["GET", "HEAD"], ShowForm.HandleAsync);
        pages.MapPost("/t/{link}", SubmitForm.HandleAsync)
            .WithMetadata(new AuditedOperationAttribute(actorKind: AuditActorKinds.Holder));
    }
}
