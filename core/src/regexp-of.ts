/**
 * The regular expression that a user has given, with slashes around it (`/…/i`) or without.
 *
 * @throws SyntaxError
 */
export function regexpOf(text: string): RegExp {
  const [, source = text, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? []
  // With these each test would begin where the one before has ended.
  return new RegExp(source, flags.replaceAll(/[gy]/g, ''))
}
