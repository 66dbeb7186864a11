namespace GraphDriver.Store.Json;

/// <summary>The fields of containers.json, in the order of containers/storage.</summary>
internal sealed class ContainerRecordFormat : IRecordFormat<ContainerRecord>
{
    public string Kind => "container";

    public ContainerRecord Read(JsonFields fields) => new()
    {
        Id = fields.ContainerId("id") is { IsEmpty: false } id ? id : throw fields.Wrong("id", "the id of a container"),
        Names = fields.TextList("names"),
        ImageId = fields.ImageId("image"),
        LayerId = fields.LayerId("layer"),
        Metadata = fields.Text("metadata"),
        BigData = fields.BigData(),
        Created = fields.Time("created"),
        UidMap = fields.Mappings("uidmap"),
        GidMap = fields.Mappings("gidmap"),
        Flags = fields.Flags("flags"),
        Unknown = fields.Rest,
    };

    public void Write(RecordJsonWriter json, ContainerRecord record)
    {
        json.Always("id", record.Id.Hex);
        json.List("names", record.Names);
        json.Always("image", record.ImageId.ToString());
        json.Always("layer", record.LayerId.ToString());
        json.Text("metadata", record.Metadata);
        json.BigData(record.BigData);
        json.Always("created", record.Created.ToString());
        json.Mappings("uidmap", record.UidMap);
        json.Mappings("gidmap", record.GidMap);
        json.Flags(record.Flags);
        json.Unknown(record.Unknown);
    }
}
