/**
 * A token that can still be read, but proves nothing. Its signature is replaced, and so are texts in it that are shown
 * nowhere else; what programs go by (times, flags, who it is from and for, what it allows) stays.
 */
import { leavesOf } from './leaves.ts'

const JWT = /^(ey[\w-]+)\.(ey[\w-]+)\.([\w-]+)$/

/** Claims that say what a token is for. */
const STAY = new Set(
  'iss aud sub azp client_id scope scp role roles groups permissions typ token_use tid ver amr acr nonce jti state'.split(
    ' ',
  ),
)

/** Shorter ones say nothing that can be told from a word. */
const SHORT = 4

/**
 * @param hidden - a text of the same length for one that is not to be seen
 * @param isShown - whether a text stands elsewhere in the same fixture, as it is
 * @returns null for what is none
 */
export function hiddenJwt(
  token: string,
  hidden: (secret: string) => string,
  isShown: (text: string) => boolean,
): string | null {
  const [, head, body, signature] = JWT.exec(token) ?? []
  if (head === undefined || body === undefined || signature === undefined) return null
  let claims = Buffer.from(body, 'base64url').toString('latin1')
  const leaves = leavesOf(claims, '$')
  if (leaves.length === 0 || leavesOf(Buffer.from(head, 'base64url').toString('latin1'), '$').length === 0) return null
  for (const { start, end, coding, name } of leaves) {
    const value = claims.slice(start, end)
    if (coding === 'number' || value.length < SHORT || STAY.has(name) || isShown(value)) continue
    claims = claims.slice(0, start) + hidden(value) + claims.slice(end)
  }
  return `${head}.${Buffer.from(claims, 'latin1').toString('base64url')}.${hidden(signature)}`
}
