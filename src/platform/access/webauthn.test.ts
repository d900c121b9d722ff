import { expect, test } from 'vitest'
import { challengeIn, partyAt } from './webauthn.ts'

test('passkeys belong to a name under https, or to localhost, and to no number', () => {
  expect(partyAt('https://revenue.example.com')).toEqual({ id: 'revenue.example.com', origin: 'https://revenue.example.com', works: 'yes' })
  expect(partyAt('http://localhost:4310')).toMatchObject({ id: 'localhost', works: 'yes' })
  expect(partyAt('http://revenue.lan:4310').works).toBe('no-https')
  for (const number of ['http://127.0.0.1:4310', 'https://192.0.2.7', 'http://[::1]:4310', 'http://0.0.0.0:4310'])
    expect(partyAt(number).works, number).toBe('no-name')
})

test('a challenge is read from what a device says, and from nothing else', () => {
  const said = (text: string) => challengeIn(Buffer.from(text).toString('base64url'))
  expect(said('{"challenge":"abc"}')).toBe('abc')
  for (const wrong of ['', 'null', '{', '{"challenge":7}', '[]']) expect(said(wrong), wrong).toBeNull()
})
