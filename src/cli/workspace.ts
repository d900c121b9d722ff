import { Problem } from '#kernel/problem'
import { createWorkspace, getSession } from '#platform/access/contract'
import { readConfig } from '#platform/config'
import { command } from './command.ts'
import { openFront } from './front.ts'

/** `interlock workspace [list|create NAME]`. */
export const workspace = command({
  name: 'workspace',
  description: 'List the workspaces, or make one for another company: interlock workspace create "Acme"',
  args: {
    verb: { type: 'positional', required: false, description: 'list (default) or create' },
    name: { type: 'positional', required: false, description: 'Name of the new workspace' },
    data: { type: 'string', description: 'Folder for everything that is kept (INTERLOCK_DATA)', valueHint: 'folder' },
  },
  run: async ({ verb = 'list', name, data }, out) => {
    const front = await openFront(readConfig({ INTERLOCK_DATA: data }), undefined, 'any')
    try {
      if (verb === 'list') {
        const { workspaces } = await front.call(getSession, {})
        out.result(workspaces.map((one) => `${one.id}  ${one.name}`).join('\n'), { workspaces })
      } else if (verb === 'create') {
        if (!name) throw new Problem('invalid-input', 'Say the name of the new workspace: interlock workspace create "Acme"')
        const made = await front.call(createWorkspace, { name })
        out.result(`Made workspace "${made.name}" (${made.id}).`, made)
      } else throw new Problem('invalid-input', `interlock workspace knows list and create, not "${verb}".`)
    } finally {
      await front.close()
    }
  },
})
