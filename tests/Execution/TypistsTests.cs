using CodeMeet.Execution;

namespace CodeMeet.Tests.Execution;

[TestClass]
public sealed class TypistsTests
{
    [TestMethod]
    [DataRow("on|e|two", "Ada:on Ada:e Grace:two", DisplayName = "cut")]
    [DataRow("onetwo", "Ada:one Grace:two", DisplayName = "joined")]
    [DataRow("onetw|o", "Ada:one Grace:tw Grace:o", DisplayName = "both")]
    [DataRow("onetwo|three", "Ada:one Grace:two :three", DisplayName = "what nobody typed")]
    public void What_is_said_back_is_told_apart_however_it_is_cut(string said, string expected)
    {
        var typists = new Typists();
        typists.Give("Ada", "one");
        typists.Give("Grace", "two");
        Assert.AreEqual(expected, string.Join(' ', said.Split('|').SelectMany(typists.Say).Select(part => $"{part.By}:{part.Text}")));
    }
}
