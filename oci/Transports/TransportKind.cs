namespace GraphDriver.Oci.Transports;

/// <summary>The places that images are read from, as containers/image names them (containers-transports(5)).</summary>
public enum TransportKind
{
    /// <summary><c>docker://</c> or a bare name: a registry.</summary>
    Docker,

    /// <summary><c>oci:</c>: a directory in the OCI image layout.</summary>
    Oci,

    /// <summary><c>oci-archive:</c>: a tar file of an OCI image layout.</summary>
    OciArchive,

    /// <summary><c>docker-archive:</c>: a tar file as <c>docker save</c> and <c>podman save</c> write it.</summary>
    DockerArchive,

    /// <summary><c>dir:</c>: a directory with a manifest and its blobs.</summary>
    Dir,
}
