using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GraphDriver.Store.Locks;

/// <summary>
/// The token of the last writer, 64 bytes at the start of a lock file
/// (https://github.com/containers/storage/blob/v1.57.2/pkg/lockfile/lastwrite.go): whoever finds another one than before
/// reloads what the lock protects. An empty file is a token too: nothing was written yet.
/// </summary>
internal readonly struct LastWrite : IEquatable<LastWrite>
{
    public const int Size = 64;

    private static long Counter;

    private readonly byte[]? _state;

    public LastWrite(ReadOnlySpan<byte> state) => _state = state.ToArray();

    /// <summary>The bytes of the token.</summary>
    public ReadOnlySpan<byte> State => _state;

    /// <summary>A token that no other write has: time, count, process and chance, as containers/storage makes it.</summary>
    public static LastWrite Create()
    {
        Span<byte> state = stackalloc byte[Size];
        var nanoseconds = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        BinaryPrimitives.WriteInt64LittleEndian(state, nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(state[8..], Interlocked.Increment(ref Counter));
        BinaryPrimitives.WriteInt32LittleEndian(state[16..], Environment.ProcessId);
        RandomNumberGenerator.Fill(state[20..]);
        return new LastWrite(state);
    }

    public bool Equals(LastWrite other) => State.SequenceEqual(other.State);

    public override bool Equals(object? obj) => obj is LastWrite other && Equals(other);

    public override int GetHashCode() => State.Length >= sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(State[^sizeof(int)..]) : 0;
}
