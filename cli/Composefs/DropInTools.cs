namespace GraphDriver.Cli.Composefs;

/// <summary>The programs of the composefs project that this one stands in for when it is called by their names.</summary>
internal static class DropInTools
{
    private const int Failure = 1;

    /// <summary>What to run for the name that the program was called by; null where it is none of theirs.</summary>
    public static Func<string[], int>? Find(string program)
    {
        var name = Path.GetFileName(program);
        return name switch
        {
            "mkcomposefs" => words => Run(name, MakeImageTool.Usage, () => MakeImageTool.Run(words)),
            "composefs-info" => words => Run(name, InfoTool.Usage, () => InfoTool.Run(words)),
            "mount.composefs" => words => Run(name, MountTool.Usage, () => MountTool.Run(words)),
            _ => null,
        };
    }

    /// <summary>Runs a tool and reports as the C tools do: a line behind the tool's name, and 1.</summary>
    private static int Run(string name, string usage, Func<int> tool)
    {
        try
        {
            return tool();
        }
        catch (UsageException error)
        {
            Console.Error.WriteLine(error.Message);
            if (error.ShowsUsage)
            {
                Console.Error.Write(usage.Replace("{name}", name, StringComparison.Ordinal));
            }

            return Failure;
        }
        catch (Exception error)
        {
            Console.Error.WriteLine($"{name}: {error.Message.ReplaceLineEndings(" ")}");
            return Failure;
        }
    }
}
