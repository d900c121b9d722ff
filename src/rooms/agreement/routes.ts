import type { Route } from '#platform/http/routes'
import * as glossary from './actions/glossary.ts'
import { judgePerson } from './actions/judge.ts'
import * as process from './actions/process.ts'
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
  process.readProcess,
  process.saveProcess,
  process.confirmProcess,
  process.undoProcess,
  glossary.readWords,
  glossary.readWord,
  glossary.defineWord,
  glossary.removeWord,
  glossary.confirmWords,
  glossary.undoWords,
]
