using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Dump;

/// <summary>
/// Reads the text form of an image, a line a file (composefs-dump(5)), as mkcomposefs <c>--from-file</c> does. What that takes by mistake is
/// refused: hard links to directories, numbers that do not fit, digests that are none, NULs in paths, paths without a leading slash.
/// </summary>
public static class DumpReader
{
    /// <summary>The longest line, in bytes: more than any file can need.</summary>
    public const int MaxLineLength = 1 << 20;

    /// <summary>Reads a dump to its end.</summary>
    /// <exception cref="InvalidDataException">The dump is malformed; the message names the line and the field.</exception>
    public static FileTree Read(Stream dump, DumpOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dump);
        options ??= new DumpOptions();
        var builder = new DumpTreeBuilder(options);
        var lines = new DumpLineReader(dump);
        while (lines.TryRead(out var line))
        {
            try
            {
                if (options.Strict && !lines.HasNewline)
                {
                    throw new DumpFormatException("end", "the last line has no newline");
                }

                builder.Add(new DumpLine(line), lines.Number);
            }
            catch (DumpFormatException e)
            {
                throw new InvalidDataException($"dump line {lines.Number}: {e.Message}", e);
            }
        }

        return builder.Finish();
    }
}
