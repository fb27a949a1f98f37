using CodeMeet.Platform.Storage;

namespace CodeMeet.Tests;

[TestClass]
public sealed class SmokeTests
{
    [TestMethod]
    public void Row_property_set_to_null_is_left_out()
    {
        var row = new TableRow("r") { ["a"] = 1 };
        row["a"] = null;
        Assert.IsEmpty(row.Properties);
    }
}
