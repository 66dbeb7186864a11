using System.Security.Cryptography;
using System.Text;
using GraphDriver.Oci.Model;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>
/// The ids that containers/image gives the layers of an image: the DiffID of the lowest, and above it the SHA-256 of
/// <c>&lt;id of the parent&gt;+&lt;hex of the DiffID&gt;</c>. The same layer over the same parents has one id everywhere.
/// </summary>
internal static class LayerChain
{
    /// <summary>The layers' ids, lowest first.</summary>
    public static IReadOnlyList<LayerId> Of(IReadOnlyList<DiffId> diffIds)
    {
        var ids = new LayerId[diffIds.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = Over(i == 0 ? default : ids[i - 1], diffIds[i]);
        }

        return ids;
    }

    /// <summary>The id of a layer over a parent, which is empty for the lowest.</summary>
    public static LayerId Over(LayerId parent, DiffId diffId) =>
        parent.IsEmpty && diffId.Digest.Algorithm == "sha256"
            ? LayerId.Parse(diffId.Digest.Hex)
            : Hashed(parent.ToString(), diffId);

    private static LayerId Hashed(string parent, DiffId diffId) =>
        LayerId.Parse(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{parent}+{diffId.Digest.Hex}"))));
}
