using Microsoft.AspNetCore.Http;

namespace Passinstance.ServiceDefaults.Requests;

/// <summary>A body that is a file.</summary>
public static class RequestFile
{
    /// <summary>The file; null when it is larger than <paramref name="max"/> bytes.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int max, CancellationToken cancellationToken)
    {
        if (request.ContentLength > max)
            return null;
        using var content = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[64 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (content.Length + read > max)
                return null;
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}
