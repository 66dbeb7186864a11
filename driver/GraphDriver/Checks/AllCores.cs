using System.Runtime.ExceptionServices;

namespace GraphDriver.Checks;

/// <summary>Does the same with many things side by side, on all cores.</summary>
internal static class AllCores
{
    /// <summary>Calls <paramref name="work"/> once an item, and throws the first error that a call threw.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void ForEach<T>(IEnumerable<T> items, Action<T> work, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        try
        {
            Parallel.ForEach(items, options, work);
        }
        catch (AggregateException errors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }
}
