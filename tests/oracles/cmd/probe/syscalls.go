package main

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// call is a system call in a form that has no effect: its errno tells whether a filter or a missing capability refuses it
// (EPERM, ENOSYS) or the kernel looked at its arguments (any other, or none).
type call struct {
	name string
	try  func() syscall.Errno
}

const wrong = ^uintptr(0)

// raw makes a call with up to six arguments; the others are 0.
func raw(number uintptr, arguments ...uintptr) func() syscall.Errno {
	return func() syscall.Errno {
		var all [6]uintptr
		copy(all[:], arguments)
		result, _, errno := unix.Syscall6(number, all[0], all[1], all[2], all[3], all[4], all[5])
		if errno == 0 && opens[number] {
			unix.Close(int(result))
		}
		return errno
	}
}

// opens are calls whose result is a descriptor.
var opens = map[uintptr]bool{unix.SYS_SOCKET: true, unix.SYS_FANOTIFY_INIT: true, unix.SYS_MEMFD_SECRET: true}

// socket tries a family; EAFNOSUPPORT means that the kernel has none, which no filter decides.
func socket(family, kind, protocol uintptr) func() syscall.Errno {
	return raw(unix.SYS_SOCKET, family, kind|unix.SOCK_CLOEXEC, protocol)
}

// namespace unshares on a thread that ends afterwards.
func namespace(flag int) func() syscall.Errno {
	return func() syscall.Errno {
		got := make(chan syscall.Errno)
		go func() {
			// Never unlocked: the runtime then ends the thread with the goroutine.
			runtime.LockOSThread()
			_, _, errno := unix.RawSyscall(unix.SYS_UNSHARE, uintptr(flag), 0, 0)
			got <- errno
		}()
		return <-got
	}
}

// userNamespace clones a child that exits at once: a process with threads cannot unshare its users.
func userNamespace() syscall.Errno {
	attributes := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER}
	process, err := syscall.ForkExec("/proc/self/exe", []string{"probe", helperArgument, "nothing"}, &syscall.ProcAttr{Sys: attributes})
	if err != nil {
		errno, _ := err.(syscall.Errno)
		return errno
	}
	var status syscall.WaitStatus
	syscall.Wait4(process, &status, 0, nil)
	return 0
}

