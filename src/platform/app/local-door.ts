import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** How the command line of this machine reaches the running server: its address on loopback and a token made at each start. */
export interface LocalDoor {
  readonly url: string
  readonly token: string
}

const pathIn = (dataDir: string) => join(dataDir, 'cli.json')

/** Notes the door where only those who may read the data folder's secrets can read it. */
export function noteLocalDoor(dataDir: string, door: LocalDoor): void {
  writeFileSync(pathIn(dataDir), JSON.stringify(door), { mode: 0o600 })
}

export function readLocalDoor(dataDir: string): LocalDoor {
  return JSON.parse(readFileSync(pathIn(dataDir), 'utf8')) as LocalDoor
}
