using Newtonsoft.Json.Linq;

namespace GraphDriver.Store;

/// <summary>
/// What the records of layers, images and containers have in common. Records are never changed in place: take a copy by
/// <c>with</c> and give it to a transaction.
/// </summary>
public abstract record StoreRecord
{
    /// <summary>The id, 64 characters of lower-case hex.</summary>
    public abstract string Key { get; }

    /// <summary>The names that the record can be found by; unique in its store.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Free text of the tool that made the record; podman keeps JSON here.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>When the record was made; for an image, when the image was.</summary>
    public Timestamp Created { get; init; }

    public RecordFlags Flags { get; init; } = RecordFlags.None;

    /// <summary>Whether the record is kept in the volatile file, which is not flushed and which a reboot may lose.</summary>
    public bool IsVolatile { get; init; }

    /// <summary>Fields of the file that this version does not know; they are written back as they are.</summary>
    internal JObject? Unknown { get; init; }
}
