using System.Globalization;
using System.Text;
using GraphDriver.EndToEnd.Tests.Harness;

namespace GraphDriver.EndToEnd.Tests.Trees;

/// <summary>
/// A mounted tree, listed with Debian's own tools (find, stat, sha256sum, getfattr) so that no code of ours is its own witness.
/// </summary>
public sealed class TreeListing
{
    private const string Script = """
        set -e
        cd "$1"
        find . -print0 | xargs -0r stat --printf '%n\0%f\0%u:%g\0%s\0%Hr:%Lr\0%.9Y\0%d:%i\0'
        printf '\0'
        find . -type l -printf '%p\0%l\0'
        printf '\0'
        find . -type f -print0 | xargs -0r sha256sum -bz | sed -z 's/ \*/\x00/'
        printf '\0'
        getfattr -R -P -h -d -m - -e hex .
        """;

    private TreeListing(SortedDictionary<string, TreeEntry> entries) => Entries = entries;

    /// <summary>By path, in byte order.</summary>
    public IReadOnlyDictionary<string, TreeEntry> Entries { get; }

    /// <summary>Lists a folder of the machine.</summary>
    public static TreeListing Of(Machine machine, string folder)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var result = machine.Run("bash", "-c", Script, "list", folder).Succeeded();
        return Parse(result.OutputBytes);
    }

    /// <summary>The listing with its entries changed, and without those that become null.</summary>
    public TreeListing Select(Func<TreeEntry, TreeEntry?> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var entries = new SortedDictionary<string, TreeEntry>(StringComparer.Ordinal);
        foreach (var entry in Entries.Values.Select(change).OfType<TreeEntry>())
        {
            entries.Add(entry.Path, entry);
        }

        return new TreeListing(entries);
    }

    private static TreeListing Parse(byte[] listing)
    {
        var fields = new FieldReader(Encoding.Latin1.GetString(listing));
        var stats = fields.Records(7).ToList();
        var targets = fields.Records(2).ToDictionary(record => Name(record[0]), record => record[1], StringComparer.Ordinal);
        var contents = fields.Records(2).ToDictionary(record => Name(record[1]), record => record[0], StringComparer.Ordinal);
        var xattrs = AttributeListing.Parse(fields.Rest());
        var firstNames = stats.GroupBy(record => record[6], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Select(record => Name(record[0])).Min(StringComparer.Ordinal)!, StringComparer.Ordinal);
        var entries = new SortedDictionary<string, TreeEntry>(StringComparer.Ordinal);
        foreach (string[] record in stats)
        {
            string name = Name(record[0]);
            int type = int.Parse(record[1], NumberStyles.HexNumber) & 0xF000;
            entries.Add(name, new TreeEntry(
                name,
                record[1],
                record[2],
                type == 0x4000 ? 0 : long.Parse(record[3]),
                type is 0x2000 or 0x6000 ? record[4] : "",
                record[5],
                targets.GetValueOrDefault(name, ""),
                firstNames[record[6]],
                contents.GetValueOrDefault(name, ""),
                xattrs.GetValueOrDefault(name) ?? new SortedDictionary<string, string>(StringComparer.Ordinal)));
        }

        return new TreeListing(entries);
    }

    private static string Name(string found) => found.StartsWith("./", StringComparison.Ordinal) ? found[2..] : found;

    /// <summary>Takes the NUL-separated sections of the listing apart.</summary>
    private sealed class FieldReader(string text)
    {
        private int _at;

        /// <summary>The records up to the empty field that ends a section.</summary>
        public IEnumerable<string[]> Records(int width)
        {
            while (text[_at] != '\0')
            {
                string[] record = new string[width];
                for (int i = 0; i < width; i++)
                {
                    int end = text.IndexOf('\0', _at);
                    record[i] = text[_at..end];
                    _at = end + 1;
                }

                yield return record;
            }

            _at++;
        }

        public string Rest() => text[_at..];
    }
}
