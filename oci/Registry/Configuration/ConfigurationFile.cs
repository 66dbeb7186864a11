namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>Reads small files whole.</summary>
internal static class ConfigurationFile
{
    private const int MaxSize = 4 << 20;

    /// <summary>A file's bytes; it may be a pipe.</summary>
    /// <exception cref="InvalidDataException">It has more than 4 MiB.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        using var content = new MemoryStream();
        var buffer = new byte[16 << 10];
        for (int count; (count = file.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, count);
            if (content.Length > MaxSize)
            {
                throw new InvalidDataException($"{path} has more than {MaxSize} bytes");
            }
        }

        return content.ToArray();
    }

    /// <summary>As <see cref="Read"/>; null where there is no such file.</summary>
    public static byte[]? ReadIfExists(string path)
    {
        try
        {
            return Read(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
