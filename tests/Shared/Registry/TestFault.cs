namespace GraphDriver.Testing.Registry;

/// <summary>A change to the answers to some requests, a number of times.</summary>
internal sealed class TestFault(string target, int times, Func<TestRequest, TestResponse, TestResponse> change)
{
    private int _left = times;

    public Func<TestRequest, TestResponse, TestResponse> Change { get; } = change;

    /// <summary>Whether the fault is for this request; counts it then.</summary>
    public bool Take(TestRequest request)
    {
        if (_left == 0 || !request.Target.Contains(target, StringComparison.Ordinal))
        {
            return false;
        }

        _left--;
        return true;
    }
}
