namespace GraphDriver.Oci.Transports.Files;

/// <summary>The names of files that are being written. Whoever writes one holds it open, and so locked.</summary>
internal static class TemporaryName
{
    private const string Prefix = ".graphdriver-new-";

    private static readonly int Length = Create().Length;

    // A file is locked a moment after it is made.
    private static readonly TimeSpan MinAge = TimeSpan.FromSeconds(10);

    /// <summary>A name that nothing else has.</summary>
    public static string Create() => Prefix + Path.GetRandomFileName();

    public static bool Matches(string name) => name.Length == Length && name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Removes the files of a folder that writers left when they were killed.</summary>
    public static void Sweep(string folder)
    {
        var oldest = DateTime.UtcNow - MinAge;
        foreach (var path in Directory.EnumerateFiles(folder, Prefix + "*").Where(path => Matches(Path.GetFileName(path)) && File.GetLastWriteTimeUtc(path) < oldest))
        {
            try
            {
                using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                File.Delete(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A living writer holds it, or has just renamed it.
            }
        }
    }
}
