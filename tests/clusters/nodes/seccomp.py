"""Linux's own words for `watch.py`: a network namespace, a seccomp filter, and the messages that it sends (seccomp_unotify(2))."""

import ctypes
import fcntl
import os
import platform
import socket
import struct
from pathlib import Path
from typing import NamedTuple

LIBC = ctypes.CDLL(None, use_errno=True)
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
PIDFD_OPEN, PIDFD_GETFD = 434, 438
SET_NO_NEW_PRIVS, SET_MODE_FILTER, NEW_LISTENER = 38, 1, 1 << 3
RECEIVE, SEND = 0xC0502100, 0xC0182101
"""SECCOMP_IOCTL_NOTIF_RECV and _SEND (linux/seccomp.h)."""
ALLOW, NOTIFY, KILL, GO_ON = 0x7FFF0000, 0x7FC00000, 0x80000000, 1
LOAD, JUMP_IF_EQUAL, GIVE = 0x20, 0x15, 0x06
"""Of the filter's language (linux/bpf_common.h): load a word, compare it, give an answer."""
GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 1
"""SIOCGIFFLAGS, SIOCSIFFLAGS and IFF_UP (netdevice(7))."""

ARCHITECTURE, SECCOMP, CALLS = {
    "x86_64": (0xC000003E, 317, {42: "connect", 44: "sendto", 46: "sendmsg", 307: "sendmmsg"}),
    "aarch64": (0xC00000B7, 277, {203: "connect", 206: "sendto", 211: "sendmsg", 269: "sendmmsg"}),
}[platform.machine()]
"""AUDIT_ARCH_…, the number of seccomp(2), and the calls that are watched by their numbers, on this machine."""


class Filter(ctypes.Structure):
    """`struct sock_filter`."""

    _fields_ = (("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("k", ctypes.c_uint))


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(Filter)))


class Call(NamedTuple):
    """A call that waits for our answer: its number for the answer, the thread, the call's name, its arguments."""

    id: int
    thread: int
    name: str
    arguments: tuple[int, ...]


def program() -> Program:
    """The watched calls are told to us, all others pass; a process of another architecture, whose numbers mean other calls, ends."""
    own = [Filter(LOAD, 0, 0, 4), Filter(JUMP_IF_EQUAL, 1, 0, ARCHITECTURE), Filter(GIVE, 0, 0, KILL), Filter(LOAD, 0, 0, 0)]
    asked = [Filter(JUMP_IF_EQUAL, len(CALLS) - place, 0, number) for place, number in enumerate(CALLS)]
    steps = [*own, *asked, Filter(GIVE, 0, 0, ALLOW), Filter(GIVE, 0, 0, NOTIFY)]
    return Program(len(steps), (Filter * len(steps))(*steps))


def leave_the_network() -> None:
    """Goes into a new network namespace with loopback alone; as its own root where the system gives none otherwise."""
    user, group = os.getuid(), os.getgid()
    if LIBC.unshare(NEW_NETWORK):
        _checked(LIBC.unshare(NEW_USER | NEW_NETWORK), "unshare")
        for file, content in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            Path(f"/proc/self/{file}").write_text(content)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        name, flags = struct.unpack("16sh", fcntl.ioctl(any_socket, GET_FLAGS, struct.pack("16sh", b"lo", 0)))
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh", name, flags | UP))


def be_watched(filtering: Program) -> int:
    """Puts the filter over this process and its children to come; gives the descriptor on which its messages arrive."""
    _checked(LIBC.prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    return _checked(LIBC.syscall(SECCOMP, SET_MODE_FILTER, NEW_LISTENER, ctypes.byref(filtering)), "seccomp")


def taken_over(process: int, descriptor: int) -> int:
    """A descriptor of another process, as one of ours."""
    handle = _checked(LIBC.syscall(PIDFD_OPEN, process, 0), "pidfd_open")
    try:
        return _checked(LIBC.syscall(PIDFD_GETFD, handle, descriptor, 0), "pidfd_getfd")
    finally:
        os.close(handle)


def received(listener: int) -> Call | None:
    """The next call that waits; None where its process ended meanwhile."""
    try:
        message = fcntl.ioctl(listener, RECEIVE, bytes(80))
    except OSError:
        return None
    identity, thread, _, number, _, _, *arguments = struct.unpack("=QIIiIQ6Q", message)
    return Call(identity, thread, CALLS[number], tuple(arguments))


def answer(listener: int, call: Call, error: int = 0) -> None:
    """Lets the kernel do the call, or has it fail with `error` without that."""
    reply = struct.pack("=QqiI", call.id, 0, -error, 0 if error else GO_ON)
    try:
        fcntl.ioctl(listener, SEND, reply)
    except OSError:
        return  # its process ended meanwhile


def _checked(result: int, call: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{call}: {os.strerror(code)}")
    return result
