using System.Buffers.Binary;
using System.Security.Cryptography;
using GraphDriver.Linux.Files;
using GraphDriver.Objects.Index;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Tests.Objects.Index;

/// <summary>A table of 8-byte values in an empty folder, and digests for it.</summary>
internal sealed class TableFolder : IDisposable
{
    public const int ValueLength = sizeof(long);

    public string Path { get; } = Directory.CreateTempSubdirectory("graphdriver-table-").FullName;

    public string[] Runs => [.. Directory.GetFiles(Path).Where(file => System.IO.Path.GetFileName(file).Length == DigestTable.NameLength)];

    public SafeFileHandle Open() => OpenAt.Open(Path, OpenFlags.Directory | OpenFlags.ReadOnly);

    public DigestTable OpenTable() => DigestTable.Open(Open(), ValueLength);

    /// <summary>Adds the numbers, each under its digest.</summary>
    public void Add(params IEnumerable<long> numbers)
    {
        var bytes = new MemoryStream();
        Span<byte> value = stackalloc byte[ValueLength];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(value, number);
            bytes.Write(DigestOf(number));
            bytes.Write(value);
        }

        using var folder = Open();
        DigestTable.Add(folder, ValueLength, bytes.ToArray());
    }

    /// <summary>Merges what there is to merge; false where another was at it.</summary>
    public bool TryMerge(TableMerge.Predicate? isLive = null)
    {
        using var folder = Open();
        return new TableMerge(folder, ValueLength, _ => isLive).Run();
    }

    /// <summary>
    /// Does so until nobody else was: a program that another test starts has copies of all descriptors, and with them the lock of a merge that
    /// was under way, from its fork to its exec, which on a busy machine is long.
    /// </summary>
    public void Merge(TableMerge.Predicate? isLive = null)
    {
        while (!TryMerge(isLive))
        {
            Thread.Yield();
        }
    }

    public static long? Find(DigestTable table, long number)
    {
        Span<byte> value = stackalloc byte[ValueLength];
        return table.TryFind(DigestOf(number), value) ? BinaryPrimitives.ReadInt64LittleEndian(value) : null;
    }

    public long? Find(long number)
    {
        using var table = OpenTable();
        return Find(table, number);
    }

    public static byte[] DigestOf(long number) => SHA256.HashData(BitConverter.GetBytes(number));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
