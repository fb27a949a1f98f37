using CodeMeet.Collab;

namespace CodeMeet.Tests.Collab;

/// <summary>Writes Yjs V1 updates by hand, right or wrong.</summary>
internal sealed class Update(int client, int clock)
{
    private readonly YWriter _structs = new();
    private readonly YWriter _deletes = new();
    private int _count;
    private int _deleteCount;

    /// <summary>Bytes of a whole batch of these updates.</summary>
    public static byte[] Batch(params IEnumerable<byte[]> updates)
    {
        var batch = new YWriter();
        foreach (var update in updates)
        {
            batch.UInt(0);
            batch.Text(update);
        }

        return batch.ToArray();
    }

    /// <summary>The first text of a root.</summary>
    public Update TextIn(string root, string text)
    {
        _structs.Byte(4);
        _structs.UInt(1);
        _structs.Text(root);
        _structs.Text(text);
        return Counted();
    }

    /// <summary>Text between two others; a client below 0 leaves that neighbour out.</summary>
    public Update TextBetween(YId left, YId right, string text, int kind = 4) => Between(left, right, kind, content => content.Text(text));

    public Update Between(YId left, YId right, int info, Action<YWriter> content)
    {
        _structs.Byte((byte)(info | (left.Client < 0 ? 0 : 0x80) | (right.Client < 0 ? 0 : 0x40)));
        foreach (var id in new[] { left, right })
        {
            if (id.Client >= 0)
            {
                _structs.UInt(id.Client);
                _structs.UInt(id.Clock);
            }
        }

        content(_structs);
        return Counted();
    }

    public Update Entry(string map, string key, Action<YWriter> any) => Raw(bytes =>
    {
        bytes.Byte(0x20 | 8);
        bytes.UInt(1);
        bytes.Text(map);
        bytes.Text(key);
        bytes.UInt(1);
        any(bytes);
    });

    public Update File(string key, string path) => Entry("files", key, any =>
    {
        any.Byte(118);
        any.UInt(1);
        any.Text("path");
        any.Byte(119);
        any.Text(path);
    });

    /// <summary>A struct of any bytes.</summary>
    public Update Raw(Action<YWriter> bytes)
    {
        bytes(_structs);
        return Counted();
    }

    public Update Delete(int of, int at, int length)
    {
        _deleteCount++;
        _deletes.UInt(of);
        _deletes.UInt(1);
        _deletes.UInt(at);
        _deletes.UInt(length);
        return this;
    }

    public byte[] Bytes()
    {
        var update = new YWriter();
        update.UInt(_count == 0 ? 0 : 1);
        if (_count > 0)
        {
            update.UInt(_count);
            update.UInt(client);
            update.UInt(clock);
            update.Bytes(_structs.Written);
        }

        update.UInt(_deleteCount);
        update.Bytes(_deletes.Written);
        return update.ToArray();
    }

    private Update Counted()
    {
        _count++;
        return this;
    }
}
