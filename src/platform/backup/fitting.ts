import { Problem } from '#kernel/problem'
import { directoryMigrations } from '../store/directory.ts'
import { checksum, type Migration } from '../store/migrate.ts'
import type { Manifest, SchemaPart } from './manifest.ts'

/** The steps that a schema of a backup had been through, in the order in which this program runs them. */
export function stepsOf(schema: SchemaPart, workspaceSteps: readonly Migration[]): readonly Migration[] {
  const done = new Set(schema.migrations.map(({ id }) => id))
  return knownSteps(schema, workspaceSteps).filter(({ id }) => done.has(id))
}

const knownSteps = ({ kind }: SchemaPart, workspaceSteps: readonly Migration[]): readonly Migration[] =>
  kind === 'workspace' ? workspaceSteps : kind === 'directory' ? directoryMigrations : []

/**
 * Refuses a backup that this program cannot restore: written by a newer version, or with steps that it does not know or knows otherwise.
 * Throws Problem `invalid-input` that names both versions.
 */
export function ensureFitting(path: string, manifest: Manifest, version: string, workspaceSteps: readonly Migration[]): void {
  const refuse = (why: string) =>
    new Problem(
      'invalid-input',
      `${path} was written by Interlock ${manifest.version}, and this is ${version}: ${why}. Restore it with that version or a later one; nothing was changed.`,
    )
  if (compareVersions(manifest.version, version) > 0) throw refuse('it is newer')
  for (const schema of manifest.schemas) {
    const known = new Map(knownSteps(schema, workspaceSteps).map((step) => [step.id, checksum(step)]))
    for (const { id, checksum: ran } of schema.migrations) {
      if (!known.has(id)) throw refuse(`it has the step "${id}", which this version does not know`)
      if (known.get(id) !== ran) throw refuse(`its step "${id}" is not the one of this version`)
    }
  }
}

/** Negative when `a` is the older one; only the three numbers count. */
function compareVersions(a: string, b: string): number {
  const numbers = (text: string) => (/^(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number)
  const [left, right] = [numbers(a), numbers(b)]
  const at = left.findIndex((number, index) => number !== right[index])
  return at === -1 ? 0 : (left[at] ?? 0) - (right[at] ?? 0)
}
