/** Which names say that what stands under them is secret: of headers, keys, fields, columns, variables. */

/** A name that ends in one of these, as words: `dbPassword`, `X-Auth-Token`, `STRIPE_API_KEY`. */
const ENDINGS: readonly string[] = [
  'password',
  'passwords',
  'passwd',
  'passphrase',
  'passcode',
  'pwd',
  'pass',
  'pat',
  'password hash',
  'requirepass',
  'masterauth',
  'userpass',
  'secret',
  'secrets',
  'token',
  'tokens',
  'jwt',
  'otp',
  'pin',
  'cvv',
  'cvc',
  'authorization',
  'credential',
  'credentials',
  'cookie',
  'cookies',
  'session id',
  'sessionid',
  'sessid',
  'sid',
  'signature',
  'sig',
  'csrf',
  'xsrf',
  'apikey',
  'apikeys',
  'api keys',
  'authkey',
  'accesstoken',
  'refreshtoken',
  'authtoken',
  'csrftoken',
  'secretkey',
  'privatekey',
  'accesskey',
  'accountkey',
  'clientsecret',
  'code verifier',
  'client assertion',
  'assertion',
  'encrypted password',
  'connection string',
]

/** What a key is of, where it is no mere name of something: `api key`, but not `primary key`. */
const KEYS = new Set(
  'api app access secret private auth account encryption encrypt signing sign master shared session subscription functions storage service webhook deploy admin application license role hmac aes rsa ssh pgp gpg'.split(
    ' ',
  ),
)

/** Of what a `pass` is a password, as in `DB_PASS`: others are of tests, and of boarding. */
const LOG_INS = new Set(
  'db database sql mysql pg postgres mongo redis ldap smtp imap mail email ftp sftp ssh http proxy amqp rabbitmq auth basic login user admin root service'.split(
    ' ',
  ),
)

/** Words before which `token`, `session` and the like are places in a list, or how many there are. */
const HARMLESS =
  /(^| )(next|previous|prev|page|continuation|sync|max|min|total|prompt|completion|input|output) tokens?$/

/** Of a secret only where it can't be a word or a sentence. */
const ONLY_LONG = new Set(['signature', 'sig', 'sid', 'assertion', 'otp', 'pin', 'csrf', 'xsrf', 'jwt', 'pat'])

/**
 * What has parts, of which those are replaced that are secret: a URL, `Server=db;Password=…`. Without the others no client
 * could read it.
 */
const IN_PARTS = new Set(['connection string'])

/** `dbPassword`, `DB_PASSWORD`, `db-password` → `db password` */
function wordsOf(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z\d]+/g, ' ')
    .trim()
    .toLowerCase()
}

const known = new Map<string, Secrecy>()

/**
 * `long`: only where it has the length and the look of something that was drawn; `mixed`: where it has letters and digits.
 * `unknown`: only where its parts aren't.
 */
export type Secrecy = 'yes' | 'long' | 'mixed' | 'unknown' | 'no'

/** Whether what stands under a name is secret. */
export function secrecyOf(name: string): Secrecy {
  let secrecy = known.get(name)
  if (secrecy === undefined) {
    secrecy = name.length > 100 ? 'no' : secrecyOfWords(wordsOf(name))
    if (known.size < 10_000) known.set(name, secrecy)
  }
  return secrecy
}

/** Whether what stands under a name may be secret. */
export function isSecretName(name: string): boolean {
  return secrecyOf(name) !== 'no'
}

/** Whether a value under such a name is one: a text under `signature` may be a greeting. */
export function isSecretUnder(name: string, value: string): boolean {
  const secrecy = secrecyOf(name)
  if (secrecy === 'unknown') return !hasParts(value)
  if (secrecy === 'mixed') return /^(?=.*\d)(?=.*[A-Za-z])\S{6,}$/.test(value)
  return secrecy === 'yes' || (secrecy === 'long' && /^(?=.*\d)\S{12,}$/.test(value))
}

/** Whether what is secret in it has a name, or a place, of its own. */
function hasParts(value: string): boolean {
  if (/^[a-z][a-z\d+.-]*:\/\/\S*$/i.test(value)) return true
  return value.split(';').some((pair) => {
    const [name = '', its] = pair.split(/=(.*)/s)
    return its !== undefined && secrecyOf(name) === 'yes'
  })
}

function secrecyOfWords(words: string): Secrecy {
  if (words === '' || HARMLESS.test(words)) return 'no'
  const plain = words.replace(/ \d+$/, '')
  const ending = ENDINGS.find((it) => plain === it || plain.endsWith(` ${it}`))
  const [last, before] = plain.split(' ').toReversed()
  if (ending === 'pass') return before !== undefined && LOG_INS.has(before) ? 'yes' : 'mixed'
  if (ending !== undefined) return IN_PARTS.has(ending) ? 'unknown' : ONLY_LONG.has(ending) ? 'long' : 'yes'
  if ((last === 'key' || last === 'keys') && before !== undefined && KEYS.has(before)) return 'yes'
  return 'no'
}

/** Whether a number under such a name is a secret: tokens are counted, passwords are not. */
export function isNumericSecret(name: string): boolean {
  return /(?:^| )(?:password|passwd|passcode|passphrase|pwd|secret|pin|otp|cvv|cvc)$/.test(wordsOf(name))
}
