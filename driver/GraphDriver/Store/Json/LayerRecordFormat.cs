namespace GraphDriver.Store.Json;

/// <summary>The fields of layers.json, in the order of containers/storage.</summary>
internal sealed class LayerRecordFormat : IRecordFormat<LayerRecord>
{
    public string Kind => "layer";

    public LayerRecord Read(JsonFields fields) => new()
    {
        Id = fields.LayerId("id") is { IsEmpty: false } id ? id : throw fields.Wrong("id", "the id of a layer"),
        Names = fields.TextList("names"),
        Parent = fields.LayerId("parent"),
        Metadata = fields.Text("metadata"),
        MountLabel = fields.Text("mountlabel"),
        Created = fields.Time("created"),
        CompressedDigest = fields.Digest("compressed-diff-digest"),
        CompressedSize = fields.Number("compressed-size"),
        UncompressedDigest = fields.Digest("diff-digest"),
        TocDigest = fields.Digest("toc-digest"),
        UncompressedSize = fields.Number("diff-size"),
        Compression = (BlobCompression)Math.Clamp(fields.Number("compression"), int.MinValue, int.MaxValue),
        Uids = fields.IdList("uidset"),
        Gids = fields.IdList("gidset"),
        Flags = fields.Flags("flags"),
        UidMap = fields.Mappings("uidmap"),
        GidMap = fields.Mappings("gidmap"),
        BigDataNames = fields.TextList("big-data-names"),
        Unknown = fields.Rest,
    };

    public void Write(RecordJsonWriter json, LayerRecord record)
    {
        json.Always("id", record.Id.Hex);
        json.List("names", record.Names);
        json.Text("parent", record.Parent.Hex);
        json.Text("metadata", record.Metadata);
        json.Text("mountlabel", record.MountLabel);
        json.Always("created", record.Created.ToString());
        json.Digest("compressed-diff-digest", record.CompressedDigest);
        json.Number("compressed-size", record.CompressedSize);
        json.Digest("diff-digest", record.UncompressedDigest);
        json.Digest("toc-digest", record.TocDigest);
        json.Number("diff-size", record.UncompressedSize);
        json.Number("compression", (long)record.Compression);
        json.List("uidset", record.Uids);
        json.List("gidset", record.Gids);
        json.Flags(record.Flags);
        json.Mappings("uidmap", record.UidMap);
        json.Mappings("gidmap", record.GidMap);
        json.List("big-data-names", record.BigDataNames);
        json.Unknown(record.Unknown);
    }
}
