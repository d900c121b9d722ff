import { readConfig } from '#platform/config'
import { command } from './command.ts'
import { openFront } from './front.ts'
import { version } from './version.ts'

/** `interlock mcp`: the Model Context Protocol on standard input and output, for a language model on this machine. */
export const mcp = command({
  name: 'mcp',
  description: 'Serve the Model Context Protocol on standard input and output, for the settings of a language model; ends with its input',
  args: {
    workspace: { type: 'string', description: 'Id or name of the workspace; may be left out when there is one', valueHint: 'workspace' },
    data: { type: 'string', description: 'Folder for everything that is kept (INTERLOCK_DATA)', valueHint: 'folder' },
  },
  run: async (args) => {
    const front = await openFront(readConfig({ INTERLOCK_DATA: args.data }), args.workspace)
    try {
      const [{ Client, StreamableHTTPClientTransport }, { Server }, { StdioServerTransport, serveStdio }] = await Promise.all([
        import('@modelcontextprotocol/client'),
        import('@modelcontextprotocol/server'),
        import('@modelcontextprotocol/server/stdio'),
      ])
      const client = new Client({ name: 'interlock mcp', version })
      await client.connect(
        new StreamableHTTPClientTransport(new URL('/mcp', front.door.url), { requestInit: { headers: front.door.headers } }),
      )
      const instructions = client.getInstructions()
      await new Promise<void>((ended) => {
        process.stdin.once('end', ended)
        serveStdio(
          () => {
            const server = new Server(
              { name: 'interlock', title: 'Interlock', version },
              { capabilities: { tools: {} }, ...(instructions === undefined ? {} : { instructions }) },
            )
            server.setRequestHandler('tools/list', ({ params }) => client.listTools(params))
            server.setRequestHandler('tools/call', ({ params }) => client.callTool(params))
            return server
          },
          { transport: new StdioServerTransport() },
        )
      })
      await client.close()
    } finally {
      await front.close()
    }
  },
})
