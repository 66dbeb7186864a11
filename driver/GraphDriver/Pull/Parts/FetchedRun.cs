using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Pull.Parts;

/// <summary>A run of chunks that is fetched, and what it belongs to.</summary>
/// <param name="Missing">The content.</param>
/// <param name="Run">The run.</param>
/// <param name="Assembly">Where the content is put together; null where the run is all of it.</param>
internal readonly record struct FetchedRun(MissingContent Missing, MissingRun Run, ContentAssembly? Assembly)
{
    public BlobSection Section => Run.Section;
}
