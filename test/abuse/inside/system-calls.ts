// Asks the kernel directly: a program of a few instructions makes one system call and exits with its error, so that no library is in between.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { abuse, control } from './trial.ts';

/** A number, or a text whose address is given. */
type Argument = number | string;
type Call = readonly [what: string, number: number, ...args: Argument[]];

const LOADED_AT = 0x400000;
const HEADERS_BYTES = 120;
const EPERM = 1;
const ENOSYS = 38;
const NEW_USER = 0x10000000;
const X32 = 0x40000000;
const REPOSITORY_FILE = '/work/repo/README.md';

/** Each would do something, or fault on its null pointer, if it reached the kernel's own work. */
const CALLS: readonly Call[] = [
  ['a namespace of users by unshare', 272, NEW_USER],
  ['a namespace of users by clone', 56, NEW_USER | 17],
  ['clone3', 435, 0, 0],
  ['a mount', 165, 'none', '/tmp', 'tmpfs', 0, 0],
  ['a mount by the new calls: fsopen', 430, 'tmpfs', 0],
  ['open_tree', 428, 0, '/', 1],
  ['move_mount', 429, 0, '/', 0, '/tmp', 0],
  ['mount_setattr', 442, 0, '/', 0, 0, 0],
  ['a list of mounts by listmount', 458, 0, 0, 0, 0],
  ['umount', 166, '/work/input', 2],
  ['pivot_root', 155, '/tmp', '/tmp'],
  ['chroot', 161, '/tmp'],
  ['another namespace by setns', 308, 0, 0],
  ['a disk by mknod', 133, '/tmp/disk', 0x6180, 0xfe00],
  ['the memory by mknod', 133, '/tmp/memory', 0x2180, 0x0101],
  ['a redirect of the overlay', 188, REPOSITORY_FILE, 'trusted.overlay.redirect', '/etc', 4],
  ['a file by its handle', 304, 0, 0, 0],
  ['io_uring', 425, 1, 0],
  ['bpf', 321, 5, 0, 0],
  ['perf_event_open', 298, 0, 0, 0],
  ['userfaultfd', 323, 1],
  ['memory that the kernel cannot see', 447, 0],
  ['the keyring', 250, 0, 0xfffffffd, 1],
  ['a key in the keyring', 248, 'user', 'k', 'v', 1, 0xfffffffd],
  ['the memory of another process', 310, 1, 0, 0, 0, 0],
  ['a file descriptor of another process', 438, 0, 0, 0],
  ['a comparison with another process', 312, 1, 1, 0, 0, 0],
  ['the relay by ptrace', 101, 16, 1, 0, 0],
  ['fanotify', 300, 0, 0],
  ['the log of the kernel', 103, 3, 0, 0],
  ['a module for the kernel', 175, 0, 0, ''],
  ['another kernel', 246, 0, 0, 0, 0],
  ['a reboot', 169, 0, 0, 0, 0],
  ['swap', 167, '/tmp/swap', 0],
  ['quotas', 179, 0, 0, 0, 0],
  ['accounting', 163, '/tmp/acct'],
  ['the clock', 164, 0, 0],
  ['the name of the host', 170, 'x', 1],
  ['ports of the processor', 172, 3],
  ['a process without random addresses', 135, 0x0040000],
  ['a socket to the host of a virtual machine', 41, 40, 1, 0],
  ['the same by the x32 interface', X32 + 41, 40, 1, 0],
  ['a raw socket', 41, 2, 3, 1],
  ['a packet socket', 41, 17, 3, 0],
  ['a socket into the cryptography of the kernel', 41, 38, 5, 0],
  ['a socket of Bluetooth', 41, 31, 3, 1],
  ['a socket of a cluster', 41, 30, 1, 0],
  ['a socket of shared memory', 41, 43, 1, 0],
];

