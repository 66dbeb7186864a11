namespace GraphDriver.Composefs.Verity;

/// <summary>
/// The hash of an fs-verity Merkle tree; the values are the kernel's <c>FS_VERITY_HASH_ALG_*</c>
/// (https://docs.kernel.org/filesystems/fsverity.html).
/// </summary>
public enum VerityAlgorithm : byte
{
    Sha256 = 1,
    Sha512 = 2,
}
