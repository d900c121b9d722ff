// Node reads the package.json around a .js file anew for each relative import of it. That of drizzle-orm has 179 KB: a second of CPU and 75 MB at every
// start. All .js files of drizzle-orm are modules, so nothing has to be read. Loaded by the command line and by each worker of the tests.
import module from 'node:module'

module.registerHooks?.({
  resolve(specifier, context, next) {
    const { parentURL = '' } = context
    const known =
      specifier.startsWith('.') &&
      specifier.endsWith('.js') &&
      parentURL.endsWith('.js') &&
      parentURL.includes('/node_modules/drizzle-orm/')
    return known ? { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true } : next(specifier, context)
  },
})
