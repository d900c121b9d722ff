import { z } from 'zod'
import { idOf } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { readConfig } from '#platform/config'
import * as contract from '#rooms/capture/contract'
import { command } from './command.ts'
import { openFront } from './front.ts'
import { settled } from './import.ts'

/** `interlock undo IMPORT`: takes an import back. */
export const undo = command({
  name: 'undo',
  description: 'Take an import back; without an id, the newest one that is in',
  args: {
    import: { type: 'positional', required: false, description: 'Id of the import' },
    workspace: { type: 'string', description: 'Id or name of the workspace; may be left out when there is one', valueHint: 'workspace' },
    data: { type: 'string', description: 'Folder for everything that is kept (INTERLOCK_DATA)', valueHint: 'folder' },
    'keep-changed': { type: 'boolean', description: 'Undo the rest although some rows changed since; those are left as they are' },
  },
  run: async (args, out) => {
    const front = await openFront(readConfig({ INTERLOCK_DATA: args.data }), args.workspace)
    try {
      const { imports } = await front.call(contract.listImports, {})
      const newest = imports.find((one) => one.state === 'done')?.id
      const importId = args.import ? z.parse(idOf('import'), args.import) : newest
      if (!importId) throw new Problem('not-found', 'There is no import that is in, so there is nothing to undo.')
      await front.call(contract.undoImport, { importId, keepChanged: args['keep-changed'] ?? false })
      const { undo: answer, failure, name } = await settled(front, importId, out)
      if (!answer) throw new Problem('conflict', failure ?? `The undo of "${name}" was cancelled; nothing was touched.`)
      const conflicts = answer.conflicts.map((conflict) => `  ${conflict.what} ${conflict.id}: ${conflict.why}`)
      const more = answer.conflictCount > conflicts.length ? [`  and ${answer.conflictCount - conflicts.length} more`] : []
      const head = answer.undone
        ? `Put back ${answer.rows} rows.`
        : `Nothing was touched: ${answer.conflictCount} rows changed since. To undo the rest: --keep-changed`
      out.result([head, ...conflicts, ...more].join('\n'), answer)
      if (!answer.undone) process.exitCode = 5
    } finally {
      await front.close()
    }
  },
})
