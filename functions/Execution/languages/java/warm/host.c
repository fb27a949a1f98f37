/*
 * A Java virtual machine that has started, and has compiled a few programs with its own javac, before it is given
 * anybody's. It does what `javac` and then `java` do, in one process and for one program (docs/languages.md, "Warm").
 *
 * Native like the `java` launcher, and for its reason: the program's main method has nothing below it on the stack, so
 * traces, uncaught exceptions, the wait for other threads and the exit code are not imitated, they are the same code.
 * The main thread does nothing until then; warming up and compiling happen in a thread of their own, so that what the
 * machine counts per thread (identity hashes) starts where it starts in a fresh one.
 *
 *   host JVM-OPTION… -- FLAG…          speaks on descriptors 5 and 6; the flags are javac's, for the programs that warm it up
 *   host --train JVM-OPTION… -- FLAG…  warms up and ends: set-up makes the class archive this way
 */
#include "../../warm.h"
#include <jni.h>

/* As -Xss1m, which the cold commands give to both javac and java. */
enum { STACK_BYTES = 1 << 20 };

/* Each round costs every host some 120 ms of processor time and saves less than the one before. */
enum { ROUNDS = 4 };

#define CLASSES ".classes"

static JavaVM *vm;
static int training, flag_count;
static char **flags;
static void must(JNIEnv *env, const void *result, const char *what) {
    if (result) return;
    if ((*env)->ExceptionCheck(env)) (*env)->ExceptionDescribe(env);
    give_up(what);
}

/* Bytes that are not UTF-8 become replacement characters, as they do for `java` in this locale. */
static jstring string(JNIEnv *env, const char *text) {
    jclass type = (*env)->FindClass(env, "java/lang/String");
    jmethodID make = (*env)->GetMethodID(env, type, "<init>", "([BLjava/lang/String;)V");
    jbyteArray bytes = (*env)->NewByteArray(env, strlen(text));
    must(env, bytes, "memory");
    (*env)->SetByteArrayRegion(env, bytes, 0, strlen(text), (const jbyte *)text);
    jobject made = (*env)->NewObject(env, type, make, bytes, (*env)->NewStringUTF(env, "UTF-8"));
    must(env, made, "string");
    return made;
}

static jobjectArray array_of(JNIEnv *env, int count) {
    jobjectArray array = (*env)->NewObjectArray(env, count, (*env)->FindClass(env, "java/lang/String"), NULL);
    must(env, array, "memory");
    return array;
}

/* All strings from the given one on. */
static jobjectArray strings(JNIEnv *env, struct command *command, char *first) {
    int i = 0;
    jobjectArray array = array_of(env, count_from(command, first));
    for (char *at = first; at; at = after(command, at)) (*env)->SetObjectArrayElement(env, array, i++, string(env, at));
    return array;
}

/* ---- the compiler ---- */

static jclass warm_class(JNIEnv *env) {
    char path[PATH_MAX + 16], *bytes;
    struct stat facts;
    snprintf(path, sizeof path, "%s/Warm.class", folder());
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &facts) || !(bytes = malloc(facts.st_size)) || !read_all(fd, bytes, facts.st_size)) give_up(path);
    close(fd);
    jclass loaders = (*env)->FindClass(env, "java/lang/ClassLoader");
    jobject loader = (*env)->CallStaticObjectMethod(env, loaders, (*env)->GetStaticMethodID(env, loaders, "getSystemClassLoader", "()Ljava/lang/ClassLoader;"));
    jclass warm = (*env)->DefineClass(env, "codemeet/Warm", loader, (const jbyte *)bytes, facts.st_size);
    must(env, warm, "class Warm");
    free(bytes);
    return warm;
}

/* Warms up, then serves `compile`. */
static void *compiler(void *nothing) {
    JNIEnv *env;
    JavaVMAttachArgs attach = { JNI_VERSION_10, "compiler", NULL };
    if ((*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&env, &attach)) give_up("attach");
    jclass warm = warm_class(env);
    jmethodID up = (*env)->GetStaticMethodID(env, warm, "up", "(Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;I)V");
    jmethodID compile = (*env)->GetStaticMethodID(env, warm, "compile", "([Ljava/lang/String;Ljava/io/FileDescriptor;)I");
    must(env, compile, "methods of Warm");
    jobjectArray warm_flags = array_of(env, flag_count);
    for (int i = 0; i < flag_count; i++) (*env)->SetObjectArrayElement(env, warm_flags, i, string(env, flags[i]));
    (*env)->CallStaticVoidMethod(env, warm, up, string(env, folder()), string(env, SCRATCH), warm_flags, rounds(ROUNDS));
    if ((*env)->ExceptionCheck(env)) must(env, NULL, "warming up");
    if (training) goto done;

    answer("R", 1);
    struct command command = next_command("compile");
    char *tty = after(&command, command.text), *first = tty ? after(&command, tty) : NULL;
    jclass descriptors = (*env)->FindClass(env, "java/io/FileDescriptor");
    jobject output = (*env)->NewObject(env, descriptors, (*env)->GetMethodID(env, descriptors, "<init>", "(I)V"), COMPILER_OUTPUT);
    must(env, output, "file descriptor");
    jint code = (*env)->CallStaticIntMethod(env, warm, compile, strings(env, &command, first), output);
    if ((*env)->ExceptionCheck(env)) must(env, NULL, "compiling");
    answer((char[]){ 'C', (char)code }, 2);
    if (code) _exit(code);
    free(command.text);
done:
    (*vm)->DetachCurrentThread(vm);
    return nothing;
}

