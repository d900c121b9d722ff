import type { Route } from '#platform/http/routes'
import { exportAll } from './actions/export-all.ts'
import * as imports from './actions/imports.ts'
import { rejectedRows } from './actions/rejected-rows.ts'
import { restoreExport } from './actions/restore-export.ts'
import { undoImport } from './actions/undo-import.ts'

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
]
