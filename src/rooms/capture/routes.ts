import type { DoorRoute } from '#platform/http/doors'
import type { Route } from '#platform/http/routes'
import { replayDeliveries } from './actions/deliveries.ts'
import { exportAll } from './actions/export-all.ts'
import * as forms from './actions/forms.ts'
import { formDoors } from './actions/forms-public.ts'
import * as imports from './actions/imports.ts'
import { rejectedRows } from './actions/rejected-rows.ts'
import * as responses from './actions/responses.ts'
import { listResponses, listTaken, undoTaken } from './actions/responses-taken.ts'
import { restoreExport } from './actions/restore-export.ts'
import { assumeMinutes, readTimeSaved, undoAssumption } from './actions/time-saved.ts'
import { readTracker, setTracker } from './actions/tracker.ts'
import { undoImport } from './actions/undo-import.ts'
import { visitDoors } from './actions/visits.ts'
import * as hooks from './actions/webhooks.ts'

export const routes: readonly Route[] = [
  imports.createImport,
  imports.addFile,
  imports.removeFile,
  imports.readImport,
  imports.listImports,
  imports.correctImport,
  imports.previewImport,
  imports.runImport,
  imports.cancelImport,
  undoImport,
  imports.discardImport,
  rejectedRows,
  exportAll,
  restoreExport,
  forms.listForms,
  forms.makeForm,
  forms.readForm,
  forms.readFormVersion,
  forms.changeForm,
  forms.publishForm,
  forms.removeForm,
  forms.undoForm,
  readTracker,
  setTracker,
  responses.postResponses,
  responses.listQuarantine,
  listResponses,
  listTaken,
  undoTaken,
  replayDeliveries,
  readTimeSaved,
  assumeMinutes,
  undoAssumption,
  hooks.listHooks,
  hooks.makeHook,
  hooks.changeHook,
  hooks.rotateHook,
  hooks.removeHook,
  hooks.takeHook,
]

/** What visitors of customers' sites meet. */
export const doors: readonly DoorRoute[] = [...formDoors, ...visitDoors]
