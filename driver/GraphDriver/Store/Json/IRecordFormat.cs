namespace GraphDriver.Store.Json;

/// <summary>How one kind of record is mapped to JSON.</summary>
internal interface IRecordFormat<TRecord>
    where TRecord : StoreRecord
{
    /// <summary>What a record is called in messages.</summary>
    string Kind { get; }

    /// <exception cref="InvalidDataException">A field has a wrong type or value; the fields' source is named.</exception>
    TRecord Read(JsonFields fields);

    void Write(RecordJsonWriter json, TRecord record);
}
