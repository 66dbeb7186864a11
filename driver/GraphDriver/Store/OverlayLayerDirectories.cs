using System.Text;
using GraphDriver.Linux.Files;
using GraphDriver.Store.Files;

namespace GraphDriver.Store;

/// <summary>Removes the folders of overlay layers as containers/storage does: the link in <c>overlay/l</c> first, then the folder.</summary>
public sealed class OverlayLayerDirectories : ILayerDirectories
{
    private const int MaxLinkLength = 255;

    private readonly StoreRoot _root;

    public OverlayLayerDirectories(StoreRoot root) => _root = root;

    public void Remove(LayerId layer)
    {
        using var overlay = StoreFolder.Open(_root.Root, _root.GraphRootPath, StoreLayout.Overlay);
        if (overlay.ReadIfThere($"{layer}/link", MaxLinkLength) is { } link && IsLinkName(link))
        {
            overlay.RemoveFile($"{StoreLayout.Links}/{Encoding.ASCII.GetString(link)}");
        }

        TreeRemover.Remove(overlay.Handle, layer.Hex);
    }

    // The name comes from a file of the store: it must not lead out of overlay/l.
    private static bool IsLinkName(byte[] link) => link.Length > 0 && link.All(b => char.IsAsciiLetterOrDigit((char)b));
}
