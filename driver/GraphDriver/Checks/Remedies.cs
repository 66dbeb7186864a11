namespace GraphDriver.Checks;

/// <summary>What to do about each kind of finding.</summary>
internal static class Remedies
{
    private const string Fetched = "'check --repair' fetches it again from the image's registry";
    private const string MadeAgain = "'check --repair' makes it again";
    private const string Removed = "'check --repair' removes it";

    public static string Of(FindingKind kind) => kind switch
    {
        FindingKind.DamagedRecords => "put the file back from a backup; what it names was not checked",
        FindingKind.IncompleteLayer => "'check --repair', and any command that writes, removes it",
        FindingKind.DuplicateName => "name one of them anew with 'tag'",
        FindingKind.MissingLayer => "'check --repair' fetches the layer again from the image's registry",
        FindingKind.MissingImage => "remove the container, or pull its image again",
        FindingKind.WrongLayers => "remove the image and pull it again",
        FindingKind.MissingData or FindingKind.DamagedData => Fetched,
        FindingKind.MissingDirectory => "'check --repair' fetches the layer again from the image's registry",
        FindingKind.OrphanedDirectory or FindingKind.OrphanedLayerData or FindingKind.OrphanedImageData => Removed,
        FindingKind.DamagedLink or FindingKind.DamagedLower => MadeAgain,
        FindingKind.StrayLink => Removed,
        FindingKind.MissingBlob or FindingKind.DamagedBlob => "'check --repair' makes it again from the layer's tar-split",
        FindingKind.MissingObject or FindingKind.DamagedObject => Fetched,
        FindingKind.DamagedFile or FindingKind.WrongDiffId => "remove the image and pull it again",
        FindingKind.MissingTarSplit or FindingKind.DamagedTarSplit => Fetched,
        FindingKind.OrphanedObject or FindingKind.StagingLeftover or FindingKind.TemporaryFile or FindingKind.UnneededLayer => "'check --repair' and 'gc' remove it",
        FindingKind.StaleMount => "'check --repair' forgets it",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
