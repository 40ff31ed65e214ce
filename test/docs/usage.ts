/** Holds what the manual writes of commands against their own help. */
import { execFileSync } from 'node:child_process'
import { COMMAND } from '../support/cli.ts'

const known = new Map<string, Set<string>>()

/** The long options of a command, as its help has them. */
export function optionsOf(command: string): Set<string> {
  let options = known.get(command)
  if (!options) {
    // The help of a test runner is its own; what Retrace adds stands in that of the command itself.
    const args = ['vitest', 'jest'].includes(command) ? ['--help'] : [command, '--help']
    const help = execFileSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' })
    options = new Set(longOptions(help.replace(/\nExamples:[^]*/, '')))
    options.delete('--help')
    known.set(command, options)
  }
  return options
}

function longOptions(text: string): string[] {
  return text.match(/(?<=^|[\s[(|])--[a-z][a-z-]*/gm) ?? []
}

/** What is written of options that a command doesn't have. */
export function usageMistakes(text: string): string[] {
  const uses = text.split(/^(?=(?:\$ )?(?:npx )?retrace )/m).filter((use) => /^(?:\$ )?(?:npx )?retrace /.test(use))
  if (uses.length === 0) return ['it names no command of Retrace']
  return uses.flatMap((use) => {
    const [, command = ''] = /retrace ([a-z]+)/.exec(use) ?? []
    const [ours = ''] = use.split(' -- ')
    const has = optionsOf(command)
    const wrong = longOptions(ours).filter((option) => !has.has(option))
    return wrong.map((option) => `retrace ${command} has no ${option}`)
  })
}
