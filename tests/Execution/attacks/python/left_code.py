# why: A case leaves code that Python would run, or files it would read, at the start of the next one.
# about: cases
# as: cases
# expect: ok
import os
import site
import sys

code = "print('BREACH: code of an earlier case')\n"
for folder in (site.getusersitepackages(), "/work", "/tmp", "/work/lib"):
    os.makedirs(folder, exist_ok=True)
    for name in ("usercustomize.py", "sitecustomize.py", "left.pth", "re.py", "glob.py", "__init__.py"):
        with open(os.path.join(folder, name), "w") as f:
            f.write("import builtins; " * name.endswith(".pth") + code)
for name in (".bashrc", ".profile", ".pythonrc", "pyvenv.cfg", ".pydistutils.cfg"):
    with open(f"/work/{name}", "w") as f:
        f.write("home = /work\n" if name.endswith("cfg") else code)
print(sorted(sys.modules)[:1])