/* ---- the program ---- */

/* From here on what `java CLASS ARGUMENT…` does, in its order. */
static int run(JNIEnv *env) {
    struct command command = next_command("run");
    char *tty = after(&command, command.text), *name = tty ? after(&command, tty) : NULL;
    if (!name) give_up("run without a class");
    hand_over(tty);

    int failed = 1;
    jclass launcher = (*env)->FindClass(env, "sun/launcher/LauncherHelper");
    must(env, launcher, "launcher");
    jmethodID load = (*env)->GetStaticMethodID(env, launcher, "checkAndLoadMain", "(ZILjava/lang/String;)Ljava/lang/Class;");
    must(env, load, "launcher's method");
    jclass program = (*env)->CallStaticObjectMethod(env, launcher, load, JNI_TRUE, 1, string(env, name)); /* 1: by class name; what is wrong with it goes to stderr */
    if (!(*env)->ExceptionCheck(env) && program) {
        jmethodID main = (*env)->GetStaticMethodID(env, program, "main", "([Ljava/lang/String;)V");
        jobjectArray arguments = strings(env, &command, after(&command, name));
        if (main && arguments) (*env)->CallStaticVoidMethod(env, program, main, arguments);
        failed = (*env)->ExceptionCheck(env);
    }
    /* Detaching is what hands an uncaught exception to the thread's handler; destroying waits for the other threads. */
    if ((*vm)->DetachCurrentThread(vm)) failed = 1;
    (*vm)->DestroyJavaVM(vm);
    return failed;
}

struct arguments { int count; char **texts; };

static void start(struct arguments *given) {
    char path[PATH_MAX], *end;
    /* …/bin/java -> …/lib/server/libjvm.so */
    if (!realpath("/usr/bin/java", path) || !(end = strrchr(path, '/'))) give_up("/usr/bin/java");
    *end = 0;
    if (!(end = strrchr(path, '/')) || end - path + sizeof "/lib/server/libjvm.so" > sizeof path) give_up("/usr/bin/java");
    strcpy(end, "/lib/server/libjvm.so");
    void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    jint (*create)(JavaVM **, void **, void *) = library ? (jint (*)(JavaVM **, void **, void *))dlsym(library, "JNI_CreateJavaVM") : NULL;
    if (!create) give_up(path);

    JavaVMOption *options = calloc(given->count + 2, sizeof *options);
    if (!options) give_up("memory");
    int count = 0;
    for (; count < given->count; count++) options[count].optionString = given->texts[count];
    options[count++].optionString = "-Dsun.java.launcher=SUN_STANDARD";
    JavaVMInitArgs init = { JNI_VERSION_10, count, options, JNI_FALSE };
    JNIEnv *env;
    if (create(&vm, (void **)&env, &init)) give_up("JNI_CreateJavaVM");
}

/* In a thread because the size of the process's first stack is not ours to say. */
static void *main_thread(void *given) {
    JNIEnv *env;
    start(given);
    in_thread(compiler, NULL, STACK_BYTES);
    (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10);
    return (void *)(intptr_t)(training ? (*vm)->DestroyJavaVM(vm) : run(env));
}

int main(int argc, char **argv) {
    training = argc > 1 && !strcmp(argv[1], "--train");
    struct arguments options = { 0, argv + 1 + training };
    while (options.texts + options.count < argv + argc && strcmp(options.texts[options.count], "--")) options.count++;
    flags = options.texts + options.count + 1;
    flag_count = argc - (flags - argv);
    if (flag_count < 1) give_up("host JVM-OPTION... -- FLAG...");
    /* The class path is looked at once, at start: a folder that is not there then never is. */
    if (!training && mkdir(CLASSES, 0755)) give_up(CLASSES);
    return in_thread(main_thread, &options, STACK_BYTES);
}
