using GraphDriver.Testing;
using static GraphDriver.Testing.TarBuilder;

namespace GraphDriver.EndToEnd.Tests.Images;

/// <summary>An image made by hand that holds everything that a layer may hold and podman's plain overlay driver takes, in three layers.</summary>
public static class EverythingImage
{
    /// <summary>A file capability: version 2, <c>cap_net_raw+ep</c>.</summary>
    private static readonly byte[] Capability = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>4294967294: the largest id that is not "no id".</summary>
    private const long LargestId = uint.MaxValue - 1;

    /// <summary>Folders of the topmost layer that are there only since something lies in them.</summary>
    public static readonly string[] ImpliedFolders = ["ab", "hidden", "types", "without", "without/a", "without/a/folder"];

    /// <summary>Writes the layout.</summary>
    /// <returns>The image id.</returns>
    public static string Write(string folder) =>
        new OciLayout(folder).Layer(Base()).Layer(Changes()).Layer(MoreChanges()).Write();

    private static byte[] Base()
    {
        var tar = new TarBuilder();
        AddTypes(tar);
        AddOwnersAndModes(tar);
        AddTimes(tar);
        AddNames(tar);
        AddXattrs(tar);
        AddWhatIsHidden(tar);
        return tar.End().ToArray();
    }

    private static void AddTypes(TarBuilder tar) => tar
        .Directory("types/")
        .File("types/empty", "")
        .File("types/one-byte", "1")
        .File("types/block", new string('b', 4096))
        .File("types/big", Pattern(1_000_003))
        .File("types/same-as-big", Pattern(1_000_003))
        .Symlink("types/link", "../types/big")
        .Symlink("types/dangling", "/nowhere/at/all")
        .Symlink("types/long-link", string.Join('/', Enumerable.Repeat("0123456789abcdef", 60)))
        .HardLink("types/hard", "types/big")
        .HardLink("types/harder", "types/hard")
        .HardLink("hard-elsewhere", "types/big")
        .HardLink("types/hard-empty", "types/empty")
        .CharacterDevice("types/null", 1, 3, new Attributes { Mode = 0x1B6 })
        .BlockDevice("types/loop", 7, 255, new Attributes { Mode = 0x1B0 })
        .CharacterDevice("types/large", 511, 1_048_575)
        .Fifo("types/fifo", new Attributes { Mode = 0x1A0 });

    private static void AddOwnersAndModes(TarBuilder tar) => tar
        .Directory("modes/", new Attributes { Mode = 0x1C0, Uid = 1, Gid = 2 })
        .File("modes/setuid", "a", new Attributes { Mode = 0x9ED })
        .File("modes/setgid", "b", new Attributes { Mode = 0x5ED, Gid = 33 })
        .File("modes/nothing", "c", new Attributes { Mode = 0 })
        .File("modes/all", "d", new Attributes { Mode = 0xFFF, Uid = 5 })
        .Directory("modes/sticky/", new Attributes { Mode = 0x3FF })
        .File("modes/owner", "e", new Attributes { Uid = 65_534, Gid = 2_097_152 })
        .File("modes/largest-owner", "f", new Attributes { Uid = LargestId, Gid = LargestId })
        .Directory("modes/largest-folder/", new Attributes { Mode = 0x1ED, Uid = LargestId, Gid = 4_000_000_000 })
        .Symlink("modes/owned-link", "all", new Attributes { Mode = 0x1FF, Uid = 1000, Gid = LargestId });

    private static void AddTimes(TarBuilder tar) => tar
        .Directory("times/", new Attributes { Mode = 0x1ED, Mtime = "981173106.5" })
        .File("times/epoch", "a", new Attributes { Mtime = "0" })
        .File("times/before", "b", new Attributes { Mtime = "-1" })
        .File("times/long-before", "c", new Attributes { Mtime = "-1000000000.25" })
        .File("times/after-2038", "d", new Attributes { Mtime = "2147483648" })
        .File("times/after-2106", "e", new Attributes { Mtime = "4294967297.123456789" })
        .File("times/nanoseconds", "f", new Attributes { Mtime = "1700000000.000000001" })
        .File("times/almost", "g", new Attributes { Mtime = "1700000000.999999999" })
        .Symlink("times/link", "epoch", new Attributes { Mode = 0x1FF, Mtime = "1234567890.987654321" })
        .Fifo("times/fifo", new Attributes { Mtime = "1234567890.5" });

