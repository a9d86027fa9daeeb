"""Sandbox: a seccomp filter that a worker process installs, since it only computes.

For Linux on x86-64 and ARM64. A confined process cannot create a socket, start a program, write, create, move
or remove a file, or signal, trace or enter another process. Files and pipes that are open stay open, because
results are sent through them. Reading files is allowed: Python imports modules when they are first needed.
"""

import contextlib
import ctypes
import errno
import os
import platform
import struct
from typing import NamedTuple, final

PR_SET_NO_NEW_PRIVS = 38
SECCOMP_SET_MODE_FILTER = 1
FOR_ALL_THREADS = 1

LOAD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, JUMP_IF_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
"""Offsets in ``struct seccomp_data``, which describes a system call to the filter."""

X32 = 0x40000000
"""First number of the x32 calls: the same system calls for programs with 32-bit pointers."""

ALLOW, REFUSE = 0x7FFF0000, 0x00050000
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


REFUSED: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117),
    "process_vm_writev": (311, 271),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "bpf": (321, 280),
    "io_uring_setup": (425, 425),
    "openat2": (437, 437),
    "creat": (85, None),
    "truncate": (76, 45),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "link": (86, None),
    "linkat": (265, 37),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
}
"""System calls that are refused, with their numbers on x86-64 and on ARM64; None where there is none."""


@final
class Kernel(NamedTuple):
    """Kernel interface of a processor architecture: the numbers of its system calls."""

    column: int
    """Index of its numbers in ``REFUSED``."""
    architecture: int
    """The kernel's own number of the architecture."""
    seccomp: int
    """The call that installs a filter."""
    own_signal: int
    """The call that signals a thread: a process needs it for itself, to abort."""
    opening: tuple[tuple[int, int], ...]
    """Calls that open a file, each with the place of its flags among the arguments."""

    @property
    def refused(self) -> list[int]:
        """The numbers of the system calls that are refused."""
        return [number for numbers in REFUSED.values() if (number := numbers[self.column]) is not None]


KERNELS = {
    "x86_64": Kernel(0, 0xC000003E, 317, 234, ((2, 1), (257, 2))),
    "aarch64": Kernel(1, 0xC00000B7, 277, 131, ((56, 2),)),
}


def enter_sandbox() -> bool:
    """Install the filter for all threads, irreversibly; returns whether it is installed now.

    It is not installed on a processor that ``KERNELS`` lacks, outside Linux, and if the kernel refuses it.
    """
    kernel = KERNELS.get(platform.machine())
    if kernel is None or platform.system() != "Linux":
        return False
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        program = ctypes.create_string_buffer(_program(kernel))
        count = (len(program) - 1) // 8
        program_pointer = ctypes.create_string_buffer(struct.pack("HP", count, ctypes.addressof(program)))
        if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            return False
        return (
            int(libc.syscall(kernel.seccomp, SECCOMP_SET_MODE_FILTER, FOR_ALL_THREADS, program_pointer)) == 0
        )
    return False


def is_sandboxed() -> bool:
    """Whether a filter is installed in this process."""
    with contextlib.suppress(OSError), open("/proc/self/status", encoding="ascii") as status:
        return any(line.split() == ["Seccomp:", "2"] for line in status)
    return False


def _program(kernel: Kernel) -> bytes:
    """The filter as a BPF program.

    It refuses all system calls of another architecture, the listed calls, and opening a file to write.
    """
    lines = [
        _line(LOAD, ARCHITECTURE),
        _line(JUMP_IF_EQUAL, kernel.architecture, 1),
        _line(RETURN, REFUSE | errno.EPERM),
        _line(LOAD, NUMBER),
        _line(JUMP_IF_AT_LEAST, X32, 0, 1),
        _line(RETURN, REFUSE | errno.EPERM),
        _line(JUMP_IF_EQUAL, kernel.own_signal, 0, 4),
        _line(LOAD, FIRST_ARGUMENT),
        _line(JUMP_IF_EQUAL, os.getpid(), 0, 1),
        _line(RETURN, ALLOW),
        _line(RETURN, REFUSE | errno.EPERM),
    ]
    for number in kernel.refused:
        lines += [_line(JUMP_IF_EQUAL, number, 0, 1), _line(RETURN, REFUSE | errno.EPERM)]
    for number, place in kernel.opening:
        lines += [
            _line(JUMP_IF_EQUAL, number, 0, 4),
            _line(LOAD, FIRST_ARGUMENT + 8 * place),
            _line(JUMP_IF_ANY_BIT, WRITING, 0, 1),
            _line(RETURN, REFUSE | errno.EACCES),
            _line(RETURN, ALLOW),
        ]
    return b"".join([*lines, _line(RETURN, ALLOW)])


def _line(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
