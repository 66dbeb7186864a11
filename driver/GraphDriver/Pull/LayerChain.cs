using System.Security.Cryptography;
using System.Text;
using GraphDriver.Oci.Model;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>
/// The ids that containers/image gives the layers of an image: the DiffID of the lowest, and above it the SHA-256 of
/// <c>&lt;id of the parent&gt;+&lt;hex of the DiffID&gt;</c>, so that the same layer over the same parents has one id everywhere. A layer that is
/// identified by its table of contents has <c>@TOC=&lt;hex of its digest&gt;</c> in place of the DiffID, and is always hashed.
/// </summary>
internal static class LayerChain
{
    /// <summary>The layers' ids, lowest first.</summary>
    public static IReadOnlyList<LayerId> Of(IReadOnlyList<LayerIdentity> layers)
    {
        var ids = new LayerId[layers.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            var parent = i == 0 ? default : ids[i - 1];
            ids[i] = layers[i].Toc.IsEmpty ? Over(parent, layers[i].DiffId) : Hashed(parent, $"@TOC={layers[i].Toc.Hex}");
        }

        return ids;
    }

    /// <summary>The id of a layer over a parent, which is empty for the lowest.</summary>
    public static LayerId Over(LayerId parent, DiffId diffId) =>
        parent.IsEmpty && diffId.Digest.Algorithm == "sha256"
            ? LayerId.Parse(diffId.Digest.Hex)
            : Hashed(parent, diffId.Digest.Hex);

    /// <summary>
    /// The id of an image: the SHA-256 of its configuration or, where a layer is identified by its table of contents, of <c>@With TOC:</c> and
    /// each layer's digest, if it is so identified, with a <c>|</c> after it.
    /// </summary>
    public static ImageId ImageOf(IReadOnlyList<LayerIdentity> layers, ReadOnlySpan<byte> configuration)
    {
        if (layers.All(layer => layer.Toc.IsEmpty))
        {
            return ImageId.FromDigest(Digest.Sha256Of(configuration));
        }

        var text = string.Concat(layers.Select(layer => $"{(layer.Toc.IsEmpty ? "" : layer.Toc.ToString())}|"));
        return ImageId.FromDigest(Digest.Sha256Of(Encoding.ASCII.GetBytes($"@With TOC:{text}")));
    }

    private static LayerId Hashed(LayerId parent, string component) =>
        LayerId.Parse(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{parent}+{component}"))));
}
