namespace GraphDriver.Oci.Tests.Layers;

/// <summary>Small .xz files made by xz-utils.</summary>
internal static class XzVectors
{
    /// <summary>"hello layer", with a CRC-64.</summary>
    public const string Hello = "fd377a585a000004e6d6b4460200210116000000742fe5a301000a68656c6c6f206c617965720000da9fee0de8c0fe730001230bc21bfd091fb6f37d010000000004595a";

    /// <summary>"hello layer", with a CRC-32.</summary>
    public const string Crc32 = "fd377a585a0000016922de360200210116000000742fe5a301000a68656c6c6f206c617965720000dc21e6d300011f0b3d620e7a9042990d010000000001595a";

    /// <summary>"hello layer", with a SHA-256 digest.</summary>
    public const string Sha256 = "fd377a585a00000ae1fb0ca10200210116000000742fe5a301000a68656c6c6f206c617965720000f7c29f8fe34e77a4bc879afe7d1d475c3baa4d20111562eb65a4753a3630f37f00013b0b9b83e68b189b4b9a01000000000a595a";

    /// <summary>"hello layer", without a check.</summary>
    public const string NoCheck = "fd377a585a000000ff12d9410200210116000000742fe5a301000a68656c6c6f206c61796572000000011b0b39a7621e06729e7a010000000000595a";

    /// <summary>"hello layer", in blocks of four bytes with their sizes in the headers.</summary>
    public const string Blocks = "fd377a585a000004e6d6b44602c008042101160089741df701000368656c6c00d010b07a302ff1a802c008042101160089741df70100036f206c6100fba9753f57818f7402c00703210116004c1a6bb40100027965720000c017681d99c8a36100031c041c041b030f7ba7f8b1c467fb020000000004595a";

    /// <summary>Nothing.</summary>
    public const string Empty = "fd377a585a000004e6d6b446000000001cdf44211fb6f37d010000000004595a";

    /// <summary>"hello layer", with a dictionary of 256 MiB.</summary>
    public const string HugeDictionary = "fd377a585a000004e6d6b44602002101200000000988a57601000a68656c6c6f206c617965720000da9fee0de8c0fe730001230bc21bfd091fb6f37d010000000004595a";

    /// <summary>"hello layer", with a filter for machine code.</summary>
    public const string X86Filter = "fd377a585a000004e6d6b44602010400210116000d86351f01000a68656c6c6f206c617965720000da9fee0de8c0fe730001230bc21bfd091fb6f37d010000000004595a";
}
