// Says secrets to servers, and is told some.
import { randomBytes } from 'node:crypto'
import net from 'node:net'
import { Redis } from 'ioredis'
import pg from 'pg'
import WebSocket from 'ws'

/**
 * @param ports - of the servers
 * @param its - the secrets, by their names
 * @returns `made`, a secret that it has made itself
 */
export async function converse(ports, its) {
  const url = `http://127.0.0.1:${ports.web}`
  const query = (values) => new URLSearchParams(values).toString()
  const ask = async (path, options) => (await fetch(url + path, options)).text()
  const post = (path, body, headers) => ask(path, { method: 'POST', body, headers })

  async function http() {
    await ask('/bearer', { headers: { authorization: `Bearer ${its.bearer}` } })
    const basic = Buffer.from(`shop:${its.basicPassword}`).toString('base64')
    await ask('/basic', { headers: { authorization: `Basic ${basic}`, cookie: `sid=${its.cookie}; theme=dark` } })
    await ask('/digest', { headers: { authorization: `Digest username="shop", nonce="1", response="${its.digest}"` } })
    await ask('/keys', { headers: { 'x-api-key': its.apiKeyHeader, 'X-Vault-Token': its.vaultHeader } })
    await ask(`/query?${query({ page: '2', api_key: its.queryApiKey })}`)
    await ask(`/query?access_token=${its.queryAccessToken}#x`)
    const signed = { 'X-Amz-Signature': its.awsSignature, 'X-Amz-Security-Token': its.awsSessionToken }
    await ask(`/object?${query({ 'X-Amz-Expires': '300', ...signed })}`)
    await ask(`/blob?${query({ sv: '2024', sig: its.azureSas })}`)
    await post('/json', JSON.stringify({ user: 'shop', password: its.jsonPassword }))
    await post('/json', JSON.stringify({ user: 'other', passphrase: its.special }))
    await ask(`/special?${query({ q: its.special })}`)
    await post('/special', JSON.stringify({ note: `it is ${its.special}, I think` }))
    await post('/special', Buffer.from(`note: ${its.special}.`).toString('base64'))
    await post('/form', new URLSearchParams({ grant_type: 'client_credentials', client_secret: its.formClientSecret }))
    const form = new FormData()
    form.append('user', 'shop')
    form.append('password', its.multipartPassword)
    form.append('file', new Blob(['no secret']), 'a.txt')
    await post('/multipart', form)
    const session = JSON.parse(await ask('/login'))
    // What a server gave out comes back to it.
    await ask(`/me?token=${session.access_token}`)
    await post('/refresh', JSON.stringify({ refresh: session.refresh_token }))
    const token = (await ask('/jwt')).split(' ').at(-1)
    const [head, claims] = token.split('.').slice(0, 2)
    const read = (part) => JSON.parse(Buffer.from(part, 'base64url').toString())
    if (read(head).alg !== 'HS256' || read(claims).exp !== 4e9) throw new Error('the token can not be read')
    await ask('/aws')
    const { key } = JSON.parse(await ask('/pem'))
    if (!/^-----BEGIN PRIVATE KEY-----\n[^-]+\n-----END PRIVATE KEY-----\n$/.test(key)) throw new Error('no key')
    await ask('/binary')
    if (!JSON.parse(await ask('/gzip')).maps) throw new Error('no JSON in gzip')
    await ask('/brotli')
    await ask('/redirect')
    await ask('/error')
    await ask('/settings')
    await ask('/kubernetes')
    JSON.parse(JSON.parse(await ask('/in-json')).log)
    await ask('/nested')
    await ask('/stream')
    await ask('/hooks')
    // Made by the program itself.
    const made = randomBytes(24).toString('hex')
    const { echo } = JSON.parse(await post('/echo', JSON.stringify({ sessionToken: made })))
    if (echo.sessionToken !== made) throw new Error(`made ${made}, the server says ${echo.sessionToken}`)
    return { made }
  }

  async function postgres() {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: ports.postgres,
      database: 'postgres',
      user: 'postgres',
      password: its.postgresPassword,
    })
    await client.connect()
    await client.query('create temporary table users (id int, name text, password text, api_token text, file bytea)')
    await client.query('insert into users (id, name, password) values ($1, $2, $3)', [1, 'jane', its.sqlParameter])
    await client.query(`insert into users (id, name, password) values (2, 'john', '${its.sqlLiteral}')`)
    await client.query('update users set api_token = $1, file = $2 where id = 1', [
      its.sqlColumn,
      Buffer.from(its.pemInJson),
    ])
    await client.query('insert into users (id, name) values (3, $1), (4, $2)', [its.github, its.slack])
    await client.query('select * from users order by id')
    await client.query({ text: 'select api_token, file from users where id = $1', values: [1], name: 'by-id' })
    await client.query(`create role retrace_planted password '${its.alterUserPassword}'`)
    await client.query('drop role retrace_planted')
    const refused = await client.query(`select '${its.stripe}'::int`).catch((error) => error)
    if (refused.code !== '22P02') throw refused
    await client.end()
  }

  async function redis() {
    const client = new Redis({
      host: '127.0.0.1',
      port: ports.redis,
      retryStrategy: null,
      username: 'retrace_planted',
      password: its.redisPassword,
    })
    await client.hset('retrace:user:1', { name: 'jane', password: its.redisField })
    await client.set('retrace:session:token', its.redisKey)
    await client.set('retrace:billing', JSON.stringify({ stripe: its.stripe }))
    await client.get('retrace:billing')
    await client.hgetall('retrace:user:1')
    await client.get('retrace:session:token')
    await client.del('retrace:user:1', 'retrace:session:token', 'retrace:billing')
    await client.quit()
  }

  async function sockets() {
    const socket = new WebSocket(`ws://127.0.0.1:${ports.web}/chat`)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    const answer = new Promise((resolve) => socket.once('message', resolve))
    socket.send(JSON.stringify({ type: 'auth', key: its.anthropic }))
    await answer
    socket.close()
    await new Promise((resolve) => socket.once('close', resolve))
  }

  async function raw() {
    const socket = net.connect(ports.raw, '127.0.0.1')
    const said = () => new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject))
    await said()
    socket.write(`AUTH PLAIN ${Buffer.from(`\0shop\0${its.rawPassword}`).toString('base64')}\r\n`)
    await said()
    socket.write(`LOGIN shop password=${its.rawPassword}\r\n`)
    await said()
    socket.destroy()
    await new Promise((resolve) => socket.once('close', resolve))
  }

  const { made } = await http()
  for (const part of [postgres, redis, sockets, raw]) await part()
  return { made }
}
