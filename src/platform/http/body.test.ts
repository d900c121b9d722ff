import { PassThrough, type Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Problem } from '#kernel/problem'
import { textOf, uploadOf } from './body.ts'

const read = async (upload: Readable) => {
  for await (const _ of upload);
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

const accidents: readonly [string, string, (incoming: PassThrough) => unknown][] = [
  ['is broken off', 'ended before it was complete', (incoming: PassThrough) => incoming.emit('aborted')],
  ['is too large', 'larger than 10 bytes', (incoming: PassThrough) => incoming.write('x'.repeat(11))],
  ['fails on its way', 'the cable', (incoming: PassThrough) => incoming.destroy(new Problem('unavailable', 'the cable was cut'))],
]

test.each(accidents)('an upload that %s says so to whoever reads it, and ends nothing else when nobody does', async (_, said, happens) => {
  const nobodys = new PassThrough()
  uploadOf(nobodys, 10)
  happens(nobodys)
  // An error that nobody hears would end the process.
  await turn()
  const somebodys = new PassThrough()
  const upload = uploadOf(somebodys, 10)
  happens(somebodys)
  await turn()
  await expect(read(upload)).rejects.toThrow(said)
})

test.each([
  ...accidents,
  ['comes from a sender who left before', 'ended before it was complete', (incoming: PassThrough) => incoming.destroy()] as const,
])('a text that %s is refused with the same words, and an error that comes after it ends nothing', async (_, said, happens) => {
  const incoming = new PassThrough()
  const text = textOf(incoming, 10)
  happens(incoming)
  await expect(text).rejects.toThrow(said)
  incoming.destroy(new Error('the socket is gone'))
  await turn()
  expect([incoming.listenerCount('data'), incoming.listenerCount('end')]).toEqual([0, 0])
  await expect(textOf(incoming, 10)).rejects.toThrow('ended before it was complete')
})

test('who says nothing for too long is cut off', async () => {
  const incoming = new PassThrough()
  await expect(textOf(incoming, 10, 1)).rejects.toThrow('No data came')
  expect(incoming.destroyed).toBe(true)
})

test('a text comes whole, wherever its bytes are parted, up to the last byte that it may have', async () => {
  const parted = fc.record({ text: fc.string({ unit: 'binary' }), cuts: fc.array(fc.nat(200)) })
  await fc.assert(
    fc.asyncProperty(parted, async ({ text, cuts }) => {
      const bytes = Buffer.from(text)
      const incoming = new PassThrough()
      const read = textOf(incoming, bytes.length)
      const places = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length]
      for (const [index, place] of places.slice(1).entries()) incoming.write(bytes.subarray(places[index], place))
      incoming.end()
      // As decoders do, a mark of the order of bytes is left out.
      expect(await read).toBe(text.replace(/^\ufeff/, ''))
    }),
  )
})

test('bytes that are no UTF-8 are refused, and the next text is read as if they had not been', async () => {
  const incoming = new PassThrough()
  incoming.end(Buffer.from([0x7b, 0xc3]))
  await expect(textOf(incoming, 10)).rejects.toThrow('not UTF-8')
  const next = new PassThrough()
  next.end('{}')
  expect(await textOf(next, 10)).toBe('{}')
})
