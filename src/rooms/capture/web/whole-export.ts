/** The list of files stands at the end of a zip; that of an export is far shorter than this. */
const endBytes = 64 * 1024

/** Whether a file is a zip that lists what an export of Interlock has. The server then looks at it closely. */
export async function isWholeExport(file: Blob): Promise<boolean> {
  const head = new DataView(await file.slice(0, 4).arrayBuffer())
  if (head.byteLength < 4 || head.getUint32(0) !== 0x504b0304) return false
  const list = new TextDecoder('latin1').decode(await file.slice(Math.max(0, file.size - endBytes)).arrayBuffer())
  return list.includes('manifest.json') && list.includes('.jsonl')
}
