import type { CommandDef } from 'citty'

/** Each command is loaded when it is asked for, so that `--help` and small commands do not wait for the server's code. */
export const commands: Record<string, () => Promise<CommandDef>> = {
  start: () => import('./start.ts').then(({ start }) => start as CommandDef),
  diagnose: () => import('./diagnose.ts').then(({ diagnose }) => diagnose as CommandDef),
  import: () => import('./import.ts').then(({ importFiles }) => importFiles as CommandDef),
  undo: () => import('./undo.ts').then(({ undo }) => undo as CommandDef),
  export: () => import('./export.ts').then(({ exportFiles }) => exportFiles as CommandDef),
  mcp: () => import('./mcp.ts').then(({ mcp }) => mcp as CommandDef),
  backup: () => import('./backup.ts').then(({ backup }) => backup as CommandDef),
  restore: () => import('./restore.ts').then(({ restoreBackup }) => restoreBackup as CommandDef),
  doctor: () => import('./doctor.ts').then(({ doctor }) => doctor as CommandDef),
  workspace: () => import('./workspace.ts').then(({ workspace }) => workspace as CommandDef),
}
