namespace GraphDriver.ComposefsImages;

/// <summary>Which extended attributes of a directory's files go into an image.</summary>
public enum XattrSelection
{
    All,

    /// <summary>Those under <c>user.</c>.</summary>
    UserOnly,
    None,
}
