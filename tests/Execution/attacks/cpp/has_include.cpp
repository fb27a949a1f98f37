// why: Whether a file of the host exists is a secret too.
// about: secrets
// weak in C: the compiler may not open the file, and says so, which tells that it is there
// expect: ok
#include <cstdio>

int main() {
#if __has_include("@SECRET_FILE@") || __has_include("/etc/shadow") || __has_include("/etc/machine-id") || __has_include("/root") || __has_include("/var/lib/dpkg/status")
    std::puts("BREACH: the compiler sees the host's files");
#endif
    std::puts("contained");
}
