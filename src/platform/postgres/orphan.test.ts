import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { postmasterFile } from './orphan.ts'

const comingAndGoing = `
  const { rmSync, writeFileSync } = require('node:fs')
  const { parentPort, workerData: path } = require('node:worker_threads')
  let on = true
  parentPort.on('message', () => { on = false })
  const turn = () => {
    for (let n = 0; n < 500; n++) {
      writeFileSync(path, '4711\\n/cluster\\n')
      rmSync(path)
    }
    if (on) setImmediate(turn)
    else parentPort.close()
  }
  turn()
  parentPort.postMessage('begun')
`

test('a lock file that PostgreSQL removes while it is read is one that is not there', async () => {
  const cluster = mkdtempSync(join(tmpdir(), 'interlock-lock-'))
  onTestFinished(() => rmSync(cluster, { recursive: true, force: true }))
  const other = new Worker(comingAndGoing, { eval: true, workerData: join(cluster, 'postmaster.pid') })
  const ended = new Promise((resolve, reject) => other.once('exit', resolve).once('error', reject))
  const seen = new Set<number | undefined>()
  await new Promise((resolve) => other.once('message', resolve))
  for (let n = 0; n < 50_000 || seen.size < 2; n++) seen.add(postmasterFile(cluster)?.pid)
  other.postMessage('end')
  await ended
  // An empty file is one that is being written.
  expect(seen).toEqual(new Set([4711, undefined]))
})
