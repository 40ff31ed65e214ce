/** The raw lens, for conversations in a protocol that no other lens knows: turns of bytes. */
import type { Lens } from '../lens.ts'
import { RawDecoder } from './decoder.ts'

export const raw: Lens = {
  name: 'raw',
  recognises: () => true,
  decoder: (_peer, emit) => new RawDecoder(emit),
}
