namespace GraphDriver.ComposefsImages;

/// <summary>Whether the contents behind an image have to be sealed by fs-verity.</summary>
public enum VerityPolicy
{
    Ignore,

    /// <summary>Required where the kernel's overlayfs can check it (6.6 on).</summary>
    RequireIfSupported,
    Require,
}