    private static void AddNames(TarBuilder tar)
    {
        string longName = new('n', 250);
        tar.Directory("names/")
            .File("names/" + longName, "long")
            .Directory("names/" + new string('d', 250) + "/")
            .File("names/" + new string('d', 250) + "/" + longName, "longer")
            .File([.. Bytes("names/latin-"), 0xE9, 0xFF, 0x80], "not UTF-8"u8)
            .File("names/ümlaut", "UTF-8")
            .File("names/ with  spaces ", "spaces")
            .File("names/new\nline\ttab", "control")
            .File("names/back\\slash\"quote'=", "quotes")
            .File("names/.wh", "not a whiteout")
            .File("names/00", "as a stub")
            .Directory("ab/")
            .File("ab/not-an-object", "a folder named as an object's")
            .Directory("names/many/");
        for (int i = 0; i < 1500; i++)
        {
            tar.File($"names/many/file-{i:d5}", $"content {i % 700}");
        }
    }

    private static void AddXattrs(TarBuilder tar)
    {
        tar.Directory("xattrs/", new Attributes { Mode = 0x1ED, Xattrs = [("user.folder", Bytes("on a folder"))] })
            .File("xattrs/capable", "cap", new Attributes { Mode = 0x1ED, Xattrs = [("security.capability", Capability)] })
            .File("xattrs/user", "user", new Attributes { Xattrs = [("user.one", Bytes("1")), ("user.empty", []), ("user.binary", [0, 255, 10, 61])] })
            .File("xattrs/long", "long", new Attributes { Xattrs = [("user.long", Bytes(new string('x', 2000)))] })
            .File("xattrs/trusted", "trusted", new Attributes { Xattrs = [("trusted.own", Bytes("t"))] })
            .File("xattrs/empty", "", new Attributes { Xattrs = [("user.on-empty", Bytes("e"))] });
        for (int i = 0; i < 20; i++)
        {
            tar.File($"xattrs/shared-{i}", $"{i}", new Attributes { Xattrs = [("user.shared", Bytes("the same value on many files"))] });
        }
    }

    private static void AddWhatIsHidden(TarBuilder tar) => tar
        .Directory("hidden/")
        .File("hidden/removed", "removed in the second layer")
        .File("hidden/kept", "kept")
        .File("hidden/to-folder", "becomes a folder")
        .Directory("hidden/to-file/")
        .File("hidden/to-file/inside", "goes with its folder")
        .Directory("hidden/removed-folder/")
        .File("hidden/removed-folder/inside", "goes too")
        .Directory("hidden/opaque/")
        .File("hidden/opaque/below", "hidden")
        .Directory("hidden/opaque/below-folder/")
        .File("hidden/opaque/below-folder/inside", "hidden")
        .Directory("hidden/back/")
        .File("hidden/back/first", "removed, and does not come back")
        .Symlink("hidden/link-to-folder", "opaque")
        .File("hidden/hard-one", "two names")
        .HardLink("hidden/hard-two", "hidden/hard-one")
        .Directory("hidden/metadata/", new Attributes { Mode = 0x1ED, Uid = 7 })
        .File("hidden/metadata/inside", "stays");

    private static byte[] Changes() => new TarBuilder()
        .Directory("hidden/")
        .File("hidden/.wh.removed", "")
        .File("hidden/.wh.removed-folder", "")
        .File("hidden/.wh.back", "")
        .Directory("hidden/to-folder/")
        .File("hidden/to-folder/inside", "new")
        .File("hidden/to-file", "a file now")
        .Directory("hidden/opaque/", new Attributes { Mode = 0x1E8 })
        .File("hidden/opaque/.wh..wh..opq", "")
        .File("hidden/opaque/new", "visible")
        .File("hidden/.wh.link-to-folder", "")
        .File("hidden/.wh.hard-one", "")
        .Directory("hidden/metadata/", new Attributes { Mode = 0x1C0, Uid = 8, Gid = 9, Mtime = "1600000000" })
        .File("added", "a file of the second layer", new Attributes { Mode = 0x1ED })
        .File("types/one-byte", "2")
        .End().ToArray();

    private static byte[] MoreChanges() => new TarBuilder()
        .Directory("hidden/back/", new Attributes { Mode = 0x1ED })
        .File("hidden/back/second", "a folder of the same name, without what was in it")
        .File("hidden/removed", "there again")
        .File("without/a/folder/entry", "its folders come from nowhere", new Attributes { Mtime = "1650000000" })
        .File("types/one-byte", "3", new Attributes { Mode = 0x180 })
        .File("ab/.wh.not-an-object", "")
        .End().ToArray();

    /// <summary>Bytes that no compressor and no block size makes special.</summary>
    private static byte[] Pattern(int length)
    {
        byte[] bytes = new byte[length];
        uint state = 1;
        for (int i = 0; i < length; i++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            bytes[i] = (byte)(state >> 24);
        }

        return bytes;
    }
}
