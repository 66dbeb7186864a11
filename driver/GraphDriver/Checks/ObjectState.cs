namespace GraphDriver.Checks;

/// <summary>What a look at an object showed.</summary>
/// <param name="Kind">What is wrong with it; null where it is sound.</param>
/// <param name="What">What is wrong, in words; empty where it is sound.</param>
internal readonly record struct ObjectState(FindingKind? Kind, string What)
{
    /// <summary>It is what it should be, as far as was looked.</summary>
    public static ObjectState Sound { get; } = new(null, "");

    /// <summary>It is not there.</summary>
    public static ObjectState Missing { get; } = new(FindingKind.MissingObject, "is missing");

    /// <summary>It is not what its name says.</summary>
    public static ObjectState Damaged(string what) => new(FindingKind.DamagedObject, what);

    /// <summary>It is what its name says, and the blob that names it tells another size or fs-verity digest.</summary>
    public static ObjectState OtherInBlob(string what) => new(FindingKind.DamagedBlob, what);
}
