import type { Role } from '#kernel/access'
import type { WorkspaceId } from '#kernel/id'
import type { Entered } from '../access/gatekeeper.ts'
import type { Services } from '../action/context.ts'
import { inWriting } from '../action/work.ts'
import { workspaceById } from '../store/workspaces.ts'
import type { House } from './house.ts'

/**
 * Has the rooms note somebody who came into a company. They are in already: what fails is logged, and the first thing that they do makes up for it.
 * A viewer works on nothing.
 */
export function entering(services: Services, { entered }: Pick<House, 'entered'>) {
  return async (workspaceId: WorkspaceId, person: Entered, role: Role): Promise<void> => {
    if (role === 'viewer') return
    try {
      const workspace = await services.database.inPublic((tx) => workspaceById(tx, workspaceId))
      if (!workspace) return
      await inWriting({ services, workspace, actor: { kind: 'user', id: person.id, name: person.name, role } }, (ctx) =>
        entered(ctx, person),
      )
    } catch (error) {
      services.log.warn({ err: error, workspace: workspaceId }, 'who came into a company could not be noted there')
    }
  }
}
