namespace GraphDriver.Store.Json;

/// <summary>The fields of images.json, in the order of containers/storage.</summary>
internal sealed class ImageRecordFormat : IRecordFormat<ImageRecord>
{
    public string Kind => "image";

    public ImageRecord Read(JsonFields fields) => new()
    {
        Id = fields.ImageId("id") is { IsEmpty: false } id ? id : throw fields.Wrong("id", "the id of an image"),
        Digest = fields.Digest("digest"),
        Names = fields.TextList("names"),
        NamesHistory = fields.TextList("names-history"),
        TopLayer = fields.LayerId("layer"),
        MappedTopLayers = [.. fields.TextList("mapped-layers").Select(text => LayerId.TryParse(text, out var layer) ? layer : throw fields.Wrong("mapped-layers", "a list of ids of layers"))],
        Metadata = fields.Text("metadata"),
        BigData = fields.BigData(),
        Created = fields.Time("created"),
        Flags = fields.Flags("flags"),
        Unknown = fields.Rest,
    };

    public void Write(RecordJsonWriter json, ImageRecord record)
    {
        json.Always("id", record.Id.Hex);
        json.Digest("digest", record.Digest);
        json.List("names", record.Names);
        json.List("names-history", record.NamesHistory);
        json.Text("layer", record.TopLayer.Hex);
        json.List("mapped-layers", [.. record.MappedTopLayers.Select(layer => layer.Hex)]);
        json.Text("metadata", record.Metadata);
        json.BigData(record.BigData);
        json.Always("created", record.Created.ToString());
        json.Flags(record.Flags);
        json.Unknown(record.Unknown);
    }
}
