using Microsoft.AspNetCore.Components.Forms;

namespace Passinstance.Dashboard.SignIn;

/// <summary>A file that a person has chosen.</summary>
/// <param name="Name">Its name on their computer.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record SelectedFile(string Name, byte[] Content)
{
    /// <summary>Reads the files of an input.</summary>
    /// <param name="change">What was chosen.</param>
    /// <param name="maxFiles">How many are read at most.</param>
    /// <param name="maxBytes">The maximum size of each.</param>
    /// <returns>The files; or a sentence that says why they are not read.</returns>
    public static async Task<(IReadOnlyList<SelectedFile> Files, string? Error)> ReadAsync(
        InputFileChangeEventArgs change, int maxFiles, int maxBytes, CancellationToken cancellationToken)
    {
        if (change.FileCount > maxFiles)
            return ([], maxFiles == 1 ? T("Choose one file.") : T("Choose at most {0} files.", maxFiles));
        var files = new List<SelectedFile>();
        foreach (var file in change.GetMultipleFiles(maxFiles))
        {
            if (file.Size > maxBytes)
                return ([], T("\"{0}\" is too large for what belongs here: it may have {1} KiB.", file.Name, maxBytes / 1024));
            using var memory = new MemoryStream();
            await using (var stream = file.OpenReadStream(maxBytes, cancellationToken))
                await stream.CopyToAsync(memory, cancellationToken);
            files.Add(new SelectedFile(file.Name, memory.ToArray()));
        }

        return (files, null);
    }
}
