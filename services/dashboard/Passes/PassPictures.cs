using Passinstance.Client;
using Passinstance.Dashboard.Designer;
using PassImage = Passinstance.Wallet.Model.PassImage;

namespace Passinstance.Dashboard.Passes;

/// <summary>The pictures of one pass while a person works on it: what it has, and what is to change.</summary>
internal sealed class PassPictures
{
    private readonly Dictionary<string, PassImage> _chosen = [];
    private readonly Dictionary<string, PassImage> _present = [];
    private readonly HashSet<string> _removed = [];
    private readonly List<Task> _reading = [];

    /// <summary>The places of a template and its poster that a single pass may fill; icon and logos are the template's business.</summary>
    internal static IReadOnlyList<ImagePlace> PlacesOf(Template? template) => template is null ? [] :
    [
        .. ImagePlace.Of(DesignDraft.Read(template))
            .Where(place => place.Name is not ("icon" or "logo" or "primaryLogo" or "secondaryLogo")),
    ];

    /// <summary>What it has.</summary>
    internal IReadOnlyList<PassImage> Present => [.. _present.Values];

    /// <summary>What it will have.</summary>
    internal IReadOnlyList<PassImage> Shown =>
    [
        .. _present.Where(one => !_removed.Contains(one.Key) && !_chosen.ContainsKey(one.Key)).Select(one => one.Value),
        .. _chosen.Values,
    ];

    internal PassImage? Find(string name) => _chosen.GetValueOrDefault(name)
        ?? (_removed.Contains(name) ? null : _present.GetValueOrDefault(name));

    internal void Choose(string name, PassImage image)
    {
        _chosen[name] = image;
        _removed.Remove(name);
    }

    internal void Remove(string name)
    {
        _chosen.Remove(name);
        _removed.Add(name);
    }

    /// <summary>Reads the pictures that a pass has.</summary>
    internal async Task ReadAsync(PassinstanceClient api, Pass pass, CancellationToken cancellationToken)
    {
        _chosen.Clear();
        _present.Clear();
        _removed.Clear();
        foreach (var (name, id) in pass.Images ?? new Dictionary<string, string>())
        {
            using var file = await api.GetImageAsync(id, cancellationToken);
            using var content = new MemoryStream();
            await file.Stream.CopyToAsync(content, cancellationToken);
            _present[name.Split('@')[0]] = new PassImage(name, null, content.ToArray());
        }
    }

    /// <summary>Follows the reading of a file: whoever saves at once has the picture all the same.</summary>
    internal async Task FollowAsync(Task reading)
    {
        _reading.Add(reading);
        try
        {
            await reading;
        }
        finally
        {
            _reading.Remove(reading);
        }
    }

    /// <summary>Uploads what was chosen: the <c>images</c> of the request, null when nothing changes.</summary>
    internal async Task<IDictionary<string, string>?> UploadAsync(PassinstanceClient api, CancellationToken cancellationToken)
    {
        await Task.WhenAll(_reading);
        var images = new Dictionary<string, string>();
        foreach (var name in _removed.Where(_present.ContainsKey))
            images[_present[name].Name] = null!;
        foreach (var (name, image) in _chosen)
        {
            if (_present.TryGetValue(name, out var before) && before.Name != name)
                images[before.Name] = null!;
            using var content = new MemoryStream(image.Content.ToArray());
            images[name] = (await api.UploadImageAsync(content, cancellationToken: cancellationToken)).Id;
        }

        return images.Count == 0 ? null : images;
    }
}
