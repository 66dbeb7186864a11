namespace GraphDriver.Composefs.Dump;

/// <summary>Which of a file's names a dump gives as the file, the others as hard links to it.</summary>
public enum HardLinkOrder
{
    /// <summary>The name that the inode is written at, so that an image made of the dump is the same again.</summary>
    AsWritten,

    /// <summary>The name that comes first in the dump, as composefs-info has it.</summary>
    FirstInDump,
}
