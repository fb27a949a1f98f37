# why: What terminals and pages obey: titles, clipboards, reports that type an answer, other screens, links, markup, characters that turn the text around, and half of them.
# about: terminal
# as: terminal
# expect: ok
import os

for text in ("\033c", "\033]0;title\007", "\033]52;c;ZXZpbA==\007", "\033[6n\033[c\033]4;1;?\007", "\033[?1049h\033[?25l", "\033]8;;javascript:alert(1)\033\\x\033]8;;\033\\", "\033[999999999;999999999H",
             "\033[4294967295b", "\x9d0;x\x9c", "\u202e\u2066\ufeff\u0000", "<img src=x onerror=alert(1)>", "</pre><script>alert(1)</script>", "{{7*7}}${7*7}", "\x0e\x05\x07\x08" * 1000):
    os.write(1, text.encode("utf-8", "surrogatepass"))
os.write(1, b"\xf0\x9f\xa6 \xc0\x80 \xed\xa0\x80 \xff\xfe" + b"\033[" * 1000)
print("contained")
