using Passinstance.PassPreview.Starts;
using Passinstance.Wallet.Model;

namespace Passinstance.PassPreview.Tests;

/// <summary>Requests for the starting designs and for variations of them.</summary>
internal static class Samples
{
    internal static DateTimeOffset Now { get; } = new(2027, 5, 4, 8, 0, 0, TimeSpan.FromHours(2));

    internal static PreviewRequest Of(string id, PreviewSurface surface = PreviewSurface.AppleFront, string locale = "en")
    {
        var start = DesignerStarts.Find(id)!;
        return new PreviewRequest
        {
            Template = start.For(null, "A1B2C3D4E5", "pass.com.example.start"),
            Images = start.Images,
            Pass = start.Pass,
            Surface = surface,
            Locale = locale,
            Now = Now,
        };
    }

    internal static PreviewRequest Change(this PreviewRequest request, Func<WalletTemplate, WalletTemplate> change) =>
        request with { Template = change(request.Template) };

    internal static PreviewRequest With(this PreviewRequest request, string key, PassValue value)
    {
        var fields = new OrderedDictionary<string, FieldValue>(
            request.Pass!.Fields, StringComparer.Ordinal)
        { [key] = new() { Value = value } };
        return request with { Pass = request.Pass with { Fields = fields } };
    }

    /// <summary>Keeps a picture where a person looks at it, when PASSINSTANCE_SHOTS names a folder.</summary>
    internal static void Keep(string name, byte[] png)
    {
        if (Environment.GetEnvironmentVariable("PASSINSTANCE_SHOTS") is { Length: > 0 } folder)
            File.WriteAllBytes(Path.Combine(folder, $"{name}.png"), png);
    }
}
