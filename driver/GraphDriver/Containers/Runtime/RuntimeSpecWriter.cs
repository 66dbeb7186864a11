using System.Text.Json;
using GraphDriver.Containers.Seccomp;

namespace GraphDriver.Containers.Runtime;

/// <summary>Writes a <see cref="RuntimeSpec"/> as the <c>config.json</c> of a bundle.</summary>
public static class RuntimeSpecWriter
{
    private static readonly string[] LimitedResources = ["RLIMIT_NOFILE", "RLIMIT_NPROC"];

    public static void Write(RuntimeSpec spec, Stream output)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("ociVersion", RuntimeSpec.Version);
        json.WritePropertyName("process");
        WriteProcess(json, spec.Process);
        json.WriteStartObject("root");
        json.WriteString("path", spec.RootPath);
        json.WriteBoolean("readonly", spec.IsRootReadOnly);
        json.WriteEndObject();
        json.WriteString("hostname", spec.HostName);
        json.WriteStartArray("mounts");
        foreach (var mount in spec.Mounts)
        {
            WriteMount(json, mount);
        }

        json.WriteEndArray();
        json.WriteStartObject("annotations");
        foreach (var (name, value) in spec.Annotations)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        WriteLinux(json, spec);
        json.WriteEndObject();
    }

    /// <summary>Writes one process, as <c>exec --process</c> of a runtime takes it.</summary>
    public static void WriteProcess(RuntimeProcess process, Stream output)
    {
        ArgumentNullException.ThrowIfNull(process);
        using var json = new Utf8JsonWriter(output);
        WriteProcess(json, process);
    }

    private static void WriteProcess(Utf8JsonWriter json, RuntimeProcess process)
    {
        json.WriteStartObject();
        json.WriteBoolean("terminal", process.Terminal);
        json.WriteStartObject("user");
        json.WriteNumber("uid", process.User.Uid);
        json.WriteNumber("gid", process.User.Gid);
        json.WriteStartArray("additionalGids");
        foreach (var gid in process.User.Groups)
        {
            json.WriteNumberValue(gid);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        WriteTexts(json, "args", process.Arguments);
        WriteTexts(json, "env", process.Environment);
        json.WriteString("cwd", process.WorkingDirectory);
        WriteCapabilities(json, process);
        WriteLimits(json, process.Limit);
        json.WriteEndObject();
    }

    private static void WriteCapabilities(Utf8JsonWriter json, RuntimeProcess process)
    {
        // A user other than root comes to them by set-user-id programs only, as the kernel does it.
        var atOnce = process.User.IsRoot ? process.Capabilities : [];
        json.WriteStartObject("capabilities");
        WriteTexts(json, "bounding", process.Capabilities);
        WriteTexts(json, "effective", atOnce);
        WriteTexts(json, "permitted", atOnce);
        WriteTexts(json, "inheritable", []);
        WriteTexts(json, "ambient", []);
        json.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter json, ulong? limit)
    {
        if (limit is not { } value)
        {
            return;
        }

        json.WriteStartArray("rlimits");
        foreach (var resource in LimitedResources)
        {
            json.WriteStartObject();
            json.WriteString("type", resource);
            json.WriteNumber("hard", value);
            json.WriteNumber("soft", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMount(Utf8JsonWriter json, RuntimeMount mount)
    {
        json.WriteStartObject();
        json.WriteString("destination", mount.Destination);
        json.WriteString("type", mount.Type);
        json.WriteString("source", mount.Source);
        WriteTexts(json, "options", mount.Options);
        json.WriteEndObject();
    }

    private static void WriteLinux(Utf8JsonWriter json, RuntimeSpec spec)
    {
        json.WriteStartObject("linux");
        json.WriteStartArray("namespaces");
        foreach (var name in spec.Namespaces)
        {
            json.WriteStartObject();
            json.WriteString("type", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("cgroupsPath", spec.CgroupsPath);
        WriteResources(json, spec.PidsLimit);
        WriteTexts(json, "maskedPaths", spec.MaskedPaths);
        WriteTexts(json, "readonlyPaths", spec.ReadOnlyPaths);
        if (spec.Seccomp is { } filter)
        {
            WriteSeccomp(json, filter);
        }

        json.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter json, long? pidsLimit)
    {
        json.WriteStartObject("resources");
        json.WriteStartArray("devices");
        json.WriteStartObject();
        json.WriteBoolean("allow", false);
        json.WriteString("access", "rwm");
        json.WriteEndObject();
        json.WriteEndArray();
        if (pidsLimit is { } limit)
        {
            json.WriteStartObject("pids");
            json.WriteNumber("limit", limit);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteSeccomp(Utf8JsonWriter json, SeccompFilter filter)
    {
        json.WriteStartObject("seccomp");
        json.WriteString("defaultAction", "SCMP_ACT_ERRNO");
        json.WriteNumber("defaultErrnoRet", SeccompFilter.DefaultErrno);
        WriteTexts(json, "architectures", filter.Architectures);
        json.WriteStartArray("syscalls");
        foreach (var rule in filter.Rules)
        {
            WriteRule(json, rule);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, SeccompRule rule)
    {
        json.WriteStartObject();
        WriteTexts(json, "names", rule.Calls);
        json.WriteString("action", rule.Errno == 0 ? "SCMP_ACT_ALLOW" : "SCMP_ACT_ERRNO");
        if (rule.Errno != 0)
        {
            json.WriteNumber("errnoRet", rule.Errno);
        }

        json.WriteStartArray("args");
        foreach (var condition in rule.Conditions)
        {
            json.WriteStartObject();
            json.WriteNumber("index", condition.Index);
            json.WriteNumber("value", condition.Value);
            json.WriteString("op", condition.MustEqual ? "SCMP_CMP_EQ" : "SCMP_CMP_NE");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
