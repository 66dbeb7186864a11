using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Layers;

/// <summary>A name of a regular file in a layer.</summary>
/// <param name="Folder">The folder that it is in, open until the next file is asked for.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The inode's number.</param>
internal readonly record struct ContentFile(SafeFileHandle Folder, byte[] Name, DeviceNumber Device, ulong Inode);
