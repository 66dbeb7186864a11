using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Tests.Transports;

public sealed class OciDirectoryContract : ImageSourceContract
{
    private protected override string Write(TemporaryFolder folder) =>
        $"oci:{SampleImage.Unpack(folder, SampleImage.Layout(SampleImage.Index(SampleImage.Describe(MediaType.OciManifest, SampleImage.OciManifest))))}";
}

public sealed class OciArchiveContract : ImageSourceContract
{
    protected override string? StorageName => "localhost/foo:latest";

    private protected override string Write(TemporaryFolder folder)
    {
        var index = SampleImage.Index(SampleImage.Describe(MediaType.OciManifest, SampleImage.OciManifest, SampleImage.Named("foo")));
        return "oci-archive:" + folder.Write("a.tar", SampleImage.Pack(SampleImage.Layout(index)).ToBytes());
    }
}

public sealed class CompressedOciArchiveContract : ImageSourceContract
{
    private protected override string Write(TemporaryFolder folder)
    {
        var index = SampleImage.Index(SampleImage.Describe(MediaType.OciManifest, SampleImage.OciManifest));
        return "oci-archive:" + folder.Write("a.tar.gz", Archive.Gzip(SampleImage.Pack(SampleImage.Layout(index)).ToBytes()));
    }
}

public sealed class DockerArchiveContract : ImageSourceContract
{
    protected override string? StorageName => "quay.io/a/b:c";

    private protected override string Write(TemporaryFolder folder) => "docker-archive:" + folder.Write(
        "a.tar",
        SampleImage.DockerArchive("""[{"Config":"c.json","RepoTags":["quay.io/a/b:c"],"Layers":["0/layer.tar"]}]""").ToBytes());
}

public sealed class DockerArchiveOfCompressedLayersContract : ImageSourceContract
{
    private protected override string Write(TemporaryFolder folder) => "docker-archive:" + folder.Write(
        "a.tar",
        SampleImage.DockerArchive("""[{"Config":"c.json","RepoTags":null,"Layers":["0/layer.tar"]}]""", Archive.Gzip(SampleImage.Layer)).ToBytes());
}

public sealed class DirectoryContract : ImageSourceContract
{
    private protected override string Write(TemporaryFolder folder)
    {
        folder.Write("version", "Directory Transport Version: 1.1\n"u8);
        folder.Write("manifest.json", SampleImage.DockerManifest);
        folder.Write(SampleImage.DigestOf(SampleImage.Config).Hex, SampleImage.Config);
        folder.Write(SampleImage.DigestOf(SampleImage.Layer).Hex, SampleImage.Layer);
        return $"dir:{folder.Path}";
    }
}
