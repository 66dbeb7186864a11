namespace GraphDriver.Composefs.Dump;

/// <summary>The fixed fields of a line of a dump, in their order (composefs-dump(5)).</summary>
internal enum DumpField
{
    Path,
    Size,
    Mode,
    Nlink,
    Uid,
    Gid,
    Rdev,
    Mtime,
    Payload,
    Content,
    Digest,
}
