namespace GraphDriver.Objects;

/// <summary>Regular files of a layer on their way into objects, for one of the writer's threads; disposing gives their buffers back.</summary>
internal interface IObjectWork : IDisposable
{
    /// <summary>Writes the files' objects, and notes in the files which they are.</summary>
    void Store(LayerObjects objects, ObjectHasher hasher, CancellationToken cancellationToken);
}