// syscalls is the list, in the order in which they are tried. A zero pointer gives EFAULT wherever a filter lets it pass.
func syscalls() []call {
	empty := [1]byte{}
	pointer := uintptr(unsafe.Pointer(&empty[0]))
	return []call{
		{"acct", raw(unix.SYS_ACCT, 1)},
		{"add_key", raw(unix.SYS_ADD_KEY, 1, 1, 0, 0, wrong)},
		{"adjtimex", raw(unix.SYS_ADJTIMEX, 1)},
		{"bpf", raw(unix.SYS_BPF, 9999, 0, 0)},
		{"chroot", raw(unix.SYS_CHROOT, 1)},
		{"clock_settime", raw(unix.SYS_CLOCK_SETTIME, unix.CLOCK_REALTIME, 1)},
		{"clone3", raw(unix.SYS_CLONE3, 0, 0)},
		{"clone CLONE_NEWUSER", userNamespace},
		{"delete_module", raw(unix.SYS_DELETE_MODULE, 1, 0)},
		{"fanotify_init", raw(unix.SYS_FANOTIFY_INIT, unix.FAN_CLOEXEC, 0)},
		{"finit_module", raw(unix.SYS_FINIT_MODULE, wrong, 1, 0)},
		{"fsopen", raw(unix.SYS_FSOPEN, 1, 0)},
		{"get_mempolicy", raw(unix.SYS_GET_MEMPOLICY, 0, 0, 0, 0, 0)},
		{"init_module", raw(unix.SYS_INIT_MODULE, 1, 0, 1)},
		{"io_uring_setup", raw(unix.SYS_IO_URING_SETUP, 0, 1)},
		{"kcmp", raw(unix.SYS_KCMP, 0, 0, wrong, 0, 0)},
		{"kexec_load", raw(unix.SYS_KEXEC_LOAD, 0, 99999, 1, 0)},
		{"keyctl", raw(unix.SYS_KEYCTL, 9999)},
		{"landlock_create_ruleset", raw(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)},
		{"lookup_dcookie", raw(unix.SYS_LOOKUP_DCOOKIE, 0, 1, 1)},
		{"mbind", raw(unix.SYS_MBIND, 1, 1, 9999, 0, 0, 0)},
		{"membarrier", raw(unix.SYS_MEMBARRIER, 0, 0)},
		{"memfd_secret", raw(unix.SYS_MEMFD_SECRET, 0)},
		{"mount", raw(unix.SYS_MOUNT, 0, 1, 0, 0, 0)},
		{"mount_setattr", raw(unix.SYS_MOUNT_SETATTR, wrong, 1, 0, 1, 1)},
		{"move_mount", raw(unix.SYS_MOVE_MOUNT, wrong, 1, wrong, 1, 0)},
		{"move_pages", raw(unix.SYS_MOVE_PAGES, 0, 0, 0, 0, 0, 99)},
		{"name_to_handle_at", raw(unix.SYS_NAME_TO_HANDLE_AT, wrong, 1, 1, 1, 0)},
		{"open_by_handle_at", raw(unix.SYS_OPEN_BY_HANDLE_AT, wrong, 1, 0)},
		{"open_tree", raw(unix.SYS_OPEN_TREE, wrong, 1, 0)},
		{"perf_event_open", raw(unix.SYS_PERF_EVENT_OPEN, 1, 0, wrong, wrong, 0)},
		{"personality", raw(unix.SYS_PERSONALITY, 0xffffffff)},
		{"pidfd_getfd", raw(unix.SYS_PIDFD_GETFD, wrong, wrong, 0)},
		{"pidfd_open", raw(unix.SYS_PIDFD_OPEN, 0, 0)},
		{"pivot_root", raw(unix.SYS_PIVOT_ROOT, 1, 1)},
		{"process_madvise", raw(unix.SYS_PROCESS_MADVISE, wrong, 0, 0, 0, 99)},
		{"process_vm_readv", raw(unix.SYS_PROCESS_VM_READV, 0, 0, 0, 0, 0, 99)},
		{"ptrace", raw(unix.SYS_PTRACE, unix.PTRACE_ATTACH, 0)},
		{"quotactl", raw(unix.SYS_QUOTACTL, 0xffffffff, 0, 0, 0)},
		{"reboot", raw(unix.SYS_REBOOT, 0, 0, 0, 0)},
		{"request_key", raw(unix.SYS_REQUEST_KEY, 1, 1, 0, 0)},
		{"rseq", raw(unix.SYS_RSEQ, 0, 0, 99, 0)},
		{"sched_setattr", raw(unix.SYS_SCHED_SETATTR, 0, 0, 0)},
		{"seccomp", raw(unix.SYS_SECCOMP, 9999, 0, 0)},
		{"set_mempolicy", raw(unix.SYS_SET_MEMPOLICY, 9999, 0, 0)},
		{"setdomainname", raw(unix.SYS_SETDOMAINNAME, 1, 1)},
		{"sethostname", raw(unix.SYS_SETHOSTNAME, 1, 1)},
		{"setns", raw(unix.SYS_SETNS, wrong, 0)},
		{"settimeofday", raw(unix.SYS_SETTIMEOFDAY, 1, 0)},
		{"socket AF_ALG", socket(unix.AF_ALG, unix.SOCK_SEQPACKET, 0)},
		{"socket AF_INET SOCK_RAW", socket(unix.AF_INET, unix.SOCK_RAW, unix.IPPROTO_ICMP)},
		{"socket AF_INET ping", socket(unix.AF_INET, unix.SOCK_DGRAM, unix.IPPROTO_ICMP)},
		{"socket AF_NETLINK audit", socket(unix.AF_NETLINK, unix.SOCK_RAW, unix.NETLINK_AUDIT)},
		{"socket AF_PACKET", socket(unix.AF_PACKET, unix.SOCK_RAW, 0)},
		{"socket AF_VSOCK", socket(unix.AF_VSOCK, unix.SOCK_STREAM, 0)},
		{"swapoff", raw(unix.SYS_SWAPOFF, 1)},
		{"swapon", raw(unix.SYS_SWAPON, 1, 0)},
		{"syslog", raw(unix.SYS_SYSLOG, 10, 0, 0)},
		{"umount2", raw(unix.SYS_UMOUNT2, 1, 0)},
		{"unshare", raw(unix.SYS_UNSHARE, 0)},
		{"unshare CLONE_NEWIPC", namespace(unix.CLONE_NEWIPC)},
		{"unshare CLONE_NEWNET", namespace(unix.CLONE_NEWNET)},
		{"unshare CLONE_NEWNS", namespace(unix.CLONE_NEWNS)},
		{"unshare CLONE_NEWUTS", namespace(unix.CLONE_NEWUTS)},
		{"userfaultfd", raw(unix.SYS_USERFAULTFD, 0xffffffff)},
		{"vmsplice", raw(unix.SYS_VMSPLICE, wrong, pointer, 0, 0)},
	}
}
