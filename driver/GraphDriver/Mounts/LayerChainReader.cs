using System.Globalization;
using System.Text;
using GraphDriver.ComposefsImages;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;

namespace GraphDriver.Mounts;

/// <summary>
/// Reads from the layers' folders what a layer stands on, as containers/storage does: its file <c>lower</c> names links
/// below <c>overlay/l</c>, the nearest layer first, and each link leads to a layer's <c>diff</c>.
/// </summary>
public sealed class LayerChainReader
{
    /// <summary>The metadata image of a composefs layer, in its folder.</summary>
    internal const string ImageName = "composefs-data/composefs.blob";

    private const string DiffName = "diff";
    private const string LowerName = "lower";
    private const string LinkName = "link";
    private const int MaxLowerFile = 64 * 1024;
    private const int MaxLinkFile = 255;
    private const int MaxDiffs = 64;

    private readonly string _home;
    private readonly IReadOnlyList<string> _homes;

    /// <param name="graphRoot">The storage root, absolute.</param>
    /// <param name="additionalStores">Roots of read-only stores that may hold lower layers too, absolute.</param>
    public LayerChainReader(string graphRoot, IReadOnlyList<string> additionalStores)
    {
        _home = Path.Combine(graphRoot, StoreLayout.Overlay);
        _homes = [_home, .. additionalStores.Select(store => Path.Combine(store, StoreLayout.Overlay))];
    }

    /// <summary>Reads a layer and what it stands on.</summary>
    /// <param name="id">The layer.</param>
    /// <param name="ancestors">The layers below it by their records, to find one whose link was lost.</param>
    /// <exception cref="InvalidDataException">A file of the store is not as it should be; it is named.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public LayerChain Read(LayerId id, IReadOnlyList<LayerId> ancestors)
    {
        var top = ReadLayer(_home, id);
        var lowers = new List<OverlayLayer>();
        foreach (var link in ReadLinks(top))
        {
            lowers.Add(Resolve(top, link, ancestors));
        }

        return new LayerChain(top, lowers);
    }

    private static IEnumerable<string> ReadLinks(OverlayLayer layer)
    {
        var path = Path.Combine(layer.Directory, LowerName);
        var text = ReadText(path, MaxLowerFile);
        foreach (var name in text?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var parts = name.Split('/');
            yield return parts is [StoreLayout.Links, var link] && IsLinkName(link)
                ? link
                : throw new InvalidDataException($"'{path}' names '{name}', which is no link of a layer");
        }
    }

    private OverlayLayer Resolve(OverlayLayer top, string link, IReadOnlyList<LayerId> ancestors)
    {
        foreach (var home in _homes)
        {
            var path = Path.Combine(home, StoreLayout.Links, link);
            var errno = ReadLinkAt.TryRead(WorkingDirectory.Handle, path, out var target);
            if (errno == Errno.None)
            {
                return ReadLayer(home, ParseTarget(path, Encoding.UTF8.GetString(target)));
            }

            LinuxException.ThrowIfError(errno == Errno.ENOENT ? Errno.None : errno, "readlink", path);
        }

        // A crash may lose the links; every layer also keeps the name of its own.
        foreach (var ancestor in ancestors)
        {
            if (ReadText(Path.Combine(_home, ancestor.Hex, LinkName), MaxLinkFile)?.Trim() == link)
            {
                return ReadLayer(_home, ancestor);
            }
        }

        throw new InvalidDataException(
            $"the layer {top.Id} stands on a layer with the link '{link}', which is not in '{Path.Combine(_home, StoreLayout.Links)}'");
    }

    private static LayerId ParseTarget(string path, string target) =>
        target.Split('/') is ["..", var name, DiffName] && LayerId.TryParse(name, out var id)
            ? id
            : throw new InvalidDataException($"the link '{path}' leads to '{target}', not to a layer's diff");

    private static OverlayLayer ReadLayer(string home, LayerId id)
    {
        var directory = Path.Combine(home, id.Hex);
        var diff = Path.Combine(directory, DiffName);
        if (!Exists(diff, FileType.Directory))
        {
            throw new InvalidDataException($"the layer {id} has no folder '{diff}'");
        }

        var image = Path.Combine(directory, ImageName);
        if (Exists(image, FileType.Regular))
        {
            return new OverlayLayer(id, directory, image, [diff]) { MayHaveAcls = ImageFile.MayHaveAcls(image) };
        }

        var diffs = new List<string> { diff };
        for (var number = 1; number < MaxDiffs; number++)
        {
            var more = string.Create(CultureInfo.InvariantCulture, $"{diff}{number}");
            if (!Exists(more, FileType.Directory))
            {
                break;
            }

            diffs.Add(more);
        }

        return new OverlayLayer(id, directory, null, diffs);
    }

    private static bool Exists(string path, FileType type)
    {
        var errno = Statx.TryQuery(WorkingDirectory.Handle, path, StatFlags.NoFollow, out var status);
        if (errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return false;
        }

        LinuxException.ThrowIfError(errno, "stat", path);
        return status.Type == type
            ? true
            : throw new InvalidDataException($"'{path}' is not a {(type == FileType.Directory ? "directory" : "regular file")}");
    }

    private static string? ReadText(string path, int maximum)
    {
        var errno = OpenAt.TryOpen(WorkingDirectory.Handle, path, OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var file);
        if (errno == Errno.ENOENT)
        {
            return null;
        }

        LinuxException.ThrowIfError(errno, "open", path);
        using (file)
        {
            return Encoding.UTF8.GetString(ReadFile.ReadAll(file!, maximum));
        }
    }

    private static bool IsLinkName(string name) => name.Length is > 0 and <= MaxLinkFile && name.All(char.IsAsciiLetterOrDigit);
}
