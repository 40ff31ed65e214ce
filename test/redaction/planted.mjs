// Secrets as they are given out and chosen, made anew in each run, by the place in which the program or a server says them.
import { generateKeyPairSync, randomBytes } from 'node:crypto'

const letters = (alphabet, length) =>
  Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('')
const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const any = (length) => `7a${letters(ALNUM, length - 2)}`
const upper = (length) => letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length)
const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const key = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' })

/** @returns {Record<string, string>} */
export function plant() {
  return {
    bearer: any(40),
    basicPassword: any(14),
    digest: any(32),
    cookie: any(24),
    setCookie: `s:${any(30)}.${letters(`${ALNUM}+/`, 20)}`,
    apiKeyHeader: any(32),
    vaultHeader: any(26),
    queryApiKey: any(20),
    queryAccessToken: any(36),
    awsSignature: randomBytes(32).toString('hex'),
    awsSessionToken: letters(`${ALNUM}+/`, 120),
    azureSas: `${letters(`${ALNUM}+/`, 43)}=`,
    jsonPassword: 'correct-horse7battery',
    nestedJson: any(22),
    jsonInJson: any(22),
    special: `p@ss w/rd"&'é7+=%\\${any(6)}`,
    formClientSecret: any(24),
    multipartPassword: any(16),
    accessToken: any(48),
    refreshToken: any(48),
    jwt: `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ iss: 'shop', exp: 4e9, secretPlan: any(12) })}.${any(43)}`,
    awsSecretInXml: letters(`${ALNUM}+/`, 40),
    awsAccessKey: `AKIA${upper(16)}`,
    pemInJson: key,
    pemInBinary: ec,
    github: `ghp_${letters(ALNUM, 36)}`,
    githubFineGrained: `github_pat_${letters(ALNUM, 22)}_${letters(ALNUM, 59)}`,
    gitlab: `glpat-${letters(ALNUM, 20)}`,
    slack: `xoxb-${letters('0123456789', 12)}-${letters(ALNUM, 24)}`,
    slackHook: `T${upper(8)}/B${upper(8)}/${letters(ALNUM, 24)}`,
    stripe: `sk_live_${letters(ALNUM, 24)}`,
    stripeHook: `whsec_${letters(ALNUM, 32)}`,
    openai: `sk-proj-${letters(ALNUM, 48)}`,
    anthropic: `sk-ant-api03-${letters(ALNUM, 80)}-AA`,
    google: `AIza${letters(ALNUM, 35)}`,
    sendgrid: `SG.${letters(ALNUM, 22)}.${letters(ALNUM, 43)}`,
    npm: `npm_${letters(ALNUM, 36)}`,
    kubernetes: any(18),
    dsnPassword: any(15),
    envPassword: any(17),
    settingPassword: any(13),
    alterUserPassword: any(16),
    postgresPassword: any(16),
    sqlParameter: any(19),
    sqlLiteral: any(19),
    sqlColumn: any(21),
    redisPassword: any(20),
    redisField: any(18),
    redisKey: any(23),
    rawPassword: any(16),
  }
}

/** How a secret may stand in a text. */
export function looksOf(secret) {
  const bytes = Buffer.from(secret)
  const looks = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), bytes.toString('hex')]
  for (const offset of [0, 1, 2]) {
    const around = Buffer.concat([Buffer.alloc(offset), bytes])
    const whole = around.toString('base64').replace(/=+$/, '')
    looks.push(whole.slice(Math.ceil((8 * offset) / 6), Math.floor((8 * around.length) / 6)))
  }
  return [...new Set(looks)].flatMap((look) => [look, look.replaceAll('+', '-').replaceAll('/', '_')])
}
