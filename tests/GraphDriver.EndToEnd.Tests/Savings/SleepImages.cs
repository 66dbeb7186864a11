using GraphDriver.EndToEnd.Tests.Harness;

namespace GraphDriver.EndToEnd.Tests.Savings;

/// <summary>Images that differ in one file and have the machine's own <c>sleep</c> and C library in common, each a layer of its own.</summary>
internal static class SleepImages
{
    /// <summary>The library's path in the image.</summary>
    public const string Library = "/lib/libc.so.6";

    private const string Script = """
        set -e
        tree=$1/tree count=$2; shift 2
        mkdir -p "$tree/bin" "$tree/lib" "$tree/lib64" "$tree/etc"
        cp -L /bin/sleep "$tree/bin/sleep"
        cp -L /lib64/ld-linux-x86-64.so.2 "$tree/lib64/"
        cp -L "$(ldd /bin/sleep | sed -n 's/.*libc.so.6 => \([^ ]*\).*/\1/p')" "$tree/lib/libc.so.6"
        for number in $(seq "$count"); do
          seq "$((number * 1000))" "$((number * 1000 + 5000))" >"$tree/etc/number"
          tar -C "$tree" -cf "$tree.tar" .
          "$@" import -c 'CMD ["/bin/sleep","10000"]' "$tree.tar" "sleep$number" >/dev/null
        done
        """;

    /// <summary>Makes <c>sleep1</c> and so on.</summary>
    public static void Import(TestStore store, int count)
    {
        var command = store.GraphDriverCommand();
        store.Machine.Run("sh", ["-c", Script, "sh", store.Folder, $"{count}", command.Command, .. command.Arguments]).Succeeded();
    }

    /// <summary>Starts containers <c>c1</c> and so on, each from the image of its number.</summary>
    public static void Start(TestStore store, int from, int to)
    {
        const string Loop = "number=$1 last=$2; shift 2; while [ $number -le $last ]; do \"$@\" run -d --name c$number sleep$number >/dev/null || exit 1; number=$((number + 1)); done";
        var command = store.GraphDriverCommand();
        store.Machine.Run("sh", ["-c", Loop, "sh", $"{from}", $"{to}", command.Command, .. command.Arguments]).Succeeded();
    }
}
