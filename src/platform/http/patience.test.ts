import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { Patience } from './patience.ts'

const outgoing = () => new ServerResponse(new IncomingMessage(new Socket()))
const never = () => new Promise<never>(() => {})

test('what is answered in time is answered, and nobody is told afterwards that the time is over', async () => {
  const patience = new Patience(outgoing(), 30_000)
  expect(await patience.within(async () => 'done')).toBe('done')
  await expect(
    patience.within(async () => {
      throw new Error('as it was thrown')
    }),
  ).rejects.toThrow('as it was thrown')
  expect(patience.signal.aborted).toBe(false)
})

test('what takes too long is answered with a problem, and told to stop', async () => {
  const patience = new Patience(outgoing(), 1)
  await expect(patience.within(never)).rejects.toMatchObject({ kind: 'time-out' })
  expect(patience.signal.aborted).toBe(true)
})

test('whoever goes away stops the work, and nothing more is begun for them', async () => {
  const left = outgoing()
  const patience = new Patience(left)
  const waiting = patience.within(never)
  left.emit('close')
  await expect(waiting).rejects.toMatchObject({ kind: 'time-out' })
  expect(patience.signal.aborted).toBe(true)
  let begun = false
  const more = patience.within(async () => {
    begun = true
  })
  await expect(more).rejects.toMatchObject({ kind: 'time-out' })
  expect(begun).toBe(false)
})
