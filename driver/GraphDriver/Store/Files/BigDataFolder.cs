using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Store.Files;

/// <summary>
/// The big data of the records of one store: <c>&lt;id&gt;/&lt;name&gt;</c>, where the name is the key itself if it is
/// made of a to z, 0 to 9 and dots alone, else <c>=</c> and its base64.
/// </summary>
internal sealed class BigDataFolder(StoreFolder folder)
{
    /// <summary>The most bytes of one item that are read at once.</summary>
    public const int MaxSize = 1 << 30;

    private const int MaxNameLength = 255;

    /// <summary>The file name of a key.</summary>
    /// <exception cref="ArgumentException">The key is empty, or its file name would be no name at all or longer than 255 bytes.</exception>
    public static string FileName(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var isPlain = key.All(c => c is '.' or (>= '0' and <= '9') or (>= 'a' and <= 'z'));
        var name = isPlain ? key : "=" + Convert.ToBase64String(Encoding.UTF8.GetBytes(key));

        // Standard base64 has a slash: containers/storage would write into another folder; no known key does so.
        return name is "." or ".." || name.Length > MaxNameLength || name.Contains('/')
            ? throw new ArgumentException($"'{key}' cannot be the name of big data", nameof(key))
            : name;
    }

    /// <summary>Where an item lies below the store's folder; null where the key could be no name.</summary>
    public static string? PathOf(string id, string key)
    {
        try
        {
            return $"{id}/{FileName(key)}";
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>One item, or null where there is none.</summary>
    public byte[]? Read(string id, string key, int maximum = MaxSize) => folder.ReadIfThere($"{id}/{FileName(key)}", maximum);

    /// <summary>One item, open for reading; null where it cannot be opened.</summary>
    public SafeFileHandle? TryOpen(string id, string key) =>
        OpenAt.TryOpen(folder.Handle, $"{id}/{FileName(key)}", OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var file) == Errno.None ? file : null;

    /// <summary>Writes one item whole and flushed.</summary>
    public void Write(string id, string key, ReadOnlySpan<byte> content)
    {
        using var own = StoreFolder.OpenOrMake(folder.Handle, folder.FullPath, id);
        own.WriteWhole(FileName(key), content, flush: true);
    }

    /// <summary>Makes the folder of a record's items and returns the path, below the store's folder, of one of them.</summary>
    public string MakePlace(string id, string key)
    {
        StoreFolder.OpenOrMake(folder.Handle, folder.FullPath, id).Dispose();
        return $"{id}/{FileName(key)}";
    }

    /// <summary>Removes all items of a record.</summary>
    public void RemoveAll(string id) => folder.RemoveTree(id);
}
