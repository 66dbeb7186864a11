namespace GraphDriver.Oci.Layers.Tar;

/// <summary>An extended attribute of an entry: raw bytes, the name with its namespace ("user.", "security." …).</summary>
public readonly record struct TarXattr(byte[] Name, byte[] Value);
