using System.Collections.Generic;

// Compile errors are runs too, and the code behind their messages is slow the first time.
int n = "three";
List<string> list = [1, 2];
Missing();
System.Console.WriteLine(n + undefined);
