import type { Page } from 'playwright-core'

/** Imports a file as a program would, from within the page. */
export async function importFile(page: Page, text: string, name = 'deals.csv'): Promise<void> {
  await page.evaluate(
    async ([content, called]) => {
      const send = async (path: string, method: string, body?: string, type = 'application/json') => {
        const answer = await fetch(`/api/v1${path}`, { method, ...(body === undefined ? {} : { body, headers: { 'Content-Type': type } }) })
        if (!answer.ok) throw new Error(await answer.text())
        return (await answer.json()) as { id: string; task: string | null }
      }
      const { id } = await send('/imports', 'POST', '{}')
      const settled = async () => {
        while ((await send(`/imports/${id}`, 'GET')).task !== null) await new Promise((resolve) => setTimeout(resolve, 100))
      }
      await send(`/imports/${id}/files?name=${encodeURIComponent(called)}`, 'POST', content, 'application/octet-stream')
      await settled()
      await send(`/imports/${id}/run?withoutPreview=true`, 'POST', '{}')
      await settled()
    },
    [text, name] as const,
  )
}
