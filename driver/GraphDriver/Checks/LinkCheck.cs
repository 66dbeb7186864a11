using System.Text;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>Checks the short name of a layer and what it notes of the layers below it, by which podman puts mounts together.</summary>
internal sealed class LinkCheck(StoreRoot root, StoreListing listing, FindingList findings)
{
    private const int MaximumFile = 500 * (LinkName.Length + 3);

    /// <summary>The name of the layer that a link below <c>overlay/l</c> leads to; empty where it leads elsewhere.</summary>
    public static string LayerOf(string target) =>
        target.StartsWith("../", StringComparison.Ordinal) && target.EndsWith("/diff", StringComparison.Ordinal) && target.Length > "../".Length + "/diff".Length
            ? target["../".Length..^"/diff".Length]
            : "";

    /// <summary>The short name that a layer's <c>link</c> gives; null where there is none that could be one.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static string? NameOf(StoreRoot root, LayerId layer) =>
        ReadText(root, $"{LayerDirectories.PathOf(layer)}/link") is { } text && text.TrimEnd('\n') is var name && name.Length > 0 && name.All(char.IsAsciiLetterOrDigit)
            ? name
            : null;

    /// <summary>What a layer should have in its <c>lower</c>; null where it stands on none, or where that cannot be said.</summary>
    public static string? LowerOf(StoreRoot root, StoreListing listing, LayerRecord layer)
    {
        if (layer.Parent.IsEmpty || listing.ChainOf(layer.Parent) is not { } below || below.Any(one => listing.Layers?.Find(one.Id) is null))
        {
            return null;
        }

        var names = below.Select(one => NameOf(root, one.Id)).ToList();
        return names.Contains(null) ? null : string.Join(':', names.Select(name => $"{StoreLayout.Links}/{name}"));
    }

    /// <summary>Checks one layer, whose directory is there.</summary>
    public void Run(LayerRecord layer)
    {
        var path = LayerDirectories.PathOf(layer.Id);
        if (NameOf(root, layer.Id) is not { } name)
        {
            findings.Add(FindingKind.DamagedLink, layer.Id, $"{path}/link", "holds no short name of the layer");
        }
        else if (!listing.Links.TryGetValue(name, out var target) || LayerOf(target) != layer.Id.Hex)
        {
            var link = $"{StoreLayout.Overlay}/{StoreLayout.Links}/{name}";
            findings.Add(FindingKind.DamagedLink, layer.Id, link, target is null ? $"is missing, the short name of the layer {layer.Id.ShortHex}" : $"leads to '{target}' instead of '../{layer.Id}/diff'");
        }

        CheckLower(layer, $"{path}/lower");
    }

    private void CheckLower(LayerRecord layer, string path)
    {
        var actual = ReadText(root, path)?.TrimEnd('\n');
        if (layer.Parent.IsEmpty)
        {
            if (!string.IsNullOrEmpty(actual))
            {
                findings.Add(FindingKind.DamagedLower, layer.Id, path, "names layers below one that stands on none");
            }
        }
        else if (LowerOf(root, listing, layer) is { } expected && actual != expected)
        {
            findings.Add(FindingKind.DamagedLower, layer.Id, path, actual is null ? "is missing" : "does not name the layers below");
        }
    }

    private static string? ReadText(StoreRoot root, string path)
    {
        var errno = OpenAt2.TryOpen(root.Root, path, OpenFlags.ReadOnly | OpenFlags.NonBlocking, 0, ResolveFlags.InRoot | ResolveFlags.NoSymlinks, out var file);
        if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return null;
        }

        LinuxException.ThrowIfError(errno, "open", path);
        using (file)
        {
            var status = Statx.Query(file!);
            return status.IsRegularFile && status.Size <= MaximumFile ? Encoding.ASCII.GetString(ReadFile.ReadAll(file!, MaximumFile)) : "";
        }
    }
}
