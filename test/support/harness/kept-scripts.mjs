import { Script } from 'node:vm'
import Runtime from 'jest-runtime'

/** By file, for as long as this worker lives: the code, what is around it, and what V8 made of them. */
const kept = new Map()

/**
 * Jest's runtime, which compiles a file once for all test files that a worker runs. Each test file still runs it anew, in
 * its own context: V8 shares only the compiled code, and compiles it again where the text is not the same. What this can't do,
 * Jest does as ever. In JavaScript, because Jest compiles no runtimes.
 */
export default class extends Runtime {
  constructor(...args) {
    super(...args)
    const { executor } = this
    if (typeof executor?.compile !== 'function' || !Array.isArray(executor.injectedModuleParameters)) {
      throw new Error('This version of jest-runtime compiles elsewhere: mend test/support/harness/kept-scripts.mjs')
    }
    const compile = executor.compile.bind(executor)
    // As long as the offset below is, so that each line and column of an error stays the same.
    const head = `(function (${executor.injectedModuleParameters.join(', ')}) {`
    executor.compile = (code, filename) => {
      const context = executor.environment.getVmContext()
      if (context === null) return null
      const script = scriptOf(code, filename, head)
      return script === undefined ? compile(code, filename) : script.runInContext(context)
    }
  }
}

function scriptOf(code, filename, head) {
  const known = kept.get(filename)
  if (known?.code === code && known.head === head) return known.script
  const script = compiled(code, filename, head)
  kept.set(filename, { code, head, script })
  return script
}

function compiled(code, filename, head) {
  // What is imported dynamically belongs to the context of one test file.
  if (/\bimport\s*\(/.test(code)) return undefined
  try {
    return new Script(`${head}${code}\n})`, { filename, columnOffset: -head.length })
  } catch (error) {
    // Jest says best what is wrong with it.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
