/** The nonce of this page for style elements, as the server wrote it into the page; empty where no server did. */
export function styleNonce(): string {
  const content = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? ''
  return content.startsWith('__') ? '' : content
}
