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
            ids[i] = i == 0 && diffIds[i].Digest.Algorithm == "sha256"
                ? LayerId.Parse(diffIds[i].Digest.Hex)
                : Hashed(i == 0 ? "" : ids[i - 1].ToString(), diffIds[i]);
        }

        return ids;
    }

    private static LayerId Hashed(string parent, DiffId diffId) =>
        LayerId.Parse(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{parent}+{diffId.Digest.Hex}"))));
}
