int n = "x";
Missing();
string s = null;
var unused = "ž日本" + undefined;
class Twice { int M() { } }
class Twice { }
