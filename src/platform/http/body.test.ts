import { PassThrough, type Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { Problem } from '#kernel/problem'
import { uploadOf } from './body.ts'

const read = async (upload: Readable) => {
  for await (const _ of upload);
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test.each([
  ['is broken off', 'ended before it was complete', (incoming: PassThrough) => incoming.emit('aborted')],
  ['is too large', 'larger than 10 bytes', (incoming: PassThrough) => incoming.write('x'.repeat(11))],
  ['fails on its way', 'the cable', (incoming: PassThrough) => incoming.destroy(new Problem('unavailable', 'the cable was cut'))],
])('an upload that %s says so to whoever reads it, and ends nothing else when nobody does', async (_, said, happens) => {
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
