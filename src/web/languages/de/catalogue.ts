import type { Catalogue } from '../../kit/text.ts'
import kit from './kit.json' with { type: 'json' }
import shell from './shell.json' with { type: 'json' }

/** German: one file for each room's screens, the kit and the shell. */
export const catalogue: Catalogue = { ...kit, ...shell }