export async function systemCalls(): Promise<void> {
  if (process.arch !== 'x64') return;
  await control('a system call by hand', () => errorOf(call([39])) === 0 || errorOf(call([39])) > ENOSYS);
  await control('an ordinary socket', () => errorOf(call([41, 2, 1, 0])) > 200);
  for (const [what, ...asked] of CALLS) {
    await abuse(`system call: ${what}`, () => reached(errorOf(call(asked))));
  }
  await abuse('system call: any by the 32-bit door', () => reached(errorOf(call([20], true))));
}

/** Held: refused without a look, or unknown, or the process was ended for it. */
const reached = (error: number): string | undefined =>
  error === EPERM || error === ENOSYS || error < 0 ? undefined : `errno ${error}`;

let count = 0;

/** The errno, or 256 minus what the call returned; negative where a signal ended the program. */
function errorOf(program: Buffer): number {
  const path = `/tmp/call-${count++}`;
  writeFileSync(path, program, { mode: 0o755 });
  const { status, error } = spawnSync(path, { timeout: 2_000 });
  if (error !== undefined) throw error;
  return status ?? -1;
}

/** A whole x86-64 program: the call, then exit(-result). */
function call([number = 0, ...args]: readonly Argument[], isOld = false): Buffer {
  const texts: Buffer[] = [];
  let textsAt = LOADED_AT + HEADERS_BYTES + CODE_BYTES;
  const values = args.map((arg) => {
    if (typeof arg === 'number') return arg;
    const text = Buffer.from(`${arg}\0`);
    const at = textsAt;
    texts.push(text);
    textsAt += text.length;
    return at;
  });
  const code = instructions(number, values, isOld);
  const body = Buffer.concat([code, Buffer.alloc(CODE_BYTES - code.length, 0x90), ...texts]);
  return Buffer.concat([headers(HEADERS_BYTES + body.length), body]);
}

const CODE_BYTES = 64;
/** mov into rdi, rsi, rdx, r10, r8: the order in which the kernel takes arguments; ebx, ecx, edx by the old door. */
const REGISTERS = [[0xbf], [0xbe], [0xba], [0x41, 0xba], [0x41, 0xb8]];
const OLD_REGISTERS = [[0xbb], [0xb9], [0xba]];
const SYSCALL = [0x0f, 0x05];
const INT_80 = [0xcd, 0x80];

function instructions(number: Argument, values: readonly number[], isOld: boolean): Buffer {
  const registers = isOld ? OLD_REGISTERS : REGISTERS;
  return Buffer.concat([
    load([0xb8], Number(number)),
    ...registers.map((register, i) => load(register, values[i] ?? 0)),
    Buffer.from(isOld ? INT_80 : SYSCALL),
    // neg eax; mov edi, eax
    Buffer.from([0xf7, 0xd8, 0x89, 0xc7]),
    load([0xb8], 60),
    Buffer.from(SYSCALL),
  ]);
}

function load(register: readonly number[], value: number): Buffer {
  const immediate = Buffer.alloc(4);
  immediate.writeUInt32LE(value >>> 0);
  return Buffer.concat([Buffer.from(register), immediate]);
}

/** ELF, one segment that holds the whole file, readable and executable. */
function headers(fileBytes: number): Buffer {
  const elf = Buffer.alloc(HEADERS_BYTES);
  elf.write('\x7fELF\x02\x01\x01', 'latin1');
  elf.writeUInt16LE(2, 16);
  elf.writeUInt16LE(62, 18);
  elf.writeUInt32LE(1, 20);
  elf.writeBigUInt64LE(BigInt(LOADED_AT + HEADERS_BYTES), 24);
  elf.writeBigUInt64LE(64n, 32);
  elf.writeUInt16LE(64, 52);
  elf.writeUInt16LE(56, 54);
  elf.writeUInt16LE(1, 56);
  elf.writeUInt32LE(1, 64);
  elf.writeUInt32LE(5, 68);
  for (const [at, value] of [
    [80, LOADED_AT],
    [88, LOADED_AT],
    [96, fileBytes],
    [104, fileBytes],
    [112, 0x1000],
  ] as const)
    elf.writeBigUInt64LE(BigInt(value), at);
  return elf;
}
