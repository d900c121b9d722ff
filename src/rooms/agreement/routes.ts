import type { Route } from '#platform/http/routes'
import { judgePerson } from './actions/judge.ts'
import * as actions from './actions.ts'

export const routes: readonly Route[] = [
  actions.readContract,
  actions.readVersion,
  actions.listFacts,
  actions.draftContract,
  actions.changeDraft,
  actions.discardDraft,
  actions.proposeContract,
  actions.withdrawContract,
  actions.signContract,
  actions.confirmContract,
  actions.undoContract,
  judgePerson,
]
