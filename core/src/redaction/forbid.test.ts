import { expect, test } from 'vitest'
import { refusalOf } from './forbid.ts'

const FIXTURE = {
  test: 'one',
  exchanges: [
    { response: { body: { json: { users: [{ 'e-mail': 'jane@our-company.com' }] } } } },
    { response: { body: { text: ['card 4111', '1111'] } } },
    { response: { body: { base64: Buffer.from('\0hidden\xff', 'latin1').toString('base64') } } },
    { response: { body: { bytes: Buffer.from('in a file of its own') } } },
    { request: { headers: [`authorization: Basic ${Buffer.from('jane:in base64').toString('base64')}`] } },
    { request: { body: { text: [String.raw`{"at":"Caf\u00e9 \"Luna\"\n5 C:\x"}`] } } },
    { request: { target: '/search?q=Jos%C3%A9+B%40our-firm.com&share=100%' } },
  ],
}

test.each([
  [/@our-company\.com/, 'forbid[0]', '$.exchanges[0].response.body.json.users[0]["e-mail"]'],
  [{ name: 'a card', pattern: /4111\s1111/ }, 'a card', '$.exchanges[1].response.body.text'],
  [{ name: 'a card', pattern: '/CARD/i' }, 'a card', '$.exchanges[1].response.body.text[0]'],
  [/hidden/, 'forbid[0]', '$.exchanges[2].response.body.base64'],
  [/José B@our-firm/, 'forbid[0]', '$.exchanges[6].request.target'],
  [/jane:in base64/, 'forbid[0]', '$.exchanges[4].request.headers[0]'],
  [/Café "Luna"\s5/, 'forbid[0]', '$.exchanges[5].request.body.text[0]'],
  [/own$/, 'forbid[0]', '$.exchanges[3].response.body.bytes'],
  [/e-mail/, 'forbid[0]', '$.exchanges[0].response.body.json.users[0]'],
])('%s is refused by its name and its place', (rule, name, place) => {
  const refusal = refusalOf(FIXTURE, [rule])
  expect(refusal?.place).toBe(place)
  expect(refusal?.rule.startsWith(name)).toBe(true)
})

test('a rule is named by its pattern, unless that is what it forbids', () => {
  expect(refusalOf(FIXTURE, [/nothing/, /\w+@our/])?.rule).toBe(String.raw`forbid[1] (/\w+@our/)`)
  expect(refusalOf(FIXTURE, [/jane/])?.rule).toBe('forbid[0]')
})

test('what no rule forbids is written', () => {
  expect(refusalOf(FIXTURE, [/nothing/, 'not a pattern'])).toBeNull()
})
