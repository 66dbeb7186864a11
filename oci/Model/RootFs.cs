using GraphDriver.Oci.Model.Json;

namespace GraphDriver.Oci.Model;

/// <summary>The layers' DiffIDs, the lowest first; at most <see cref="ManifestParser.MaxEntries"/>.</summary>
public sealed record RootFs(IReadOnlyList<DiffId> DiffIds)
{
    internal static RootFs Read(JsonFields fields)
    {
        var type = fields.RequiredString("type");
        if (type != "layers")
        {
            throw fields.Wrong("type", "'layers'");
        }

        var texts = fields.Strings("diff_ids", ManifestParser.MaxEntries);
        var diffIds = new DiffId[texts.Count];
        for (var i = 0; i < diffIds.Length; i++)
        {
            diffIds[i] = Digest.TryParse(texts[i], out var digest)
                ? new DiffId(digest)
                : throw fields.Wrong($"diff_ids[{i}]", "a digest sha256:<64 hex> or sha512:<128 hex>");
        }

        return new RootFs(diffIds);
    }
}
