// why: References and imports are opened by the compiler.
// about: compile
// expect: compile_error
/// <reference path="@SECRET_FILE@" />
/// <reference path="/etc/shadow" />
import secret from "@SECRET_FILE@";
import * as shadow from "/etc/passwd.json";
console.log(secret, shadow);
