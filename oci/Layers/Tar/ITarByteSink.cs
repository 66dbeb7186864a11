namespace GraphDriver.Oci.Layers.Tar;

/// <summary>
/// Is told every byte of a tar stream in order, as <see cref="TarReader"/> passes it: for each entry <see cref="Raw"/>
/// once or more, <see cref="Entry"/> once, <see cref="Payload"/> until the entry's payload is complete; the padding after
/// it comes with the next <see cref="Raw"/>. A global PAX header is an entry too.
/// </summary>
public interface ITarByteSink
{
    /// <summary>
    /// Bytes that are no file's content: headers, the payload of extension headers, padding, the end marker and what
    /// follows it. The stored bytes of a sparse file come here too, since they are not the file's content as it is read.
    /// </summary>
    void Raw(ReadOnlySpan<byte> bytes);

    /// <summary>The headers of an entry are complete.</summary>
    /// <param name="name">As it stands in the tar; valid during the call.</param>
    /// <param name="payloadSize">How many bytes go to <see cref="Payload"/> now; 0 for what has no content and for a sparse file.</param>
    void Entry(ReadOnlySpan<byte> name, long payloadSize);

    /// <summary>The next bytes of the current entry's content.</summary>
    void Payload(ReadOnlySpan<byte> bytes);

    /// <summary>The end marker was passed, or the stream ended without one: no entry follows.</summary>
    void EndOfArchive();

    /// <summary>The stream was read to its end: <see cref="TarReader.Drain"/> is through and no byte follows.</summary>
    void EndOfStream();
}
