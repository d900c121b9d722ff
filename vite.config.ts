import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Built by `npm run build:web`, or by `npm start` when it is stale; the server sends dist/web with a nonce for each page. */
export default defineConfig({
  root: 'src/web/shell',
  publicDir: 'public',
  plugins: [react()],
  build: {
    outDir: '../../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined fonts and images would need data: in the content security policy.
    assetsInlineLimit: 0,
    // A polyfill would be an inline script, which the content security policy refuses.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 3 },
            { name: 'mantine', test: /node_modules[\\/](@mantine|@floating-ui|react-remove-scroll|react-number-format)/, priority: 2 },
            { name: 'vendor', test: /node_modules[\\/](@tanstack|zod)/, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:4310' } },
})
