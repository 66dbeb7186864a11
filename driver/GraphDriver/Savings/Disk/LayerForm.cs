namespace GraphDriver.Savings.Disk;

/// <summary>How a layer keeps its files.</summary>
public enum LayerForm
{
    /// <summary>As they are, in <c>diff/</c>.</summary>
    Plain,

    /// <summary>As a composefs blob over objects.</summary>
    Composefs,

    /// <summary>It is a container's, which writes to it.</summary>
    Container,
}
