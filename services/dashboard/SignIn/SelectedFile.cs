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
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The files; or a sentence that says why they are not read.</returns>
    public static async Task<(IReadOnlyList<SelectedFile> Files, string? Error)> ReadAsync(
        InputFileChangeEventArgs change, int maxFiles, int maxBytes, CancellationToken cancellationToken)
    {
        if (change.FileCount > maxFiles)
            return ([], maxFiles == 1 ? "Choose one file." : $"Choose at most {maxFiles} files.");
        var files = new List<SelectedFile>();
        foreach (var file in change.GetMultipleFiles(maxFiles))
        {
            if (file.Size > maxBytes)
                return ([], $"\"{file.Name}\" is too large for what belongs here: it may have {maxBytes / 1024} KiB.");
            using var memory = new MemoryStream();
            await using (var stream = file.OpenReadStream(maxBytes, cancellationToken))
                await stream.CopyToAsync(memory, cancellationToken);
            files.Add(new SelectedFile(file.Name, memory.ToArray()));
        }

        return (files, null);
    }
}
