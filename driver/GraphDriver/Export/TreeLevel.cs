using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Export;

/// <summary>A directory that a walk is in; its handles are owned.</summary>
internal sealed class TreeLevel : IDisposable
{
    private Queue<byte[]>? _names;

    /// <param name="tree">The directory as the mount shows it.</param>
    /// <param name="upper">The same directory of the layer whose changes are wanted; null where all of it is.</param>
    public TreeLevel(SafeFileHandle tree, SafeFileHandle? upper = null) => (Tree, Upper, IsOfLayer) = (tree, upper, upper is not null);

    public SafeFileHandle Tree { get; }

    public SafeFileHandle? Upper { get; private set; }

    /// <summary>The same directory of what lies below the layer; null where there is none, or where nobody asks.</summary>
    public SafeFileHandle? Below { get; set; }

    /// <summary>The path from the root, without a slash in front.</summary>
    public byte[] Path { get; init; } = [];

    /// <summary>Whether what is read here is to be a layer.</summary>
    public bool IsOfLayer { get; init; }

    /// <summary>The names that are yet to be read.</summary>
    public Queue<byte[]> Names => _names ??= new Queue<byte[]>(SortedNames.Of(Upper ?? Tree));

    /// <summary>From here on all that the mount shows is wanted.</summary>
    public void TakeAll()
    {
        Upper?.Dispose();
        Upper = null;
    }

    public void Dispose()
    {
        Tree.Dispose();
        Upper?.Dispose();
        Below?.Dispose();
    }
}
