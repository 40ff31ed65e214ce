/** NODE_OPTIONS that load the preload. */
import { fileURLToPath } from 'node:url'

export const REGISTER: string = fileURLToPath(new URL('../register.cjs', import.meta.url))

/** `--require REGISTER` behind what is there already. */
export function withPreload(nodeOptions: string | undefined): string {
  const quoted = /[\s"\\]/.test(REGISTER) ? `"${REGISTER.replaceAll(/["\\]/g, '\\$&')}"` : REGISTER
  return nodeOptions === undefined || nodeOptions === '' ? `--require ${quoted}` : `${nodeOptions} --require ${quoted}`
}
