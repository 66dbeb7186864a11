namespace GraphDriver.Linux.Verity;

/// <summary><c>FS_VERITY_METADATA_TYPE_*</c> of linux/fsverity.h.</summary>
public enum VerityMetadata
{
    MerkleTree = 1,
    Descriptor = 2,
    Signature = 3,
}
