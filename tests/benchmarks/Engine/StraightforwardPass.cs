using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Benchmarks.Engine;

/// <summary>A pass as one writes it first: every file hashed, deflated and zipped for every pass, the signature by SignedCms.</summary>
internal static class StraightforwardPass
{
    public static byte[] Write(EngineWorkload workload, WalletPass pass)
    {
        var files = new Dictionary<string, byte[]> { ["pass.json"] = PassJson(workload.Template, pass) };
        foreach (PassImage image in workload.Images)
        {
            files[image.Name + ".png"] = image.Content.ToArray();
        }

        files["manifest.json"] = JsonSerializer.SerializeToUtf8Bytes(
            files.ToDictionary(f => f.Key, f => Convert.ToHexStringLower(SHA1.HashData(f.Value))));
        var cms = new SignedCms(new ContentInfo(files["manifest.json"]), detached: true);
        var signer = new CmsSigner(
            SubjectIdentifierType.IssuerAndSerialNumber, workload.Certificate)
        { IncludeOption = X509IncludeOption.EndCertOnly };
        signer.Certificates.Add(workload.Intermediate);
        signer.SignedAttributes.Add(new Pkcs9SigningTime(EngineWorkload.SigningTime.UtcDateTime));
        cms.ComputeSignature(signer);
        files["signature"] = cms.Encode();
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in files)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return archive.ToArray();
    }

    private static byte[] PassJson(WalletTemplate template, WalletPass pass)
    {
        object Field(PassField field) => new
        {
            key = field.Key,
            label = field.Label,
            value = pass.Fields.TryGetValue(
            field.Key, out FieldValue? given) ? given.Value.Text : field.Value?.Text,
            changeMessage = field.ChangeMessage
        };
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            formatVersion = 1,
            passTypeIdentifier = template.PassTypeIdentifier,
            teamIdentifier = template.TeamIdentifier,
            organizationName = template.OrganizationName,
            description = template.Description,
            serialNumber = pass.SerialNumber,
            webServiceURL = pass.WebServiceUrl,
            authenticationToken = pass.AuthenticationToken,
            logoText = template.LogoText,
            backgroundColor = "rgb(31, 41, 55)",
            foregroundColor = "rgb(255, 255, 255)",
            labelColor = "rgb(156, 163, 175)",
            barcodes = new[] { new { format = "PKBarcodeFormatQR", message = pass.BarcodeMessage, messageEncoding = "iso-8859-1" } },
            storeCard = new
            {
                headerFields = template.Layout!.HeaderFields!.Select(Field),
                secondaryFields = template.Layout.SecondaryFields!
                    .Select(Field),
                backFields = template.Layout.BackFields!.Select(Field),
            },
        });
    }
}
