using System.Buffers.Binary;

namespace CodeMeet.Execution.Sandbox;

/// <summary>
/// The system calls user code may not make, as classic BPF for x86-64. Everything else is allowed: namespaces, no capabilities and the limits carry the weight,
/// the filter closes kernel surface that they do not cover.
/// </summary>
internal static class SeccompPolicy
{
    private const uint ArchitectureX64 = 0xC000003E;

    /// <summary>Numbers with this bit are the x32 ABI: the same calls under other numbers, past every rule below.</summary>
    private const uint X32 = 0x40000000;

    private const uint Kill = 0x80000000;
    private const uint Allow = 0x7FFF0000;
    private const uint Refuse = 0x00050000;
    private const uint EPERM = 1;
    private const uint ENOSYS = 38;
    private const uint EAFNOSUPPORT = 97;

    /// <summary>NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.</summary>
    private const uint CloneNewMask = 0x7E020000;

    /// <summary>Of struct seccomp_data: the number, the architecture, then six arguments of eight bytes; the low half is enough, as the kernel reads these as int.</summary>
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint ArgumentsOffset = 16;

    /// <summary>Mounts, namespaces, modules, tracing, other processes' memory and limits, clocks, host names, devices, terminals, memory policy.</summary>
    private static readonly uint[] NotPermitted =
    [
        165, 166, 155, 161, 429, 428, 430, 432, 431, 433, 442, // mount umount2 pivot_root chroot move_mount open_tree fsopen fsmount fsconfig fspick mount_setattr
        467, 457, 458, // open_tree_attr statmount listmount
        272, 308, // unshare setns
        175, 313, 176, 246, 320, 169, 167, 168, 163, 179, 443, // init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff acct quotactl quotactl_fd
        321, 298, 323, // bpf perf_event_open userfaultfd
        101, 310, 311, 440, 448, 312, 438, // ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_getfd
        300, 301, 303, 304, // fanotify_init fanotify_mark name_to_handle_at open_by_handle_at
        103, 153, 172, 173, 154, // syslog vhangup iopl ioperm modify_ldt
        227, 164, 159, 305, 170, 171, // clock_settime settimeofday adjtimex clock_adjtime sethostname setdomainname
        144, 314, 251, // sched_setscheduler sched_setattr ioprio_set
        237, 238, 256, 279, 450, // mbind set_mempolicy migrate_pages move_pages set_mempolicy_home_node
        278, // vmsplice
    ];

    /// <summary>Facilities that a runtime tries and does without; memory that nobody maps and no watchdog would see.</summary>
    private static readonly uint[] NotThere =
    [
        248, 249, 250, // add_key request_key keyctl
        425, 426, 427, // io_uring_setup io_uring_enter io_uring_register
        435, // clone3: its flags are behind a pointer; glibc falls back to clone
        319, 447, // memfd_create memfd_secret
        29, 30, 31, 67, // shmget shmat shmctl shmdt
        68, 69, 70, 71, // msgget msgsnd msgrcv msgctl
        64, 65, 66, 220, // semget semop semctl semtimedop
        240, // mq_open
    ];

