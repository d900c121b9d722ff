import '@fontsource-variable/inter/wght.css'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '../kit/theme.css'
import { createRoot } from 'react-dom/client'
import { speakChosen } from '../language.ts'
import { styleNonce } from './nonce.ts'

declare global {
  // Read by the library that keeps the page from scrolling behind a dialog.
  var __webpack_nonce__: string | undefined
}
globalThis.__webpack_nonce__ = styleNonce()

await speakChosen()
// Only now: texts stand in constants too.
const { App } = await import('./app.tsx')
const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
