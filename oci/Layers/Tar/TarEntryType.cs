namespace GraphDriver.Oci.Layers.Tar;

/// <summary>The kinds of file that a layer may hold (https://github.com/opencontainers/image-spec/blob/main/layer.md#file-types).</summary>
public enum TarEntryType
{
    RegularFile,
    HardLink,
    SymbolicLink,
    CharacterDevice,
    BlockDevice,
    Directory,
    Fifo,
}
