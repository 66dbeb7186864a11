namespace GraphDriver.Composefs.Tree;

/// <summary>The entries of a directory in the order of their names' bytes. The directory must not change while they are walked.</summary>
public readonly struct DirectoryEntries
{
    private readonly DirectoryNode _directory;

    internal DirectoryEntries(DirectoryNode directory) => _directory = directory;

    public Enumerator GetEnumerator() => new(_directory);

    public struct Enumerator
    {
        private readonly DirectoryNode _directory;
        private int _index;

        internal Enumerator(DirectoryNode directory) => (_directory, _index) = (directory, -1);

        public readonly DirectoryEntry Current => _directory.EntryAt(_index);

        public bool MoveNext() => ++_index < _directory.Count;
    }
}
