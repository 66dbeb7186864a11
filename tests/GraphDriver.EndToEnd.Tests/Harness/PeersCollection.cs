namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>Tests of this collection run one after another: on two cores side by side only makes timings random.</summary>
[CollectionDefinition(Name)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1515", Justification = "xunit looks for public definitions.")]
public sealed class PeersCollection : ICollectionFixture<PeersFixture>
{
    public const string Name = "peers";
}
