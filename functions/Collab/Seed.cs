namespace CodeMeet.Collab;

/// <summary>The first entry of <c>code</c>: one file with its starting text and the room's language, written by the server as client 0 (rule C3).</summary>
internal static class Seed
{
    public const int ClientId = 0;

    /// <summary>Id of the first file; the text is the root <c>file:main</c>.</summary>
    public const string FileId = "main";

    /// <summary>A batch of one frame. The starter's line ends become LF.</summary>
    public static byte[] Batch(string path, string language, string starter)
    {
        var text = starter.ReplaceLineEndings("\n");
        var update = new YWriter(256 + text.Length);
        update.UInt(1); // sections
        update.UInt(text.Length == 0 ? 3 : 4);
        update.UInt(ClientId);
        update.UInt(0);

        Entry(update, "files", FileId);
        update.Byte(118);
        update.UInt(2);
        update.Text("path");
        Value(update, path);
        update.Text("language");
        Value(update, language);
        Entry(update, "meta", "language");
        Value(update, language);
        Entry(update, "meta", "entry");
        Value(update, FileId);
        if (text.Length > 0)
        {
            update.Byte(YStruct.InfoOf(YKind.String));
            update.UInt(1);
            update.Text("file:" + FileId);
            update.Text(text);
        }

        update.UInt(0); // deletes

        var batch = new YWriter(update.Length + 8);
        batch.UInt(0);
        batch.UInt(update.Length);
        batch.Bytes(update.Written);
        return batch.ToArray();
    }

    private static void Entry(YWriter update, string map, string key)
    {
        update.Byte(YStruct.InfoOf(YKind.Any, mapEntry: true));
        update.UInt(1); // the parent is a root
        update.Text(map);
        update.Text(key);
        update.UInt(1); // one value
    }

    private static void Value(YWriter update, string text)
    {
        update.Byte(119);
        update.Text(text);
    }
}
