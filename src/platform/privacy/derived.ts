import type { Services } from '#platform/action/context'

/**
 * Throws away what was derived from the records of a workspace, once somebody was cleared from them: facts, facts as known earlier, the index of the search.
 * They follow the records only with the next question, and what is taken out of them stays in the bytes of their files. The next question makes them anew.
 */
export async function forgetDerived({ warehouse, finder }: Pick<Services, 'warehouse' | 'finder'>, workspaceId: string): Promise<void> {
  await Promise.all([warehouse.forget(workspaceId), finder.forget(workspaceId)])
}
