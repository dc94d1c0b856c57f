using Passinstance.Passes.HostedPages.Forms;
using Passinstance.Passes.HostedPages.Links;
using Passinstance.Passes.HostedPages.Passes;
using Passinstance.Passes.Passes;
using Passinstance.Persistence.Retention;

namespace Passinstance.Passes.HostedPages;

internal static class PageEndpoints
{
    internal static void AddPages(this IServiceCollection services)
    {
        services.AddScoped<HostedLinks>();
        services.AddScoped<TemplateForms>();
        services.AddSingleton<FormLimit>();
        services.AddSingleton<UnavailableForms>();
        services.AddRetention(OldRows.Of("addresses of forms whose hour is over", "form_visitors", "since", FormLimit.Hour) with { Interval = TimeSpan.FromMinutes(10) });
    }

    internal static void MapPages(this IEndpointRouteBuilder routes)
    {
        // Public: the link itself is the right to the pass.
        var pages = routes.MapGroup("/p").AllowAnonymous();
        pages.MapMethods("/{link}", ["GET", "HEAD"], ShowPass.HandleAsync);
        pages.MapGet("/{link}/apple", DownloadPass.ByLinkAsync);
        pages.MapGet("/{link}/google", SaveToGoogle.HandleAsync);
        pages.MapGet("/{link}/images/{file}", ShowPass.ImageAsync);
        pages.MapGet("/{link}/barcode.svg", ShowPass.BarcodeAsync);
        pages.MapGet("/icon.svg", PageIcon.Handle);
        pages.MapMethods("/t/{link}", ["GET", "HEAD"], ShowForm.HandleAsync);
        pages.MapPost("/t/{link}", SubmitForm.HandleAsync);
    }
}
