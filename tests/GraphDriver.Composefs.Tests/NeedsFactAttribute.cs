namespace GraphDriver.Composefs.Tests;

/// <summary>A test that needs programs of the system, or root; skipped with the reason where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsFactAttribute : FactAttribute
{
    public NeedsFactAttribute(params string[] needs)
    {
        var missing = needs.Where(need => need == "root" ? !Environment.IsPrivilegedProcess : !ExternalProgram.IsInstalled(need)).ToList();
        if (missing.Count > 0)
        {
            Skip = $"needs {string.Join(" and ", missing)}";
        }
    }
}
