import type { DoorRoute } from '#platform/http/doors'
import type { Route } from '#platform/http/routes'
import { exportAll } from './actions/export-all.ts'
import * as forms from './actions/forms.ts'
import { formDoors } from './actions/forms-public.ts'
import * as imports from './actions/imports.ts'
import { rejectedRows } from './actions/rejected-rows.ts'
import * as responses from './actions/responses.ts'
import { restoreExport } from './actions/restore-export.ts'
import { readTracker, setTracker } from './actions/tracker.ts'
import { undoImport } from './actions/undo-import.ts'
import { visitDoors } from './actions/visits.ts'

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
]

/** What visitors of customers' sites meet. */
export const doors: readonly DoorRoute[] = [...formDoors, ...visitDoors]
