/** The classes of `fs` results on the tape: `Stats`, `BigIntStats`, `StatFs`, `Dirent`. */
import fs from 'node:fs'
import { registerClass } from '../../tape/codec.ts'
import { OriginalDate, originalFs } from '../../originals.ts'

/** The times that a `Stats` has as dates; where they aren't getters they are made from the milliseconds. */
const TIMES = ['atime', 'mtime', 'ctime', 'birthtime'] as const

interface Fields {
  [key: string]: unknown
}

/**
 * Teaches the codec a class of plain records, by its own properties.
 *
 * @param sample - makes an instance, from which class and private symbols are taken
 */
function registerRecord(name: string, sample: () => object): void {
  let made: object | null = null
  const example = (): object => (made ??= sample())
  registerClass({
    name,
    is: (value) => value.constructor?.name === name && !Object.hasOwn(value, 'constructor'),
    toPlain(value) {
      const keys = Object.keys(value).filter((key) => !isTime(key))
      const hidden = Object.getOwnPropertySymbols(value).map((key) => [
        key.description,
        (value as Fields)[key as never],
      ])
      return [keys.join(' '), keys.map((key) => (value as Fields)[key]), ...(hidden.length > 0 ? [hidden] : [])]
    },
    fromPlain(plain) {
      const [keys, values, hidden] = plain as [string, unknown[], [string, unknown][]?]
      const instance = Object.create(Object.getPrototypeOf(example()) as object) as Fields
      for (const [i, key] of keys.split(' ').entries()) instance[key] = values[i]
      for (const [description, value] of hidden ?? []) {
        const key = Object.getOwnPropertySymbols(example()).find((symbol) => symbol.description === description)
        if (key) instance[key as never] = value as never
      }
      addTimes(instance)
      return instance
    },
  })
}

function isTime(key: string): boolean {
  return (TIMES as readonly string[]).includes(key)
}

function addTimes(instance: Fields): void {
  for (const key of TIMES) {
    const milliseconds = instance[`${key}Ms`]
    if (milliseconds === undefined || key in instance) continue
    instance[key] = new OriginalDate(Math.round(Number(milliseconds)))
  }
}

type DirentClass = new (name: string, type: number, path: string) => fs.Dirent

const DIRENT_TYPES = [
  'isFile',
  'isDirectory',
  'isSymbolicLink',
  'isFIFO',
  'isSocket',
  'isCharacterDevice',
  'isBlockDevice',
] as const

/** libuv's numbers of the types, in that order. */
const DIRENT_NUMBERS = [1, 2, 3, 4, 5, 6, 7]

function registerDirent(): void {
  const Dirent = fs.Dirent as unknown as DirentClass
  registerClass({
    name: 'Dirent',
    is: (value) => value instanceof Dirent,
    toPlain(value) {
      const dirent = value as fs.Dirent
      const index = DIRENT_TYPES.findIndex((is) => dirent[is]())
      return [dirent.name, DIRENT_NUMBERS[index] ?? 0, dirent.parentPath]
    },
    fromPlain: (plain) => new Dirent(...(plain as [string, number, string])),
  })
}

export function registerClasses(): void {
  registerRecord('Stats', () => originalFs.statSync(process.execPath))
  registerRecord('BigIntStats', () => originalFs.statSync(process.execPath, { bigint: true }))
  registerRecord('StatFs', () => originalFs.statfsSync(process.execPath))
  registerDirent()
}
