/*
 * A .NET runtime that has started, and has compiled a few programs with the SDK's own compiler, before it is given
 * anybody's. It does what `csc` and then `dotnet exec` do, in one process and for one program (docs/languages.md, "Warm").
 *
 * Native like `dotnet`, and for its reason: the runtime itself is asked to execute the program's assembly, so that traces,
 * uncaught exceptions, the entry assembly and the exit code are not imitated, they are the same code. The main thread does
 * nothing until then; warming up and compiling (Compiler.cs) happen in a thread of their own.
 *
 *   host FRAMEWORK COMPILER PROGRAM KEY=VALUE… -- FLAG…
 *     FRAMEWORK  folder of Microsoft.NETCore.App
 *     COMPILER   folder of csc.dll
 *     PROGRAM    path at which the program's assembly is going to be
 *     KEY=VALUE  what the program's runtimeconfig.json has under configProperties
 *     FLAG       of csc, for the programs that warm it up
 */
#include "../../warm.h"
#include <dirent.h>

/* A round costs every host some 150 ms of processor time; the third still halves the time of the program's own. */
enum { ROUNDS = 3 };

typedef int (*initialize_fn)(const char *exe, const char *domain, int count, const char **keys, const char **values, void **host, unsigned *id);
typedef int (*delegate_fn)(void *host, unsigned id, const char *assembly, const char *type, const char *method, void **function);
typedef int (*execute_fn)(void *host, unsigned id, int argc, const char **argv, const char *assembly, unsigned *exit_code);
typedef int (*shutdown_fn)(void *host, unsigned id, int *exit_code);

/* Of Compiler.cs; strings are joined by NUL. */
typedef int (*up_fn)(const char *compiler, const char *folder, const char *flags, int flags_length, int rounds);
typedef int (*compile_fn)(const char *arguments, int length, int output);

static struct { void *library, *host; unsigned id; char *compiler, *flags; int flags_length; } runtime;

static void *symbol(const char *name) {
    void *found = dlsym(runtime.library, name);
    if (!found) give_up(name);
    return found;
}

static void *method(const char *name) {
    void *function;
    if (((delegate_fn)symbol("coreclr_create_delegate"))(runtime.host, runtime.id, "CodeMeet.Warm", "CodeMeet.Warm.Compiler", name, &function) < 0) give_up(name);
    return function;
}

/* Every assembly of the framework, then ours, as the runtime wants them: absolute paths with colons between. */
static char *platform_assemblies(const char *framework) {
    char *list;
    size_t size;
    FILE *out = open_memstream(&list, &size);
    DIR *files = opendir(framework);
    if (!out || !files) give_up(framework);
    for (struct dirent *file; (file = readdir(files));) {
        size_t length = strlen(file->d_name);
        if (length > 4 && !strcmp(file->d_name + length - 4, ".dll")) fprintf(out, "%s/%s:", framework, file->d_name);
    }
    closedir(files);
    fprintf(out, "%s/CodeMeet.Warm.dll", folder());
    fclose(out);
    return list;
}

static void start(const char *framework, const char *program, char **properties, int property_count) {
    char path[PATH_MAX], base[PATH_MAX], search[2 * PATH_MAX];
    const char *keys[64] = { "TRUSTED_PLATFORM_ASSEMBLIES", "NATIVE_DLL_SEARCH_DIRECTORIES", "APP_CONTEXT_BASE_DIRECTORY", "RUNTIME_IDENTIFIER" };
    snprintf(base, sizeof base, "%.*s", (int)(strrchr(program, '/') + 1 - program), program);
    snprintf(search, sizeof search, "%s:%s/", base, framework);
    const char *values[64] = { platform_assemblies(framework), search, base, "linux-x64" };
    int count = 4;
    for (int i = 0; i < property_count && count < 64; i++, count++) {
        char *value = strchr(properties[i], '=');
        if (!value) give_up(properties[i]);
        *value = 0;
        keys[count] = properties[i];
        values[count] = value + 1;
    }
    snprintf(path, sizeof path, "%s/libcoreclr.so", framework);
    if (!(runtime.library = dlopen(path, RTLD_NOW | RTLD_GLOBAL))) give_up(dlerror());
    if (((initialize_fn)symbol("coreclr_initialize"))(program, "clrhost", count, keys, values, &runtime.host, &runtime.id) < 0) give_up("coreclr_initialize");
}

static void *compiler(void *nothing) {
    up_fn up = (up_fn)method("Up");
    compile_fn compile = (compile_fn)method("Compile");
    if (up(runtime.compiler, folder(), runtime.flags, runtime.flags_length, rounds(ROUNDS))) give_up("warming up");

    answer("R", 1);
    struct command command = next_command("compile");
    char *tty = after(&command, command.text), *first = tty ? after(&command, tty) : NULL;
    if (!first) give_up("compile without arguments");
    int code = compile(first, command.text + command.length - first, COMPILER_OUTPUT);
    answer((char[]){ 'C', (char)code }, 2);
    if (code) _exit(code);
    free(command.text);
    return nothing;
}

int main(int argc, char **argv) {
    int flags = 4;
    while (flags < argc && strcmp(argv[flags], "--")) flags++;
    if (flags >= argc - 1) give_up("host FRAMEWORK COMPILER PROGRAM KEY=VALUE... -- FLAG...");
    char *program = argv[3];
    runtime.compiler = argv[2];
    /* The arguments of a process lie one behind the other, each with its NUL: the form in which Compiler.cs takes them. */
    runtime.flags = argv[flags + 1];
    runtime.flags_length = argv[argc - 1] + strlen(argv[argc - 1]) + 1 - argv[flags + 1];

    start(argv[1], program, argv + 4, flags - 4);
    in_thread(compiler, NULL, 0);

    struct command command = next_command("run");
    char *tty = after(&command, command.text), *at = tty ? after(&command, tty) : NULL;
    if (!at || strcmp(at, program)) give_up("run of another program");
    int count = 0;
    const char **arguments = calloc(count_from(&command, at), sizeof *arguments);
    if (!arguments) give_up("memory");
    while ((at = after(&command, at))) arguments[count++] = at;
    hand_over(tty);

    unsigned exit_code = 0;
    int ended = -1;
    int failed = ((execute_fn)symbol("coreclr_execute_assembly"))(runtime.host, runtime.id, count, arguments, program, &exit_code);
    if (((shutdown_fn)symbol("coreclr_shutdown_2"))(runtime.host, runtime.id, &ended) >= 0 && failed >= 0) exit_code = ended;
    return failed < 0 ? 1 : (int)exit_code;
}
