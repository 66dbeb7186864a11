namespace GraphDriver.Checks;

/// <summary>What can be wrong in a store.</summary>
public enum FindingKind
{
    /// <summary>A file of records cannot be read: what it names was not checked.</summary>
    DamagedRecords,

    /// <summary>A layer that was being made or removed when its maker died.</summary>
    IncompleteLayer,

    /// <summary>Two records of one kind have the same name.</summary>
    DuplicateName,

    /// <summary>A layer that an image, a container or another layer stands on has no record.</summary>
    MissingLayer,

    /// <summary>The image that a container was made from has no record.</summary>
    MissingImage,

    /// <summary>An image does not have the layers that its configuration names.</summary>
    WrongLayers,

    /// <summary>Big data that a record names is not there.</summary>
    MissingData,

    /// <summary>Big data has not the size or digest that its record says.</summary>
    DamagedData,

    /// <summary>A layer with a record has no directory.</summary>
    MissingDirectory,

    /// <summary>A layer's directory has no record.</summary>
    OrphanedDirectory,

    /// <summary>Tar-split or big data of a layer that has no record.</summary>
    OrphanedLayerData,

    /// <summary>Big data of an image that has no record.</summary>
    OrphanedImageData,

    /// <summary>A layer's short name, or the link of that name, is missing or leads elsewhere.</summary>
    DamagedLink,

    /// <summary>A short name leads to a layer that is not there.</summary>
    StrayLink,

    /// <summary>What a layer notes of the layers below it is not so.</summary>
    DamagedLower,

    /// <summary>A composefs layer has no <c>composefs.blob</c>.</summary>
    MissingBlob,

    /// <summary>A <c>composefs.blob</c> is malformed, or does not say what the layer's tar said.</summary>
    DamagedBlob,

    /// <summary>An object that a layer's blob names is not in the layer.</summary>
    MissingObject,

    /// <summary>An object's content is not what its name says.</summary>
    DamagedObject,

    /// <summary>A file of a plain layer is missing or has not the content that the layer came with.</summary>
    DamagedFile,

    /// <summary>A layer that was made from a tar has no tar-split.</summary>
    MissingTarSplit,

    /// <summary>A layer's tar-split cannot be read.</summary>
    DamagedTarSplit,

    /// <summary>A layer whose parts are all readable is not the tar that it was made from.</summary>
    WrongDiffId,

    /// <summary>An object is in the pool alone.</summary>
    OrphanedObject,

    /// <summary>A staging directory whose maker died.</summary>
    StagingLeftover,

    /// <summary>A file of records or big data whose writer died before it got its name.</summary>
    TemporaryFile,

    /// <summary>A mount that is counted and not there.</summary>
    StaleMount,

    /// <summary>A layer that nothing has needed for longer than a pull takes.</summary>
    UnneededLayer,
}
