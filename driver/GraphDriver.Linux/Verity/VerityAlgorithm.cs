namespace GraphDriver.Linux.Verity;

/// <summary><c>FS_VERITY_HASH_ALG_*</c> of linux/fsverity.h.</summary>
public enum VerityAlgorithm
{
    Sha256 = 1,
    Sha512 = 2,
}
