namespace GraphDriver.Store;

/// <summary>An image, layer or container cannot be removed, for another one needs it; the message names both.</summary>
public sealed class StoreItemInUseException : IOException
{
    public StoreItemInUseException()
    {
    }

    public StoreItemInUseException(string message)
        : base(message)
    {
    }

    public StoreItemInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
