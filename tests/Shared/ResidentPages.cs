using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GraphDriver.Testing;

/// <summary>What the page cache holds, counted by another program, which maps the files and asks mincore(2).</summary>
internal static class ResidentPages
{
    private const string Program = """
        import ctypes, os, sys
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = ctypes.c_void_p
        libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
        libc.mincore.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
        libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        page, seen, pages = os.sysconf('SC_PAGESIZE'), set(), 0
        for path in filter(None, sys.stdin.buffer.read().split(b'\0')):
            file = os.open(path, os.O_RDONLY)
            status = os.fstat(file)
            size, inode = status.st_size, (status.st_dev, status.st_ino)
            if size > 0 and inode not in seen:
                seen.add(inode)
                states = (ctypes.c_ubyte * ((size + page - 1) // page))()
                address = libc.mmap(None, size, 1, 2, file, 0)
                if libc.mincore(address, size, states) != 0:
                    sys.exit('mincore: ' + os.strerror(ctypes.get_errno()))
                pages += sum(state & 1 for state in states)
                libc.munmap(address, size)
            os.close(file)
        print(pages * page)
        """;

    /// <summary>The bytes of the pages of some files that are in memory, each inode counted once.</summary>
    public static long BytesOf(params IEnumerable<string> paths)
    {
        var start = new ProcessStartInfo("python3", ["-c", Program]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var python = Process.Start(start)!;
        python.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(string.Join('\0', paths)));
        python.StandardInput.Close();
        string output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.Equal(0, python.ExitCode);
        return long.Parse(output, CultureInfo.InvariantCulture);
    }

    /// <summary>Takes a file out of the page cache, as far as nobody has it mapped and the file system has a disk.</summary>
    public static void Evict(string path)
    {
        using var dd = Process.Start(new ProcessStartInfo("dd", ["of=" + path, "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none"]))!;
        dd.WaitForExit();
        Assert.Equal(0, dd.ExitCode);
    }
}
