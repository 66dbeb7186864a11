using GraphDriver.Cli.Output;
using GraphDriver.Containers;

namespace GraphDriver.Cli.Containers;

/// <summary>Does one thing to several containers: what cannot be done to one does not keep the others from it.</summary>
internal static class EachContainer
{
    /// <param name="engine">The containers.</param>
    /// <param name="names">Those that are named.</param>
    /// <param name="all">Every container of ours instead.</param>
    /// <param name="action">What is done; it prints what there is to print.</param>
    /// <returns>0, or the exit code of our errors where something could not be done.</returns>
    /// <exception cref="FormatException">Both names and all were given, or neither.</exception>
    public static int Run(ContainerEngine engine, string[] names, bool all, Action<Container, string> action)
    {
        if (names.Length > 0 == all)
        {
            throw new FormatException(all ? "name containers, or give --all, not both" : "name a container, or give --all");
        }

        var code = 0;
        foreach (var (name, find) in all ? engine.List().Select(one => (one.Id.Hex, (Func<Container>)(() => one))) : names.Select(name => (name, (Func<Container>)(() => engine.Find(name)))))
        {
            try
            {
                action(find(), name);
            }
            catch (Exception error) when (error is IOException or InvalidDataException or NotSupportedException)
            {
                Diagnostic.Write(error.Message);
                code = CommandRunner.OwnError;
            }
        }

        return code;
    }
}