    /// <summary>Eight bytes an instruction: the program bwrap, or in mode C the agent, is given on a descriptor.</summary>
    /// <param name="confined">Mode C: no network of its own keeps user code off others' sockets, and its agent is a process like any other.</param>
    public static byte[] Compile(bool confined)
    {
        var code = new Assembler();
        code.Load(ArchitectureOffset);
        code.UnlessEqual(ArchitectureX64, Kill);
        code.Load(NumberOffset);
        code.IfAtLeast(X32, Refuse | ENOSYS);
        foreach (var number in NotPermitted)
            code.IfEqual(number, Refuse | EPERM);
        foreach (var number in NotThere)
            code.IfEqual(number, Refuse | ENOSYS);

        code.When(56, argument: 0, c => c.IfAnyBit(CloneNewMask, Refuse | EPERM)); // clone
        // 1 UNIX, 2 INET, 10 INET6. vsock reaches the hypervisor's host; netlink, alg, packet and xdp are kernel surface.
        code.When(41, argument: 0, c => c.UnlessOneOf(confined ? [] : [1, 2, 10], Refuse | EAFNOSUPPORT)); // socket
        code.When(53, argument: 0, c => c.UnlessOneOf([1], Refuse | EAFNOSUPPORT)); // socketpair
        // mknod and mknodat of devices; named pipes are everybody's.
        code.When(133, argument: 1, c => c.IfMaskedOneOf(0xF000, [0x2000, 0x6000], Refuse | EPERM));
        code.When(259, argument: 2, c => c.IfMaskedOneOf(0xF000, [0x2000, 0x6000], Refuse | EPERM));
        code.When(41, argument: 1, c => c.IfMaskedOneOf(0xF, [3], Refuse | EPERM)); // socket SOCK_RAW
        code.When(16, argument: 1, c => c.IfOneOf([0x5412, 0x541C, 0x5423], Refuse | EPERM)); // ioctl TIOCSTI TIOCLINUX TIOCSETD
        code.When(72, argument: 1, c => c.IfOneOf([1024, 1026], Refuse | EPERM)); // fcntl F_SETLEASE F_NOTIFY
        // prlimit64 on PID 1: it has the program's uid, and a processor limit set on it would kill the sandbox's only witness. It uses the call itself on warm hosts.
        if (confined)
        {
            code.When(302, argument: 0, c => c.UnlessOneOf([0], Refuse | EPERM)); // prlimit64
            code.When(203, argument: 0, c => c.UnlessOneOf([0], Refuse | EPERM)); // sched_setaffinity: the agent has the program's effective uid, which is enough
            code.When(142, argument: 0, c => c.UnlessOneOf([0], Refuse | EPERM)); // sched_setparam
            code.When(141, argument: 1, c => c.UnlessOneOf([0], Refuse | EPERM)); // setpriority, as below
        }
        else
        {
            code.When(302, argument: 0, c => c.IfEqual(1, Refuse | EPERM));
            code.When(203, argument: 0, c => c.IfEqual(1, Refuse | EPERM)); // sched_setaffinity: it would share the one processor that the program burns
            code.When(142, argument: 0, c => c.IfEqual(1, Refuse | EPERM)); // sched_setparam
            code.When(141, argument: 1, c => c.IfEqual(1, Refuse | EPERM));
        }

        // setpriority on PID 1, alone or with its group or user: it would keep the clocks last of all.
        code.When(141, argument: 0, c => c.UnlessOneOf([0], Refuse | EPERM));
        code.Return(Allow);
        return code.ToArray();
    }

    /// <summary>Writes instructions front to back; a rule that does not match falls through to the next.</summary>
    private sealed class Assembler
    {
        private const ushort LoadWord = 0x20;
        private const ushort JumpEqual = 0x15;
        private const ushort JumpAtLeast = 0x35;
        private const ushort JumpAnyBit = 0x45;
        private const ushort And = 0x54;
        private const ushort Ret = 0x06;

        private readonly List<(ushort Code, byte True, byte False, uint K)> _instructions = [];

        public void Load(uint offset) => Add(LoadWord, 0, 0, offset);

        public void Return(uint action) => Add(Ret, 0, 0, action);

        public void IfEqual(uint value, uint action) => Test(JumpEqual, value, action);

        public void IfAtLeast(uint value, uint action) => Test(JumpAtLeast, value, action);

        public void IfAnyBit(uint mask, uint action) => Test(JumpAnyBit, mask, action);

        public void UnlessEqual(uint value, uint action)
        {
            Add(JumpEqual, 1, 0, value);
            Return(action);
        }

        public void IfMaskedOneOf(uint mask, ReadOnlySpan<uint> values, uint action)
        {
            Add(And, 0, 0, mask);
            IfOneOf(values, action);
        }

        public void IfOneOf(ReadOnlySpan<uint> values, uint action)
        {
            foreach (var value in values)
                IfEqual(value, action);
        }

        public void UnlessOneOf(ReadOnlySpan<uint> values, uint action)
        {
            for (var i = 0; i < values.Length; i++)
                Add(JumpEqual, (byte)(values.Length - i), 0, values[i]);
            Return(action);
        }

        /// <summary>Applies <paramref name="rules"/> to one argument of the call; the number is in the accumulator before and after.</summary>
        public void When(uint number, int argument, Action<Assembler> rules)
        {
            var body = new Assembler();
            body.Load(ArgumentsOffset + (8 * (uint)argument));
            rules(body);
            body.Load(NumberOffset);
            Add(JumpEqual, 0, checked((byte)body._instructions.Count), number);
            _instructions.AddRange(body._instructions);
        }

        public byte[] ToArray()
        {
            var bytes = new byte[_instructions.Count * 8];
            for (var i = 0; i < _instructions.Count; i++)
            {
                var at = bytes.AsSpan(i * 8);
                var (code, whenTrue, whenFalse, k) = _instructions[i];
                BinaryPrimitives.WriteUInt16LittleEndian(at, code);
                at[2] = whenTrue;
                at[3] = whenFalse;
                BinaryPrimitives.WriteUInt32LittleEndian(at[4..], k);
            }

            return bytes;
        }

        private void Test(ushort jump, uint value, uint action)
        {
            Add(jump, 0, 1, value);
            Return(action);
        }

        private void Add(ushort code, byte whenTrue, byte whenFalse, uint k) => _instructions.Add((code, whenTrue, whenFalse, k));
    }
}
