using Passinstance.Persistence.Exports;
using Passinstance.Persistence.Retention;

namespace Passinstance.Templates.Images;

internal static class ImageServices
{
    internal static void AddImages(this IServiceCollection services)
    {
        services.AddRetention(StoredImage.Orphans);
        services.AddExport("image", ExportImages.ReadAsync);
    }
}
