import type { Actor } from '#kernel/actor'
import type { CallOf, Endpoint, ResultOf } from '#kernel/endpoint'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Action } from '#platform/action/action'
import type { Services } from '#platform/action/context'
import { perform } from '#platform/action/perform'
import type { WorkspaceRef } from '#platform/store/database'

/** Who asks for a digest, and where. */
export interface Asking {
  readonly services: Services
  readonly workspace: WorkspaceRef
  /** In whose name is asked: what they may not see is not told. */
  readonly actor: Actor
  readonly signal: AbortSignal
}

/** Lines of one part. */
export const mostLines = 10

/** Asks as a screen would, in somebody's name; null for what their role may not see. */
export async function ask<E extends Endpoint>(
  asking: Asking,
  endpoint: E,
  actions: readonly Action[],
  input: CallOf<E>,
): Promise<ResultOf<E> | null> {
  const action = actions.find((one) => one.endpoint.id === endpoint.id)
  if (!action) throw new TypeError(`Nobody answers ${endpoint.id}.`)
  const { services, workspace, actor, signal } = asking
  try {
    return (await perform(services, { actor, workspace, address: null, requestId: 'digest', signal }, action, input)) as ResultOf<E>
  } catch (error) {
    if (error instanceof Problem && (error.kind === 'not-allowed' || error.kind === 'invalid-input')) return null
    throw error
  }
}

/** Said in place of what a role may not see. */
export const closed = () => t('Your role may not see this.')
/** What stands beside a line. */
export const joined = (...texts: string[]) => texts.filter(Boolean).join(' · ')
