namespace GraphDriver.Linux.Xattrs;

/// <summary>Flags of setxattr(2).</summary>
public enum XattrFlags
{
    CreateOrReplace = 0,
    Create = 1,
    Replace = 2,
}
