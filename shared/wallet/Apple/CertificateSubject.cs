using System.Security.Cryptography.X509Certificates;

namespace Passinstance.Wallet.Apple;

/// <summary>The two parts of a Pass Type ID certificate's subject that a pass must repeat.</summary>
internal static class CertificateSubject
{
    private const string UserIdOid = "0.9.2342.19200300.100.1.1";
    private const string OrganizationalUnitOid = "2.5.4.11";

    public static string? UserId(X509Certificate2 certificate) => Find(certificate, UserIdOid);

    public static string? OrganizationalUnit(X509Certificate2 certificate) => Find(certificate, OrganizationalUnitOid);

    public static string? Find(X509Certificate2 certificate, string oid)
    {
        foreach (var name in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (!name.HasMultipleElements && name.GetSingleElementType().Value == oid)
                return name.GetSingleElementValue();
        }

        return null;
    }
}
