import { readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, extname, join, normalize, sep } from 'node:path'
import { newNonce, securityHeaders } from './guard.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}

/** Reads a file below a folder, or null. A path cannot leave the folder. */
async function fileBelow(root: string, path: string): Promise<Buffer | null> {
  const full = normalize(join(root, path))
  if (!full.startsWith(root + sep)) return null
  const found = await stat(full).catch(() => null)
  return found?.isFile() ? await readFile(full) : null
}

function decoded(path: string): string | null {
  try {
    const plain = decodeURIComponent(path)
    return plain.includes('\0') ? null : plain
  } catch {
    return null
  }
}

/** Serves the built web part: its files under /assets with a year of cache, everything else as the one page with a fresh nonce. */
export function webPages(root: string): (request: Request) => Promise<Response | null> {
  return async (request) => {
    const path = decoded(new URL(request.url).pathname)
    if (path === null) return null
    if (extname(path) !== '') {
      const file = await fileBelow(root, path)
      const type = types[extname(path)]
      if (!file || !type) return null
      const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
      return new Response(new Uint8Array(file), { headers: { 'content-type': type, 'cache-control': cache } })
    }
    const page = await fileBelow(root, 'index.html')
    if (!page)
      return new Response('The web part is not built. Run: npm run build:web', { status: 503, headers: { 'content-type': 'text/plain' } })
    const nonce = newNonce()
    return new Response(page.toString('utf8').replaceAll('__CSP_NONCE__', nonce), {
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...securityHeaders(nonce) },
    })
  }
}

/** The API page: Swagger UI from its npm package, over our own OpenAPI document. Nothing comes from elsewhere. */
export function apiPages(document: () => unknown): (request: Request) => Promise<Response | null> {
  const root = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const shown = new Set(['swagger-ui.css', 'swagger-ui-bundle.js'])
  return async (request) => {
    const path = new URL(request.url).pathname
    if (path === '/openapi.json') return new Response(JSON.stringify(document()), { headers: { 'content-type': 'application/json' } })
    const asset = path.startsWith('/api-page/') ? path.slice('/api-page/'.length) : ''
    if (shown.has(asset)) {
      const file = await fileBelow(root, asset)
      return (
        file &&
        new Response(new Uint8Array(file), {
          headers: { 'content-type': types[extname(asset)] ?? 'text/plain', 'cache-control': 'public, max-age=3600' },
        })
      )
    }
    if (path !== '/api-docs') return null
    const nonce = newNonce()
    const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Interlock API</title><link rel="stylesheet" href="/api-page/swagger-ui.css"></head><body><main id="api"></main>
<script src="/api-page/swagger-ui-bundle.js"></script>
<script nonce="${nonce}">SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null, docExpansion: 'none', filter: true, tryItOutEnabled: true })</script></body></html>`
    return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', ...securityHeaders(nonce) } })
  }
}
