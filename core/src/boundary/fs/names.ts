/**
 * The functions of `fs`, by their plain names, and how they take part. Functions that Node builds in JavaScript out of
 * other public functions, called through the module object, aren't here: they simply run again (`fs.exists` is
 * `fs.access`; `fs.rm`, `fs.cp`, `fs.glob` and `fs.realpath` are walks).
 */

/** What a function takes besides paths and options. */
export type Takes =
  /** Nothing. */
  | 'plain'
  /** Bytes to send out, with an offset and a length: `(fd, data, offset, length, position)`. */
  | 'write'
  /** Many pieces to send out. */
  | 'writev'
  /** A whole content to send out. */
  | 'content'
  /** A buffer to be filled. */
  | 'read'
  /** Many buffers to be filled. */
  | 'readv'

const SPECIAL: Readonly<Record<string, Takes>> = {
  write: 'write',
  writev: 'writev',
  writeFile: 'content',
  appendFile: 'content',
  read: 'read',
  readv: 'readv',
}

/** What the function of this name takes. */
export function takes(name: string): Takes {
  return SPECIAL[name] ?? 'plain'
}

/** In all three forms. */
const EVERYWHERE = [
  'access',
  'chmod',
  'chown',
  'copyFile',
  'lchmod',
  'lchown',
  'link',
  'lstat',
  'lutimes',
  'mkdir',
  'mkdtemp',
  'open',
  'opendir',
  'readdir',
  'readFile',
  'readlink',
  'rename',
  'rmdir',
  'stat',
  'statfs',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
] as const

/** On descriptors: not in `fs.promises`, whose `FileHandle` has them. */
const DESCRIPTORS = [
  'close',
  'fchmod',
  'fchown',
  'fdatasync',
  'fstat',
  'fsync',
  'ftruncate',
  'futimes',
  'read',
  'readv',
  'write',
  'writev',
] as const

/** Functions that end in `Sync`, without that ending. */
export const SYNC: readonly string[] = [
  ...EVERYWHERE,
  ...DESCRIPTORS,
  'appendFile',
  'cp',
  'exists',
  'realpath',
  'rm',
  'writeFile',
]

export const CALLBACK: readonly string[] = [
  ...EVERYWHERE.filter((name) => name !== 'lchmod'),
  ...DESCRIPTORS,
  'writeFile',
]

export const PROMISE: readonly string[] = [...EVERYWHERE, 'appendFile', 'realpath', 'writeFile']

export const FILE_HANDLE: readonly string[] = [
  'appendFile',
  'chmod',
  'chown',
  'datasync',
  'read',
  'readFile',
  'readv',
  'stat',
  'sync',
  'truncate',
  'utimes',
  'write',
  'writeFile',
  'writev',
]
